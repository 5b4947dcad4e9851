// Operating points of a system: for each false-match rate that the data carry, the lowest threshold that keeps it, with
// the interval that other people would have moved it in, and both rates there.

import { bootstrapOverPeople } from './bootstrap.ts'
import { type SystemScores, scoresAndPeople } from './comparison-table.ts'
import type { MeasuredOperatingPoint, OperatingThreshold } from './document.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import type { Line } from './logistic.ts'
import type { SystemMetrics } from './metrics.ts'
import { halfTotalsAt } from './rates-at.ts'
import type { ResamplingOptions } from './resampling.ts'
import type { SystemName } from './systems.ts'

/**
 * The points at the rates that `metrics` found carried. `line` turns scores into log-likelihood ratios; null where no
 * one line does.
 */
export function measuredPoints(
  system: SystemName,
  scored: SystemScores,
  metrics: SystemMetrics,
  line: Line | null,
  options: ResamplingOptions,
): MeasuredOperatingPoint[] {
  const comparisons = scoresAndPeople(scored)
  const highest = lastFinite(errorCurve(comparisons.scores))
  const carried = metrics.fnmr_at_fmr.filter(
    (point) => point.threshold !== null && Number.isFinite(point.threshold),
  )
  if (carried.length === 0) return []
  const spreads = bootstrapOverPeople(
    comparisons.scores,
    comparisons.people,
    // A resample without enough rejects everything: its threshold lies above all scores.
    (curve) => carried.map(({ fmr }) => Math.min(fnmrAtFmr(curve, fmr).threshold, highest)),
    options,
  )
  const rates = halfTotalsAt(
    comparisons,
    carried.map(({ threshold }) => threshold!),
    options,
  )
  if (rates === null) return []
  return carried.map(({ fmr, threshold }, k): MeasuredOperatingPoint => {
    const spread = spreads[k]
    const ratio = (score: number) => line!.offset + line!.slope * score
    return {
      system,
      stated_fmr: fmr,
      score_threshold: threshold!,
      threshold:
        line && spread
          ? {
              value: ratio(threshold!),
              low: Math.min(ratio(spread.low), ratio(threshold!)),
              high: Math.max(ratio(spread.high), ratio(threshold!)),
            }
          : null,
      fmr: rates[k].fmr,
      fnmr: rates[k].fnmr,
    }
  })
}

function lastFinite({ thresholds }: ErrorCurve): number {
  return thresholds.findLast(Number.isFinite) ?? 0
}

/** The threshold that groups and attacks are measured at: the strictest point not below `fmr`, else the EER's. */
export function operatingThreshold(
  points: MeasuredOperatingPoint[],
  metrics: SystemMetrics,
  fmr: number,
): OperatingThreshold {
  const reached = points.findLast((point) => point.stated_fmr >= fmr)
  return reached
    ? { threshold: reached.score_threshold, stated_fmr: reached.stated_fmr }
    : { threshold: metrics.eer_threshold, stated_fmr: 'eer' }
}
