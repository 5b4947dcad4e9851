// From an evaluation to the operating point of live authentication: a false-match rate that the data carry, or a
// threshold picked on a DET or a histogram.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Fusion } from '../authentication/fusion.ts'
import type { StoredOperatingPoint } from '../authentication/operating-point.ts'
import { VisemeError } from '../errors.ts'
import type { Evaluation } from './document.ts'
import type { CountedRate, Interval } from './interval.ts'
import type { SystemName } from './systems.ts'

export type OperatingPointChoice =
  /** All systems at the thresholds that keep this rate. */
  | { fmr: number }
  /** One system at a threshold in units of its scores, with the rates measured there. */
  | { system: SystemName; threshold: number; fmr: CountedRate; fnmr: CountedRate }

/** What is read of an evaluation, with the networks it was made with. */
export type ChosenFrom = Pick<
  Evaluation,
  | 'dataset'
  | 'protocol'
  | 'people'
  | 'samples'
  | 'simulated'
  | 'chimeric'
  | 'operating_points'
  | 'as_norm'
  | 'calibration'
> & { networks: Record<Modality, string> }

/**
 * The operating point to store. `fusion` is the shipped calibration, whose log-likelihood ratios live decisions use:
 * thresholds of single modalities are carried over to it, those of the sum only from an evaluation that used it.
 * VisemeError (exit 2) `operating-point-refused`: other networks, normalised scores, or a rate that was not carried.
 */
export function chooseOperatingPoint(
  evaluation: ChosenFrom,
  fusion: Fusion,
  choice: OperatingPointChoice,
): StoredOperatingPoint {
  refuseUnusable(evaluation, fusion)
  const { dataset, protocol, people, samples, simulated, chimeric, networks } = evaluation
  const thresholds =
    'system' in choice ? ofThreshold(evaluation, fusion, choice) : ofRate(evaluation, fusion, choice.fmr)
  return {
    format: 'viseme-operating-point/1',
    stated_fmr: 'system' in choice ? stated(choice.fmr) : choice.fmr,
    thresholds,
    networks,
    calibration: fusion.calibration,
    data: { dataset, protocol, people, samples, simulated, chimeric },
    chosen: new Date().toISOString(),
  }
}

/** A threshold without a false match is stated by the limit of its interval: a rate of 0 promises too much. */
const stated = (fmr: CountedRate): number => Math.min(fmr.value > 0 ? fmr.value : fmr.high, 0.999)

function ofRate(evaluation: ChosenFrom, fusion: Fusion, fmr: number): StoredOperatingPoint['thresholds'] {
  const points = evaluation.operating_points.filter(({ stated_fmr }) => stated_fmr === fmr)
  const usable = points.filter(({ system }) => system !== 'fused' || usesShipped(evaluation))
  if (usable.length === 0) {
    const carried = [...new Set(evaluation.operating_points.map(({ stated_fmr }) => stated_fmr))]
    throw refused(
      `${evaluation.dataset} gives no threshold for a false-match rate of ${fmr}.`,
      carried.length > 0
        ? `Choose one of ${carried.join(', ')}, or evaluate more people.`
        : 'Evaluate more people.',
    )
  }
  return Object.fromEntries(
    usable.map(({ system, score_threshold, threshold, fmr: found, fnmr }) => [
      system,
      {
        threshold: inRatios(evaluation, fusion, system, score_threshold, threshold),
        fmr: found,
        fnmr,
      },
    ]),
  )
}

function ofThreshold(
  evaluation: ChosenFrom,
  fusion: Fusion,
  { system, threshold, fmr, fnmr }: Extract<OperatingPointChoice, { system: SystemName }>,
): StoredOperatingPoint['thresholds'] {
  if (!Number.isFinite(threshold)) throw refused('A threshold must be a finite score.', 'Choose another one.')
  if (system === 'fused' && !usesShipped(evaluation)) {
    throw refused(
      'The fused scores were calibrated otherwise than those of live authentication.',
      'Evaluate with the shipped calibration: without --development and --calibration.',
    )
  }
  return { [system]: { threshold: inRatios(evaluation, fusion, system, threshold, null), fmr, fnmr } }
}

const usesShipped = ({ calibration }: ChosenFrom): boolean => calibration?.source === 'shipped'

/** A threshold as a log-likelihood ratio of the shipped calibration, with its interval: unknown of one that was picked. */
function inRatios(
  { calibration }: ChosenFrom,
  fusion: Fusion,
  system: SystemName,
  score: number,
  measured: Interval | null,
): { value: number; low: number | null; high: number | null } {
  const ratio = (value: number) =>
    system === 'fused' ? value : fusion.calibration[system].offset + fusion.calibration[system].slope * value
  const line = system === 'fused' ? { offset: 0, slope: 1 } : calibration?.lines[system]
  const value = ratio(score)
  if (!measured || !line) return { value, low: null, high: null }
  const moved = (limit: number) => ratio((limit - line.offset) / line.slope)
  return { value, low: moved(measured.low), high: moved(measured.high) }
}

function refuseUnusable({ networks, as_norm, dataset }: ChosenFrom, fusion: Fusion): void {
  const { face, voice } = fusion.fitted.networks
  if (networks.face !== face || networks.voice !== voice) {
    throw refused(`${dataset} was evaluated with other networks than those in use.`, 'Evaluate it again.')
  }
  if (as_norm) {
    throw refused(
      `The scores of ${dataset} were normalised by a cohort; those of live authentication are not.`,
      'Evaluate without --as-norm.',
    )
  }
}

function refused(message: string, next: string): VisemeError {
  return new VisemeError({ code: 'operating-point-refused', message, next, exitCode: 2 })
}
