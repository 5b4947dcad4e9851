// The figures of a system as text for a terminal.

import type { CountedRate, Interval } from './interval.ts'
import type { SystemMetrics } from './metrics.ts'

/** Lines that tell a system's figures to people. */
export function metricsText(metrics: SystemMetrics): string[] {
  const people = metrics.people === null ? '' : `, ${count(metrics.people)} people`
  return [
    `comparisons         ${count(metrics.genuine)} genuine, ${count(metrics.impostor)} impostor${people}`,
    `EER                 ${rate(metrics.eer)} at ${threshold(metrics.eer_threshold)}`,
    `AUC                 ${metrics.auc.toFixed(5)}`,
    ...metrics.fnmr_at_fmr.map(({ fmr, fnmr, threshold: at, reason }) => {
      const head = `FNMR at FMR ${percent(fmr)}`.padEnd(20)
      return fnmr === null ? `${head}refused: ${reason}` : `${head}${rate(fnmr)} at ${threshold(at)}`
    }),
    `minDCF              ${metrics.min_dcf.map(({ p_target, value }) => `${value.toFixed(4)} (p = ${p_target})`).join(', ')}`,
    `Cllr, minimum       ${metrics.cllr === null ? 'not log-likelihood ratios' : metrics.cllr.toFixed(4)}, ${metrics.min_cllr.toFixed(4)}`,
    `intervals           95 %, ${metrics.intervals}`,
  ]
}

/** A rate with its interval, in per cent. */
export function rate({ value, low, high }: Interval): string {
  return `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(2)}-${(100 * high).toFixed(2)} %)`
}

/** A counted rate with its interval and counts. */
export function countedRate(found: CountedRate | null): string {
  return found ? `${rate(found)}, ${found.errors} of ${found.trials}` : 'not counted'
}

const count = (value: number) => value.toLocaleString('en')
const percent = (fraction: number) => `${Number((100 * fraction).toPrecision(6))} %`
const threshold = (score: number | null) =>
  score === null || !Number.isFinite(score)
    ? 'no score (rejects everything)'
    : `score ${score.toPrecision(5)}`
