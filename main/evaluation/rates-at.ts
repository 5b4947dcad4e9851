// False-match and false-non-match rate at one threshold, counted over people.

import type { Comparisons } from './comparisons.ts'
import type { CountedRate } from './interval.ts'
import { type PersonCount, rateOverPeople } from './rate-over-people.ts'
import type { People } from './scores.ts'

export interface RatesAt {
  /** Null where there are no comparisons of the kind. */
  fmr: CountedRate | null
  fnmr: CountedRate | null
}

/** Both rates of accepting at `threshold` or above; people are resampled, each with their comparisons as enrolled. */
export function ratesAt({ scores, people }: Comparisons & { people: People }, threshold: number): RatesAt {
  const rate = (values: Float64Array, enrolled: Uint32Array, isError: (score: number) => boolean) => {
    const counts = Array.from({ length: people.count }, (): PersonCount => ({ errors: 0, trials: 0 }))
    values.forEach((score, i) => {
      const person = counts[enrolled[i]]
      person.trials++
      if (isError(score)) person.errors++
    })
    return rateOverPeople(counts)
  }
  return {
    fmr: rate(scores.impostor, people.impostorEnrolled, (score) => score >= threshold),
    fnmr: rate(scores.genuine, people.genuine, (score) => score < threshold),
  }
}
