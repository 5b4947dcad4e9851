// False-match and false-non-match rate at one threshold, with intervals over people.

import { ResampledFigures } from './bootstrap.ts'
import type { Comparisons } from './comparisons.ts'
import { type CountedRate, intervalOverPeople } from './interval.ts'
import { forEachResample, RESAMPLES } from './resampling.ts'
import { type People, peopleCompared } from './scores.ts'

export interface RatesAt {
  /** Null where there are no comparisons of the kind. */
  fmr: CountedRate | null
  fnmr: CountedRate | null
}

/** Both rates of accepting at `threshold` or above; an impostor comparison involves both its people. */
export function ratesAt({ scores, people }: Comparisons & { people: People }, threshold: number): RatesAt {
  const spreads = new ResampledFigures(2, RESAMPLES)
  const thresholds = Float64Array.of(Number.NEGATIVE_INFINITY, threshold, Number.POSITIVE_INFINITY)
  forEachResample(scores, people, thresholds, {}, (drawn, row) => {
    spreads.set(row, 0, drawn.falseMatches[1] / drawn.impostor)
    spreads.set(row, 1, drawn.falseNonMatches[1] / drawn.genuine)
  })
  const compared = peopleCompared(people)
  const rate = (errors: number, trials: number, whom: number, column: number): CountedRate | null =>
    trials === 0
      ? null
      : { ...intervalOverPeople(errors / trials, whom, spreads.spread(column)), errors, trials }
  const { genuine, impostor } = scores
  const accepted = impostor.reduce((sum, score) => sum + (score >= threshold ? 1 : 0), 0)
  const rejected = genuine.reduce((sum, score) => sum + (score < threshold ? 1 : 0), 0)
  return {
    fmr: rate(accepted, impostor.length, compared.impostor, 0),
    fnmr: rate(rejected, genuine.length, compared.genuine, 1),
  }
}
