// The parallel axes: designs as lines, each axis bounded by a drag along it; the same bounds have fields of their own.

import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Columns, FactorName, Measure } from '../../main/codesign/columns.ts'
import { texts } from '../texts.ts'
import type { Bounds } from './bounds.ts'
import { useColourScheme } from './colour-scheme.ts'
import { inkOf } from './draw.ts'
import { unitOf } from './measures.ts'
import { brushed, brushOf, type ParallelAxis, parallelAxes, thinned } from './parallel-data.ts'

interface Props {
  columns: Columns
  bounds: Bounds
  shown: readonly number[]
  front: readonly number[]
  colour: FactorName | null
  focus: number | null
  selected: number | null
  onBounds: (bounds: Bounds) => void
}

const HEIGHT = 250
const TOP = 40
const BOTTOM = 228
const SIDE = 60
/** Lines drawn at most: more are no clearer. */
const MOST = 1500

export function Parallel(props: Props) {
  const { columns, bounds, shown, front, colour, focus, selected, onBounds } = props
  const holder = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(900)
  const [drag, setDrag] = useState<{ axis: number; from: number; to: number } | null>(null)
  const axes = useMemo(() => parallelAxes(columns), [columns])
  const scheme = useColourScheme()
  useEffect(() => {
    if (!holder.current) return
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.max(400, contentRect.width)))
    observer.observe(holder.current)
    return () => observer.disconnect()
  }, [])
  const x = (index: number) => SIDE + (index * (width - 2 * SIDE)) / Math.max(1, axes.length - 1)

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || !holder.current) return
    const scale = window.devicePixelRatio || 1
    element.width = width * scale
    element.height = HEIGHT * scale
    context.setTransform(scale, 0, 0, scale, 0, 0)
    const ink = inkOf(holder.current)
    const line = (at: number) => {
      context.beginPath()
      axes.forEach(({ places }, index) => {
        const place = places[at]
        const y = Number.isNaN(place) ? BOTTOM + 12 : yOf(place)
        if (index === 0) context.moveTo(x(index), y)
        else context.lineTo(x(index), y)
      })
      context.stroke()
    }
    const all = columns.ids.map((_, at) => at)
    context.lineWidth = 1
    context.strokeStyle = ink.soft
    context.globalAlpha = 0.07
    if (shown.length < all.length) for (const at of thinned(all, MOST)) line(at)
    context.globalAlpha = shown.length > 300 ? 0.16 : 0.5
    for (const at of thinned(shown, MOST)) {
      const level = colour === null ? 0 : Math.max(0, columns.factors[colour].at[at])
      context.strokeStyle = ink.palette[level % ink.palette.length]
      line(at)
    }
    context.globalAlpha = 0.9
    context.strokeStyle = ink.text
    for (const at of front) line(at)
    context.globalAlpha = 1
    context.lineWidth = 3
    context.strokeStyle = ink.accent
    for (const at of [selected, focus]) if (at !== null) line(at)
  }, [columns, axes, shown, front, colour, focus, selected, width, scheme])

  const placeAt = ({ currentTarget, clientY }: PointerEvent<SVGElement>): number => {
    const { top } = (currentTarget.ownerSVGElement ?? currentTarget).getBoundingClientRect()
    return Math.min(1, Math.max(0, (BOTTOM - (clientY - top)) / (BOTTOM - TOP)))
  }
  const end = (event: PointerEvent<SVGElement>) => {
    if (!drag) return
    onBounds(brushed(columns, bounds, axes[drag.axis], drag.from, placeAt(event)))
    setDrag(null)
  }
  return (
    <figure className="parallel" ref={holder}>
      <figcaption>{texts.codesign.parallel(Math.min(MOST, shown.length), shown.length)}</figcaption>
      <div className="layers">
        <canvas ref={canvas} style={{ height: HEIGHT }} />
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {axes.map((axis, index) => {
            const own =
              drag?.axis === index ? ([drag.from, drag.to] as const) : brushOf(columns, bounds, axis)
            return (
              <g key={axis.name} transform={`translate(${x(index)} 0)`}>
                <text y={index % 2 === 0 ? 12 : 26} className="name">
                  {nameOf(axis)}
                </text>
                <line y1={TOP} y2={BOTTOM} />
                {shownTicks(axis).map(({ place, text }) => (
                  <text key={text} x={-5} y={yOf(place) + 3.5} className="tick">
                    {text}
                  </text>
                ))}
                {own && (
                  <rect
                    className="brush"
                    x={-7}
                    width={14}
                    y={yOf(Math.max(...own))}
                    height={Math.max(2, yOf(Math.min(...own)) - yOf(Math.max(...own)))}
                  />
                )}
                <rect
                  className="handle"
                  x={-16}
                  width={32}
                  y={TOP - 6}
                  height={BOTTOM - TOP + 12}
                  onPointerDown={(event) => {
                    event.currentTarget.setPointerCapture(event.pointerId)
                    const place = placeAt(event)
                    setDrag({ axis: index, from: place, to: place })
                  }}
                  onPointerMove={(event) => drag?.axis === index && setDrag({ ...drag, to: placeAt(event) })}
                  onPointerUp={end}
                  onPointerCancel={() => setDrag(null)}
                />
              </g>
            )
          })}
        </svg>
      </div>
    </figure>
  )
}

const yOf = (place: number): number => BOTTOM - place * (BOTTOM - TOP)

const shownTicks = ({ ticks }: ParallelAxis) =>
  ticks.length <= 9 ? ticks : ticks.filter((_, i) => i % 2 === 0)

function nameOf({ kind, name }: ParallelAxis): string {
  if (kind === 'factor') return texts.codesign.factors[name as FactorName]
  const unit = unitOf(name as Measure)
  const text = texts.codesign.short[name as Measure]
  return unit ? `${text}, ${unit}` : text
}
