// The figures of a system as text for a terminal.

import type { CountedRate, Interval } from './interval.ts'
import type { SystemMetrics } from './metrics.ts'
import type { ScoreMetrics } from './score-file-metrics.ts'

/** Lines that tell a system's figures to people. */
export function metricsText(metrics: SystemMetrics): string[] {
  const people = metrics.people === null ? '' : `, ${count(metrics.people)} people`
  return [
    `comparisons         ${count(metrics.genuine)} genuine, ${count(metrics.impostor)} impostor${people}`,
    `EER                 ${rate(metrics.eer)} at ${threshold(metrics.eer_threshold)}`,
    `EER, convex hull    ${rate(metrics.eer_rocch)}`,
    `AUC                 ${withLimits(metrics.auc, metrics.auc_interval, 5)}`,
    ...metrics.fnmr_at_fmr.map(({ fmr, fnmr, threshold: at, reason }) => {
      const head = `FNMR at FMR ${percent(fmr)}`.padEnd(20)
      return fnmr === null ? `${head}refused: ${reason}` : `${head}${rate(fnmr)} at ${threshold(at)}`
    }),
    ...metrics.min_dcf.map(({ p_target, cost_miss, cost_false_match, value, low, high }) => {
      const costs =
        cost_miss === 1 && cost_false_match === 1 ? '' : `, costs ${cost_miss} and ${cost_false_match}`
      const limits = low === null || high === null ? null : { low, high }
      return `${`minDCF (p = ${p_target}${costs})`.padEnd(19)} ${withLimits(value, limits, 4)}`
    }),
    ...(metrics.hter
      ? [
          `HTER                ${rate(metrics.hter)} at ${threshold(metrics.hter.threshold)}, fixed on ${count(metrics.hter.development.genuine)} genuine and ${count(metrics.hter.development.impostor)} impostor development comparisons`,
          `  FMR, FNMR there   ${countedRate(metrics.hter.fmr)}; ${countedRate(metrics.hter.fnmr)}`,
        ]
      : []),
    `Cllr                ${metrics.cllr === null ? 'not log-likelihood ratios' : withLimits(metrics.cllr, metrics.cllr_interval, 4)}`,
    `Cllr, minimum       ${withLimits(metrics.min_cllr, metrics.min_cllr_interval, 4)}`,
    `intervals           95 %, ${metrics.intervals}`,
  ]
}

/** Lines that tell the figures of a score file. */
export function scoreMetricsText(metrics: ScoreMetrics): string[] {
  const { people_source, claim, calibration } = metrics
  return [
    ...metricsText(metrics),
    `people              ${people_source}`,
    ...(calibration
      ? [
          `calibration         ratio = ${calibration.offset.toPrecision(5)} + ${calibration.slope.toPrecision(5)} * score, fitted on the development file`,
        ]
      : []),
    ...(claim?.reason ? [`claim refused       ${claim.reason}`] : []),
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

/** A figure with its limits, where it has some. */
function withLimits(value: number, limits: { low: number; high: number } | null, digits: number): string {
  if (limits === null) return value.toFixed(digits)
  return `${value.toFixed(digits)} (${limits.low.toFixed(digits)}-${limits.high.toFixed(digits)})`
}

const count = (value: number) => value.toLocaleString('en')
const percent = (fraction: number) => `${Number((100 * fraction).toPrecision(6))} %`
const threshold = (score: number | null) =>
  score === null || !Number.isFinite(score)
    ? 'no score (rejects everything)'
    : `score ${score.toPrecision(5)}`
