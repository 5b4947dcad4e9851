// The stream over its queries, left to right: the SubNet served, latency against its bound, what the buffer holds.

import { bytes, milliseconds } from '../components/format.ts'
import { texts } from '../texts.ts'
import type { Served } from './supernet.tsx'

const WIDTH = 900
const LEFT = 150
const ROW = 16
const HEIGHT = 150
const BUFFER_HEIGHT = 70

const xOf = (count: number) => (query: number) => LEFT + (query / count) * (WIDTH - LEFT - 8)

/** A row per SubNet that was served, the slowest on top; a mark per query. */
export function ServedSubnets({ served }: { served: Served }) {
  const { queries } = served.detail
  const rows = served.subnets
    .map((subnet, index) => ({ ...subnet, index }))
    .filter(({ served }) => served > 0)
    .sort((a, b) => b.latency_ms - a.latency_ms)
  const rowOf = new Map(rows.map(({ index }, row) => [index, row]))
  const x = xOf(queries.length)
  const width = Math.max(1, x(1) - x(0))
  const marks = queries.map(({ subnet }, i) => {
    const y = (rowOf.get(subnet) ?? 0) * ROW + 3
    return `M${x(i).toFixed(1)} ${y}h${width.toFixed(2)}v${ROW - 4}h${(-width).toFixed(2)}z`
  })
  return (
    <figure className="stream">
      <figcaption>{texts.supernet.streamPlot}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${rows.length * ROW + 20}`}
        role="img"
        aria-label={texts.supernet.streamPlot}
      >
        {rows.map(({ name }, row) => (
          <text key={name} x={LEFT - 8} y={row * ROW + 13} textAnchor="end">
            {name}
          </text>
        ))}
        <path d={marks.join('')} className="mark" />
        <QueryAxis count={queries.length} y={rows.length * ROW + 15} />
      </svg>
    </figure>
  )
}

/** Latency of each query, those beyond their bound in another colour, and the bounds. */
export function LatencyAgainstBound({ served }: { served: Served }) {
  const { queries } = served.detail
  const highest = Math.max(...queries.map(({ ms, latency_ms }) => Math.max(ms, latency_ms)))
  const x = xOf(queries.length)
  const y = (ms: number) => HEIGHT - (ms / highest) * (HEIGHT - 8)
  const width = Math.max(1, x(1) - x(0))
  const bars = (late: boolean) =>
    queries
      .flatMap(({ ms, latency_ms }, i) =>
        ms > latency_ms === late
          ? [`M${x(i).toFixed(1)} ${HEIGHT}V${y(ms).toFixed(1)}h${width.toFixed(2)}V${HEIGHT}z`]
          : [],
      )
      .join('')
  const bound = queries
    .map(
      ({ latency_ms }, i) =>
        `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(latency_ms).toFixed(1)}h${width.toFixed(2)}`,
    )
    .join('')
  const late = queries.filter(({ ms, latency_ms }) => ms > latency_ms).length
  return (
    <figure className="stream">
      <figcaption>
        {texts.supernet.boundPlot}: {texts.supernet.late(late, queries.length)}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 20}`} role="img" aria-label={texts.supernet.boundPlot}>
        {[0, 0.5, 1].map((share) => (
          <text key={share} x={LEFT - 8} y={y(share * highest) + 4} textAnchor="end">
            {milliseconds(share * highest)}
          </text>
        ))}
        <path d={bars(false)} className="within" />
        <path d={bars(true)} className="beyond" />
        <path d={bound} className="bound" />
        <QueryAxis count={queries.length} y={HEIGHT + 15} />
      </svg>
      <ul className="legend">
        <li>
          <span className="swatch within" /> {texts.supernet.within}
        </li>
        <li>
          <span className="swatch beyond" /> {texts.supernet.beyond}
        </li>
        <li>
          <span className="swatch bound" /> {texts.supernet.bound}
        </li>
      </ul>
    </figure>
  )
}

/** Runs of queries with the same SubGraph, as high as it has bytes of the buffer. */
export function BufferOverTime({ served }: { served: Served }) {
  const { queries } = served.detail
  const x = xOf(queries.length)
  const runs: { cached: number; from: number; to: number }[] = []
  queries.forEach(({ cached }, i) => {
    const last = runs.at(-1)
    if (last?.cached === cached) last.to = i + 1
    else runs.push({ cached, from: i, to: i + 1 })
  })
  const shown = [...new Set(runs.map(({ cached }) => cached))]
  const loads = queries.filter(({ load_ms }) => load_ms > 0)
  const time = milliseconds(loads.reduce((sum, { load_ms }) => sum + load_ms, 0))
  const capacity = Math.max(1, served.buffer_bytes)
  return (
    <figure className="stream">
      <figcaption>
        {texts.supernet.bufferPlot}: {texts.supernet.loads(loads.length, time)}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${BUFFER_HEIGHT + 20}`} role="img" aria-label={texts.supernet.bufferPlot}>
        <text x={LEFT - 8} y={12} textAnchor="end">
          {bytes(served.buffer_bytes)}
        </text>
        <rect x={LEFT} y={0} width={WIDTH - LEFT - 8} height={BUFFER_HEIGHT} className="free" />
        {runs.map(({ cached, from, to }) => {
          const { name, bytes: size } = served.subgraphs[cached]
          const height = (size / capacity) * BUFFER_HEIGHT
          return (
            <rect
              key={from}
              x={x(from)}
              y={BUFFER_HEIGHT - height}
              width={x(to) - x(from)}
              height={height}
              className={`hue-${shown.indexOf(cached) % 10}`}
            >
              <title>{name}</title>
            </rect>
          )
        })}
        <QueryAxis count={queries.length} y={BUFFER_HEIGHT + 15} />
      </svg>
      <ul className="legend">
        {shown.map((cached, index) => (
          <li key={cached}>
            <span className={`swatch hue-${index % 10}`} /> {served.subgraphs[cached].name}
          </li>
        ))}
      </ul>
    </figure>
  )
}

function QueryAxis({ count, y }: { count: number; y: number }) {
  const x = xOf(count)
  return (
    <>
      <text x={LEFT} y={y}>
        {texts.supernet.query} 1
      </text>
      <text x={x(count)} y={y} textAnchor="end">
        {count}
      </text>
    </>
  )
}
