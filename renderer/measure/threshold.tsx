// The scores of one system, and a threshold between them that is dragged or moved by keys: both error rates with their
// counts and intervals follow at once.

import { type PointerEvent, type ReactNode, useRef, useState } from 'react'
import type { ThresholdRates } from '../../main/evaluation/error-bands.ts'
import type { CountedRate, Interval } from '../../main/evaluation/interval.ts'
import type { MeasuredSystem } from '../../main/evaluation/measurement.ts'
import { oneAttempt } from '../../main/evaluation/one-attempt.ts'
import { draw } from '../../main/evaluation/plots/drawing.ts'
import { placeX } from '../../main/evaluation/plots/frame.ts'
import { histogramFrame, histogramPlot } from '../../main/evaluation/plots/histogram-plot.ts'
import { countedText, rateText, scoreText } from '../../main/evaluation/report/figures.ts'
import { Figure } from '../components/figure.tsx'
import { texts } from '../texts.ts'
import { Plot } from './plot.tsx'
import { claimRefused, indexAtFmr, indexAtThreshold } from './threshold-index.ts'

/** Thresholds that Page Up and Page Down pass by. */
const PAGE = 10

interface Props {
  system: MeasuredSystem
  /** Failures to acquire, where they were counted. */
  fta: CountedRate | null
  point: number
  onPoint: (point: number) => void
  /** What kind of people these are, where they are no real ones. */
  labels: ReactNode
}

export function Threshold({ system, fta, point, onPoint, labels }: Props) {
  const { name, histogram, bands } = system
  const words = texts.measure.threshold
  const rates = bands.rates[point]
  const frame = histogramFrame(histogram)
  const plot = useRef<HTMLDivElement>(null)
  const last = bands.rates.length - 1

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = plot.current?.querySelector('svg')?.getBoundingClientRect()
    if (!box || box.width === 0) return
    const x = ((event.clientX - box.left) * frame.width) / box.width
    const score = frame.x.value((x - frame.left) / (frame.right - frame.left))
    onPoint(indexAtThreshold(bands.rates, score))
  }
  const moved: Record<string, number> = {
    ArrowLeft: point - 1,
    ArrowDown: point - 1,
    ArrowRight: point + 1,
    ArrowUp: point + 1,
    PageDown: point - PAGE,
    PageUp: point + PAGE,
    Home: 0,
    End: last,
  }
  const title = `${words.title}: ${texts.measure.result.systems[name]}`
  const at = Number.isFinite(rates.threshold) ? rates.threshold : frame.x.high
  const handle = draw('circle', {
    cx: placeX(frame, at),
    cy: frame.top + 4,
    r: 7,
    fill: 'currentColor',
    stroke: 'none',
  })
  const plotted = histogramPlot(title, histogram, at, frame)
  return (
    <div className="threshold">
      <h3>
        {title} {labels}
      </h3>
      <div
        ref={plot}
        className="plot draggable"
        role="slider"
        tabIndex={0}
        aria-label={words.slider}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={point}
        aria-valuetext={`${scoreText(rates.threshold)}; ${words.fmr} ${countedText(rates.fmr)}; ${words.fnmr} ${countedText(rates.fnmr)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          follow(event)
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event)
        }}
        onKeyDown={(event) => {
          const to = moved[event.key]
          if (to === undefined) return
          event.preventDefault()
          onPoint(Math.min(last, Math.max(0, to)))
        }}
      >
        <Plot drawing={{ ...plotted, children: [...plotted.children, handle] }} />
      </div>
      <p className="hint">{words.hint}</p>
      <Rates rates={rates} fta={fta} />
      <Target system={system} onPoint={onPoint} />
    </div>
  )
}

function Rates({ rates: { threshold, fmr, fnmr }, fta }: { rates: ThresholdRates; fta: CountedRate | null }) {
  const words = texts.measure.threshold
  const attempt = fta && oneAttempt({ fmr, fnmr }, fta.value)
  return (
    <>
      <dl className="figures rates" data-threshold={threshold}>
        <Figure name={words.title} value={scoreText(threshold)} />
        <Rate name={words.fmr} rate={fmr} counts={words.counts(fmr.errors, fmr.trials)} />
        <Rate name={words.fnmr} rate={fnmr} counts={words.counts(fnmr.errors, fnmr.trials)} />
        {attempt && (
          <>
            <Rate name={words.far} rate={attempt.far} />
            <Rate name={words.frr} rate={attempt.frr} />
          </>
        )}
      </dl>
      {fta && <p className="hint">{words.transactions(rateText(fta))}</p>}
    </>
  )
}

function Rate({ name, rate, counts }: { name: string; rate: Interval; counts?: string }) {
  const [value, limits] = rateText(rate).split(' (')
  return <Figure name={name} value={value} notes={[limits.slice(0, -1), ...(counts ? [counts] : [])]} />
}

/** A false-match rate to reach; one that the data do not carry is refused. */
function Target({ system, onPoint }: { system: MeasuredSystem; onPoint: (point: number) => void }) {
  const [typed, setTyped] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const words = texts.measure.threshold
  const fmr = Number(typed.replace(',', '.')) / 100
  const valid = typed.trim() !== '' && fmr > 0 && fmr < 1
  return (
    <form
      className="target"
      onSubmit={(event) => {
        event.preventDefault()
        if (!valid) return
        const reason = claimRefused(system, fmr)
        setRefused(reason)
        if (reason === null) onPoint(indexAtFmr(system.bands.rates, fmr))
      }}
    >
      <label>
        {words.target}{' '}
        <input
          type="text"
          inputMode="decimal"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>{' '}
      <button type="submit" disabled={!valid}>
        {words.apply}
      </button>
      <div role="status">
        {refused && (
          <p className="refused">
            <strong>{words.refused}</strong> {refused}.
          </p>
        )}
      </div>
    </form>
  )
}
