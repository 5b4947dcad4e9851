// Rank correlation between devices as a heat map, similar devices beside each other; a table of measurements can be opened.

import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react'
import type { Answer, Payload } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'

type Matrix = Answer<'portability-matrix'>
type Table = Payload<'portability-matrix'>['table']

export function LikenessMatrix() {
  const { matrix: text } = texts.portability
  const [table, setTable] = useState<Table>(null)
  const [matrix, setMatrix] = useState<Matrix | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let outdated = false
    invoke('portability-matrix', { table }).then(
      (answer) => {
        if (outdated) return
        setMatrix(answer)
        setFailure(null)
      },
      (error) => {
        if (!outdated) setFailure(asFailure(error))
      },
    )
    return () => {
      outdated = true
    }
  }, [table])
  const open = async (file: File | undefined) => {
    if (file) setTable({ name: file.name, text: await file.text() })
  }
  return (
    <section aria-labelledby="order-alike" aria-busy={matrix === null}>
      <h3 id="order-alike">{text.title}</h3>
      <p className="hint">{text.about}</p>
      <label className="picker">
        <input
          type="file"
          accept=".json,.csv"
          onChange={({ target }) => {
            void open(target.files?.[0])
            target.value = ''
          }}
        />
        <span className="button">{text.open}</span>
      </label>
      {failure && <FailureNotice failure={failure} />}
      {!matrix && !failure && <p className="hint">{text.working}</p>}
      {matrix && !failure && (
        <>
          <p className="hint" role="status">
            {table ? text.measured(table.name, matrix.networks) : text.predicted(matrix.networks)}
          </p>
          <HeatMap matrix={matrix} />
          <Proxies matrix={matrix} />
        </>
      )}
    </section>
  )
}

const CELL = 20
const LABEL = 130

/** From -1 (bad) over 0 (nothing) to 1 (the accent itself); a step at 0.9, where a device serves another. */
function colour(value: number | null): string {
  if (value === null) return 'var(--ground)'
  const strength = Math.round(value >= 0.9 ? 60 + 400 * (value - 0.9) : 45 * Math.abs(value))
  return `color-mix(in srgb, var(${value < 0 ? '--bad' : '--accent'}) ${strength}%, var(--surface))`
}

function HeatMap({ matrix: { devices, matrix } }: { matrix: Matrix }) {
  const { matrix: text } = texts.portability
  const [current, setCurrent] = useState<[number, number]>([0, Math.min(1, devices.length - 1)])
  const side = devices.length * CELL
  const within = (at: number) => Math.min(devices.length - 1, Math.max(0, at))
  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key]
    if (!step) return
    event.preventDefault()
    setCurrent(([row, column]) => [within(row + step[0]), within(column + step[1])])
  }
  const point = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLDivElement>) => {
    const { left, top, width } = currentTarget.getBoundingClientRect()
    const scale = (side + LABEL) / width
    const column = Math.floor(((clientX - left) * scale - LABEL) / CELL)
    const row = Math.floor(((clientY - top) * scale) / CELL)
    if (devices[row] !== undefined && devices[column] !== undefined) setCurrent([row, column])
  }
  const [row, column] = current.map(within)
  const { value, low, high, pairs } = matrix[row][column]
  const digits = (number: number | null) => (number === null ? text.unknown : number.toFixed(2))
  const told = text.cell(devices[row], devices[column], digits(value), digits(low), digits(high), pairs)
  return (
    <figure className="heat">
      <p className="readout">{told}</p>
      <div
        className="walked"
        role="slider"
        aria-label={text.plot}
        aria-valuemin={1}
        aria-valuemax={devices.length ** 2}
        aria-valuenow={row * devices.length + column + 1}
        aria-valuetext={told}
        tabIndex={0}
        onKeyDown={move}
        onPointerMove={point}
      >
        <svg viewBox={`0 0 ${side + LABEL} ${side + 4}`} aria-hidden="true">
          {devices.map((device, at) => (
            <text key={device} x={LABEL - 6} y={at * CELL + CELL / 2 + 4} textAnchor="end">
              {device}
            </text>
          ))}
          {matrix.map((cells, i) =>
            cells.map((cell, j) => (
              <rect
                key={`${devices[i]} ${devices[j]}`}
                x={LABEL + j * CELL}
                y={i * CELL}
                width={CELL - 1}
                height={CELL - 1}
                style={{ fill: colour(cell.value) }}
              />
            )),
          )}
          <rect
            x={LABEL + column * CELL}
            y={row * CELL}
            width={CELL - 1}
            height={CELL - 1}
            className="current"
          />
        </svg>
      </div>
      <ul className="legend">
        {[-1, 0, 0.5, 0.9, 1].map((level, at) => (
          <li key={level}>
            <span className="swatch" style={{ background: colour(level) }} /> {text.legend[at]}
          </li>
        ))}
      </ul>
    </figure>
  )
}

/** The proxies that serve most. */
const SHOWN = 5

function Proxies({ matrix: { proxies, devices } }: { matrix: Matrix }) {
  const { covers, none, everyOther } = texts.portability.matrix
  const serving = proxies.filter((proxy) => proxy.covers.length > 0).slice(0, SHOWN)
  if (serving.length === 0) return <p>{none}</p>
  const named = (covered: readonly string[]) =>
    covered.length === devices.length - 1 ? everyOther(covered.length) : covered.join(', ')
  return (
    <ul>
      {serving.map(({ proxy, covers: covered }) => (
        <li key={proxy}>{covers(proxy, named(covered))}</li>
      ))}
    </ul>
  )
}
