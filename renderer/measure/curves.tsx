// The curves of all systems, and of a measurement laid over them; a click on the selected system's picks a threshold.

import { type MouseEvent, useState } from 'react'
import { percentLabel } from '../../main/evaluation/plots/axis.ts'
import { cmcFrame, cmcPlot } from '../../main/evaluation/plots/cmc-plot.ts'
import type { Series } from '../../main/evaluation/plots/curves.ts'
import { detFrame, detPlot } from '../../main/evaluation/plots/det-plot.ts'
import { draw } from '../../main/evaluation/plots/drawing.ts'
import { type Frame, placeX, placeY } from '../../main/evaluation/plots/frame.ts'
import { cmcSeriesOf, type Run, seriesOf } from '../../main/evaluation/plots/measured-series.ts'
import { rocFrame, rocPlot } from '../../main/evaluation/plots/roc-plot.ts'
import { countedText, scoreText } from '../../main/evaluation/report/figures.ts'
import { FigureTable } from '../components/figure-table.tsx'
import { texts } from '../texts.ts'
import { Plot } from './plot.tsx'

interface Props {
  /** The measurement shown, then those laid over it. */
  runs: Run[]
  /** Which system of the first run is looked at, and which of its points. */
  system: number
  point: number
  onPoint: (point: number) => void
}

export function Curves({ runs, system, point, onPoint }: Props) {
  const [kind, setKind] = useState<'det' | 'roc' | 'cmc'>('det')
  const series = seriesOf(runs)
  const cmc = cmcSeriesOf(runs)
  const kinds = cmc.length > 0 ? (['det', 'roc', 'cmc'] as const) : (['det', 'roc'] as const)
  const selected = series[system]
  const words = texts.measure.result
  const frame = kind === 'det' ? detFrame(series) : rocFrame(series)
  const value = (fnmr: number) => (kind === 'det' ? fnmr : 1 - fnmr)

  const pick = (event: MouseEvent<HTMLElement>) => {
    if (kind === 'cmc') return
    const place = placeOf(event, frame)
    if (place) onPoint(nearest(selected, frame, value, place))
  }
  const at = selected.bands.det[point]
  const marker = draw('circle', {
    cx: placeX(frame, at.fmr),
    cy: placeY(frame, value(at.fnmr)),
    r: 6,
    fill: selected.colour,
    stroke: 'currentColor',
    'stroke-width': 1.5,
  })
  const drawing =
    kind === 'cmc'
      ? cmcPlot(cmc, cmcFrame(cmc))
      : kind === 'det'
        ? detPlot(series, { frame, banded: [selected] })
        : rocPlot(series, frame)
  const shown = kind === 'cmc' ? drawing : { ...drawing, children: [...drawing.children, marker] }
  return (
    <div className="curves">
      <fieldset className="segments">
        <legend className="hidden">{words.curve}</legend>
        {kinds.map((name) => (
          <label key={name}>
            <input type="radio" name="curve" checked={kind === name} onChange={() => setKind(name)} />
            <span>{words.curves[name]}</span>
          </label>
        ))}
      </fieldset>
      <figure className="plot">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the threshold's slider does the same by keyboard */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
        <div className={kind === 'cmc' ? undefined : 'pickable'} onClick={pick}>
          <Plot drawing={shown} />
        </div>
        <Legend series={kind === 'cmc' ? cmc : series} />
        {kind !== 'cmc' && <figcaption>{words.click}</figcaption>}
      </figure>
      <details>
        <summary>{words.table}</summary>
        <FigureTable table={curveTable(selected)} />
      </details>
    </div>
  )
}

/** Where the drawing was clicked, in its own units. */
function placeOf({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>, frame: Frame) {
  const box = currentTarget.querySelector('svg')?.getBoundingClientRect()
  if (!box || box.width === 0) return null
  const scale = frame.width / box.width
  return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale }
}

/** The point of the curve nearest to a place. */
function nearest(
  { bands }: Series,
  frame: Frame,
  value: (fnmr: number) => number,
  { x, y }: { x: number; y: number },
): number {
  const distance = ({ fmr, fnmr }: { fmr: number; fnmr: number }) =>
    Math.hypot(placeX(frame, fmr) - x, placeY(frame, value(fnmr)) - y)
  let best = 0
  bands.det.forEach((point, index) => {
    if (distance(point) < distance(bands.det[best])) best = index
  })
  return best
}

function Legend({ series }: { series: Pick<Series, 'name' | 'colour' | 'dashes'>[] }) {
  return (
    <ul className="legend">
      {series.map(({ name, colour, dashes }) => (
        <li key={name}>
          <svg viewBox="0 0 30 10" className="legend-line" aria-hidden="true">
            <line x1={0} x2={30} y1={5} y2={5} stroke={colour} strokeWidth={3} strokeDasharray={dashes} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

const TABLE_FMRS = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0001, 0.00001]

/** The curve for those who do not see it: both rates at the usual false-match rates that there are comparisons for. */
function curveTable({ name, bands }: Series) {
  const rows = TABLE_FMRS.filter((fmr) => fmr * bands.impostor >= 1).flatMap((fmr) => {
    const found = bands.rates.find((point) => point.fmr.value <= fmr)
    return found
      ? [[percentLabel(fmr), scoreText(found.threshold), countedText(found.fmr), countedText(found.fnmr)]]
      : []
  })
  return {
    title: `${texts.measure.result.table}: ${name}`,
    heads: texts.measure.curveHeads,
    rows,
    note: null,
  }
}
