// Predicted against measured, every chip left out in turn: a mark and its interval per measurement, on logarithmic axes.

import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { milliseconds } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'

type Validation = Answer<'portability-validation'>
type Point = Validation['points'][number]

const WIDTH = 720
const HEIGHT = 400
const LEFT = 60
const BOTTOM = 34
/** Milliseconds on both axes. */
const FROM = 0.03
const TO = 30_000
const TICKS = [0.1, 1, 10, 100, 1000, 10_000]

const share = (ms: number) => Math.log(Math.min(TO, Math.max(FROM, ms)) / FROM) / Math.log(TO / FROM)
const x = (ms: number) => LEFT + share(ms) * (WIDTH - LEFT - 8)
const y = (ms: number) => (1 - share(ms)) * (HEIGHT - BOTTOM)

export function ValidationPlot() {
  const { validation: text } = texts.portability
  const [validation, setValidation] = useState<Validation | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    invoke('portability-validation', {}).then(setValidation, (error) => setFailure(asFailure(error)))
  }, [])
  return (
    <section aria-labelledby="how-far-off" aria-busy={validation === null}>
      <h3 id="how-far-off">{text.title}</h3>
      <p className="hint">{text.about}</p>
      {failure && <FailureNotice failure={failure} />}
      {!validation && !failure && <p className="hint">{text.working}</p>}
      {validation && (
        <>
          <Scatter points={validation.points} />
          <ErrorTable errors={validation.errors} />
        </>
      )}
    </section>
  )
}

function Scatter({ points }: { points: readonly Point[] }) {
  const { validation: text } = texts.portability
  const sorted = [...points].sort((a, b) => a.measured_ms - b.measured_ms)
  const [current, setCurrent] = useState<number | null>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setCurrent(((current ?? -step) + step + sorted.length) % sorted.length)
  }
  const point = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLDivElement>) => {
    const { left, top, width } = currentTarget.getBoundingClientRect()
    const scale = WIDTH / width
    const distance = ({ measured_ms, predicted_ms }: Point) =>
      Math.hypot(x(measured_ms) - (clientX - left) * scale, y(predicted_ms) - (clientY - top) * scale)
    const near = sorted.reduce((best, one, at) => (distance(one) < distance(sorted[best]) ? at : best), 0)
    setCurrent(distance(sorted[near]) < 14 ? near : null)
  }
  const shown = current === null ? null : sorted[current]
  const told = shown
    ? text.point(
        shown.device,
        shown.network,
        figure(shown.measured_ms),
        figure(shown.predicted_ms),
        figure(shown.low_ms),
        figure(shown.high_ms),
      )
    : text.instruction
  return (
    <figure>
      <div
        className="walked"
        role="slider"
        aria-label={text.plot}
        aria-valuemin={1}
        aria-valuemax={sorted.length}
        aria-valuenow={(current ?? 0) + 1}
        aria-valuetext={told}
        tabIndex={0}
        onKeyDown={move}
        onPointerMove={point}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          {TICKS.map((ms) => (
            <g key={ms}>
              <line x1={x(ms)} x2={x(ms)} y1={0} y2={HEIGHT - BOTTOM} className="grid-line" />
              <line x1={LEFT} x2={WIDTH - 8} y1={y(ms)} y2={y(ms)} className="grid-line" />
              <text x={x(ms)} y={HEIGHT - BOTTOM + 14} textAnchor="middle">
                {ms}
              </text>
              <text x={LEFT - 6} y={y(ms) + 4} textAnchor="end">
                {ms}
              </text>
            </g>
          ))}
          <text x={WIDTH - 8} y={HEIGHT - 4} textAnchor="end">
            {text.measured}
          </text>
          <text x={12} y={12} textAnchor="start" transform={`rotate(-90 12 12) translate(-80 0)`}>
            {text.predicted}
          </text>
          <line x1={x(FROM)} y1={y(FROM)} x2={x(TO)} y2={y(TO)} className="agreement" />
          {sorted.map(({ device, network, measured_ms, predicted_ms, low_ms, high_ms }) => (
            <g key={`${device} ${network}`}>
              <line
                x1={x(measured_ms)}
                x2={x(measured_ms)}
                y1={y(low_ms)}
                y2={y(high_ms)}
                className="reach"
              />
              <circle cx={x(measured_ms)} cy={y(predicted_ms)} r={3} className="point" />
            </g>
          ))}
          {shown && (
            <>
              <line
                x1={x(shown.measured_ms)}
                x2={x(shown.measured_ms)}
                y1={y(shown.low_ms)}
                y2={y(shown.high_ms)}
                className="current-reach"
              />
              <circle cx={x(shown.measured_ms)} cy={y(shown.predicted_ms)} r={6} className="current" />
            </>
          )}
        </svg>
      </div>
      <p className="readout">{told}</p>
    </figure>
  )
}

/** Two digits where `milliseconds` would round them away. */
const figure = (ms: number) => (ms < 10 ? `${ms.toPrecision(2)} ms` : milliseconds(ms))

const factor = (logarithm: number) => `×${Math.exp(logarithm).toFixed(2)}`

function ErrorTable({ errors }: { errors: Validation['errors'] }) {
  const { leftOut, predictor, median, p90, count, chips, errorsAre } = texts.portability.validation
  return (
    <>
      <p className="hint">{errorsAre}</p>
      <table className="list compact">
        <thead>
          <tr>
            {[leftOut, predictor, median, p90, count, chips].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {errors.map((row) => (
            <tr key={`${row.left_out} ${row.predictor}`}>
              <td>{row.left_out}</td>
              <th scope="row">{row.predictor}</th>
              <td className="number">{factor(row.median)}</td>
              <td className="number">{factor(row.p90)}</td>
              <td className="number">{row.measurements}</td>
              <td className="number">{row.chips}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
