// Small measurements for the tests of plots and reports.

import { ComparisonList } from '../../../main/evaluation/comparisons.ts'
import { figures } from '../../../main/evaluation/figures.ts'
import type { MeasuredSystem, Measurement, WorstSide } from '../../../main/evaluation/measurement.ts'

const side = (person: string, name: string): WorstSide => ({
  person,
  name,
  samples: [{ modality: 'face', path: `/pictures/${name}`, start: null, end: null, simulated: null }],
})

/** Twelve people with two samples each; genuine scores 0.5 to 1, impostor scores -0.2 to 0.6. */
export function measuredSystem(name: MeasuredSystem['name'] = 'face'): MeasuredSystem {
  const list = new ComparisonList()
  const people = Array.from({ length: 12 }, (_, i) => `Ada & ${i}`)
  people.forEach((enrolled, i) => {
    list.add(enrolled, enrolled, 0.5 + i / 24)
    people.forEach((tested, k) => {
      if (k > i) list.add(enrolled, tested, -0.2 + 0.8 * (((i * 12 + k) % 29) / 28))
    })
  })
  const { metrics, bands, histogram } = figures(list.comparisons(), { resamples: 50, points: 40, bins: 20 })
  return {
    name,
    metrics,
    bands,
    histogram,
    worst: {
      false_accepts: [
        { score: 0.6, enrolled: side('Ada & 0', 'a<1>.png'), tested: side('Ada & 1', 'b1.png') },
      ],
      false_rejects: [
        { score: 0.5, enrolled: side('Ada & 0', 'a<1>.png'), tested: side('Ada & 0', 'a2.png') },
      ],
    },
  }
}

export function measurement(changes: Partial<Measurement> = {}): Measurement {
  return {
    format: 'viseme-measurement/1',
    made: '2026-01-02T03:04:05.000Z',
    version: '1.2.3',
    command: 'npm run -s viseme -- evaluate --dataset "set <1>"',
    title: 'set <1>',
    simulated: false,
    chimeric: false,
    seed: 7,
    board: 'esp-eye',
    networks: { face: 'f'.repeat(64), voice: 'e'.repeat(64) },
    systems: [measuredSystem()],
    evaluation: null,
    ...changes,
  }
}
