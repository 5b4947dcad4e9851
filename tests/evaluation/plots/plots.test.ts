import { describe, expect, test } from 'vitest'
import type { BandPoint } from '../../../main/evaluation/error-bands.ts'
import { steps } from '../../../main/evaluation/plots/curves.ts'
import { detFrame, detPlot } from '../../../main/evaluation/plots/det-plot.ts'
import type { Drawing } from '../../../main/evaluation/plots/drawing.ts'
import { placeX, placeY, valuesAt } from '../../../main/evaluation/plots/frame.ts'
import { histogramFrame, histogramPlot } from '../../../main/evaluation/plots/histogram-plot.ts'
import { seriesOf } from '../../../main/evaluation/plots/measured-series.ts'
import { rocPlot } from '../../../main/evaluation/plots/roc-plot.ts'
import { measuredSystem, measurement } from '../report/measurements.ts'

const paths = (drawing: Drawing | string): string[] =>
  typeof drawing === 'string'
    ? []
    : [...(drawing.tag === 'path' ? [String(drawing.attributes.d)] : []), ...drawing.children.flatMap(paths)]

const series = (det: BandPoint[]) => [
  { name: 'Face', colour: 'red', bands: { ...measuredSystem().bands, genuine: 100, impostor: 100, det } },
]

describe('a DET plot', () => {
  test('draws steps: at a threshold the one rate falls, then the other rises', () => {
    expect(
      steps([
        [10, 1],
        [5, 1],
        [5, 4],
      ]),
    ).toEqual([
      [10, 1],
      [5, 1],
      [5, 1],
      [5, 1],
      [5, 4],
    ])
    const det = [
      { threshold: 0, fmr: 0.2, fnmr: 0.02, low: 0.01, high: 0.05 },
      { threshold: 1, fmr: 0.05, fnmr: 0.1, low: 0.05, high: 0.2 },
    ]
    const frame = detFrame(series(det))
    const place = (fmr: number, fnmr: number) =>
      `${placeX(frame, fmr).toFixed(2)} ${placeY(frame, fnmr).toFixed(2)}`
    const plain = (d: string) => d.replaceAll(/-?\d+(\.\d+)?/g, (number) => Number(number).toFixed(2))
    const drawn = paths(detPlot(series(det))).map(plain)
    expect(drawn).toContain(`M${place(0.2, 0.02)}L${place(0.05, 0.02)}L${place(0.05, 0.1)}`)
    expect(drawn).toContain(
      `M${place(0.2, 0.05)}L${place(0.05, 0.05)}L${place(0.05, 0.2)}L${place(0.05, 0.05)}L${place(0.05, 0.01)}L${place(0.2, 0.01)}Z`,
    )
  })

  test('lays the curves of other runs dashed under those of the first, and bands only those asked for', () => {
    const runs = [
      { measurement: measurement(), name: 'now' },
      { measurement: measurement(), name: 'before' },
    ]
    const both = seriesOf(runs)
    expect(both.map(({ name, dashes }) => [name, dashes])).toEqual([
      ['Face', undefined],
      ['Face, before', '7 4'],
    ])
    const closed = (banded?: typeof both) =>
      paths(detPlot(both, { banded })).filter((d) => d.endsWith('Z')).length
    expect([closed(), closed(both.slice(0, 1)), closed([])]).toEqual([2, 1, 0])
  })

  test('tells the rates under a place inside its frame, none outside', () => {
    const frame = detFrame(seriesOf([{ measurement: measurement(), name: '' }]))
    const found = valuesAt(frame, placeX(frame, 0.1), placeY(frame, 0.3))
    expect(found?.x).toBeCloseTo(0.1, 9)
    expect(found?.y).toBeCloseTo(0.3, 9)
    expect(valuesAt(frame, 1, 1)).toBeNull()
  })
})

test('a ROC plot draws the share of genuine comparisons accepted', () => {
  const runs = [{ measurement: measurement(), name: '' }]
  expect(paths(rocPlot(seriesOf(runs)))).toHaveLength(2) // the axes and the curve
})

test('a histogram draws each kind as shares of its own comparisons, and the threshold where there is one', () => {
  const histogram = {
    low: 0,
    width: 1,
    genuine: [0, 4],
    impostor: [30, 10],
    infinite: { genuine: 0, impostor: 0 },
  }
  const frame = histogramFrame(histogram)
  const drawn = histogramPlot('scores', histogram, 1.5, frame)
  const [, impostor, genuine] = paths(drawn)
  const y = (share: number) => String(Math.round(placeY(frame, share) * 100) / 100)
  expect(impostor).toContain(` ${y(0.75)}L`)
  expect(impostor).toContain(` ${y(0.25)}L`)
  expect(genuine).toContain(` ${y(1)}L`)
  const lines = (drawing: Drawing) =>
    drawing.children.filter((child) => typeof child !== 'string' && child.tag === 'line')
  expect(lines(drawn).length - lines(histogramPlot('scores', histogram, null, frame)).length).toBe(1)
})
