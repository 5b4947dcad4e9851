// All designs over two measures, with the front of the objectives. Hover and arrow keys move the focus, a click or Enter
// selects; the arrow keys walk along the front.

import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Columns, FactorName, Measure } from '../../main/codesign/columns.ts'
import { texts } from '../texts.ts'
import { useColourScheme } from './colour-scheme.ts'
import { drawScatter, inkOf } from './draw.ts'
import { along } from './front.ts'
import { unitOf } from './measures.ts'
import { nearestTo, plotOf } from './plot-data.ts'

interface Props {
  columns: Columns
  objectives: readonly Measure[]
  shown: readonly number[]
  front: readonly number[]
  colour: FactorName | null
  focus: number | null
  selected: number | null
  other: number | null
  onFocus: (at: number | null) => void
  onSelect: (at: number) => void
}

const HEIGHT = 430
const REACH = 14

export function Scatter(props: Props) {
  const { columns, objectives, shown, front, colour, focus, selected, other, onFocus, onSelect } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(600)
  const scheme = useColourScheme()
  useEffect(() => {
    const element = canvas.current
    if (!element?.parentElement) return
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.max(300, contentRect.width)))
    observer.observe(element.parentElement)
    return () => observer.disconnect()
  }, [])
  const plot = useMemo(
    () => plotOf(columns, objectives, shown, width, HEIGHT),
    [columns, objectives, shown, width],
  )

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context) return
    const scale = window.devicePixelRatio || 1
    element.width = width * scale
    element.height = HEIGHT * scale
    context.setTransform(scale, 0, 0, scale, 0, 0)
    const label = (measure: Measure) => {
      const unit = unitOf(measure)
      return unit ? `${texts.codesign.measures[measure]}, ${unit}` : texts.codesign.measures[measure]
    }
    const labels = { x: label(objectives[0]), y: label(objectives[1]), unknown: texts.codesign.unknown }
    const marked = (['other', 'selected', 'focus'] as const).flatMap((role) => {
      const at = { other, selected, focus }[role]
      return at === null ? [] : [{ at, role }]
    })
    const scene = { columns, objectives, shown, plot, front, colour, marked, labels }
    drawScatter(context, scene, inkOf(element.parentElement ?? element))
  }, [columns, objectives, shown, plot, front, colour, focus, selected, other, width, scheme])

  const found = ({ nativeEvent }: PointerEvent): number | null => {
    const index = nearestTo(plot, nativeEvent.offsetX, nativeEvent.offsetY, REACH)
    return index < 0 ? null : shown[index]
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (step !== undefined) onFocus(along(front, focus ?? selected, step))
    else if ((event.key === 'Enter' || event.key === ' ') && focus !== null) onSelect(focus)
    else if (event.key === 'Escape') onFocus(null)
    else return
    event.preventDefault()
  }
  return (
    <div
      className="scatter"
      role="application"
      aria-label={texts.codesign.scatter(shown.length, front.length)}
      aria-describedby="codesign-explanation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys walk along the front
      tabIndex={0}
      onKeyDown={press}
    >
      <canvas
        ref={canvas}
        style={{ height: HEIGHT }}
        onPointerMove={(event) => onFocus(found(event))}
        onPointerLeave={() => onFocus(null)}
        onPointerDown={(event) => {
          const at = found(event)
          if (at !== null) onSelect(at)
        }}
      />
    </div>
  )
}
