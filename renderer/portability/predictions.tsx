// Predicted latencies of every network, with their intervals drawn on one logarithmic scale.

import { bytes, milliseconds } from '../components/format.ts'
import { texts } from '../texts.ts'
import type { BoardPrediction } from './portability.tsx'

type Row = BoardPrediction['networks'][number]

export function PredictionTable({ prediction }: { prediction: BoardPrediction }) {
  const { device, coverage, measured, networks, benchmarks } = prediction
  const { columns, status, covers, predicted } = texts.portability
  const rows = [...networks, ...benchmarks]
  const shown = networks.some(({ emulated }) => emulated !== null)
    ? Object.values(columns)
    : [columns.network, columns.macs, columns.predicted, columns.interval]
  const low = Math.min(...rows.map(({ predicted_ms }) => predicted_ms.low))
  const high = Math.max(...rows.map(({ predicted_ms }) => predicted_ms.high))
  return (
    <section aria-labelledby="predicted-latencies">
      <h3 id="predicted-latencies">{predicted(device.name)}</h3>
      <p className="hint" role="status">
        {status(device.core, device.mhz, measured)} {covers(Math.round(100 * coverage))}
      </p>
      <table className="list compact">
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <NetworkRow
              key={row.network}
              row={row}
              scale={[low, high]}
              isBenchmark={benchmarks.includes(row)}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function NetworkRow({
  row: { network, macs, predicted_ms, measured_ms, problem, emulated },
  scale,
  isBenchmark,
}: {
  row: Row
  scale: [number, number]
  isBenchmark: boolean
}) {
  const { estimate, low, high } = predicted_ms
  return (
    <tr>
      <th scope="row">
        {network} {isBenchmark && <small>{texts.portability.benchmark}</small>}
        {problem && <small className="bad"> {problem}</small>}
      </th>
      <td className="number">{(macs / 1e6).toFixed(2)}</td>
      <td className="number">{milliseconds(estimate)}</td>
      <td>
        {measured_ms === null ? (
          <>
            <IntervalBar value={estimate} low={low} high={high} scale={scale} />
            <small>
              {milliseconds(low)} – {milliseconds(high)}
            </small>
          </>
        ) : (
          texts.portability.measured
        )}
      </td>
      {emulated && (
        <>
          <td className="number">{milliseconds(emulated.latency_ms.estimate)}</td>
          <td className="number">{emulated.energy_mj.toFixed(1)} mJ</td>
          <td className="number">{bytes(emulated.arena_bytes)}</td>
        </>
      )}
    </tr>
  )
}

const WIDTH = 130

interface BarProps {
  value: number
  low: number
  high: number
  scale: [number, number]
}

function IntervalBar({ value, low, high, scale: [from, to] }: BarProps) {
  const x = (ms: number) => 5 + ((WIDTH - 10) * Math.log(ms / from)) / Math.log(to / from)
  return (
    <svg className="interval" viewBox={`0 0 ${WIDTH} 14`} aria-hidden="true">
      <line x1={x(low)} x2={x(high)} y1={7} y2={7} />
      <circle cx={x(value)} cy={7} r={4} />
    </svg>
  )
}
