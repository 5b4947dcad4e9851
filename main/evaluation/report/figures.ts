// Figures as people read them: every rate with its 95 % interval, and with its counts where it was counted.

import type { CountedShare } from '../document.ts'
import type { CountedRate, Interval } from '../interval.ts'
import type { FnmrAtFmr } from '../metrics.ts'

/** "4.80 % (3.20–6.51 %)". */
export function rateText({ value, low, high }: Interval): string {
  return `${percent(value)} % (${percent(low)}–${percent(high)} %)`
}

type Limits = Pick<Interval, 'low' | 'high'>

/** The same with its counts: "…, 3 of 60". */
export function countedText(rate: CountedRate | CountedShare | null): string {
  if (!rate) return 'none counted'
  const count = 'hits' in rate ? rate.hits : rate.errors
  return `${rateText(rate)}, ${countText(count)} of ${countText(rate.trials)}`
}

/** FNMR where the data carry the FMR. */
export function fnmrText({ fnmr, false_non_matches }: FnmrAtFmr, genuine: number): string {
  if (fnmr === null) return REFUSED
  return `${rateText(fnmr)}, ${countText(false_non_matches ?? 0)} of ${countText(genuine)}`
}

/** Stands where the data do not carry a claim; the table's note says what it would take. */
export const REFUSED = 'refused: too little data'

/** What refused claims would take, each reason once; empty where none was refused. */
export function refusals(reasons: (string | null)[]): string[] {
  const distinct = [...new Set(reasons.filter((reason) => reason !== null))]
  return distinct.length > 0 ? [`Refused: ${distinct.join('. ')}.`] : []
}

/** A figure that is no rate, to `digits`, with its interval where there is one. */
export function figureText(value: number, digits: number, limits: Limits | null): string {
  const text = value.toFixed(digits)
  return limits ? `${text} (${limits.low.toFixed(digits)}–${limits.high.toFixed(digits)})` : text
}

export const countText = (value: number): string => value.toLocaleString('en')

/** A threshold in units of its scores; infinite ones in words. */
export function scoreText(score: number | null): string {
  if (score === null) return 'none'
  if (score === Number.POSITIVE_INFINITY) return 'rejects everything'
  if (score === Number.NEGATIVE_INFINITY) return 'accepts everything'
  return String(Number(score.toPrecision(5)))
}

/** Per cent to a hundredth; smaller rates keep two significant digits. */
function percent(fraction: number): string {
  const value = 100 * fraction
  if (value === 0 || value >= 0.01) return value.toFixed(2)
  return String(Number(value.toPrecision(2)))
}
