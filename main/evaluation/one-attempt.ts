// FAR and FRR of transactions of one attempt, from the rates of single comparisons and the failures to acquire
// (ISO/IEC 19795-1): what is not acquired matches nobody. FAR = FMR (1 - FTA), FRR = FTA + FNMR (1 - FTA); the failures are
// taken at their measured rate, so that the intervals are those of FMR and FNMR.

import type { Modality } from '../../enrollment-data/records.ts'
import type { SystemName } from './systems.ts'

interface Rate {
  value: number
  low: number
  high: number
}

export interface OneAttempt {
  far: Rate
  frr: Rate
}

const scaled = ({ value, low, high }: Rate, factor: number, offset: number): Rate => ({
  value: offset + factor * value,
  low: offset + factor * low,
  high: offset + factor * high,
})

/** FAR and FRR where a share `failed` of attempts acquires nothing. */
export function oneAttempt({ fmr, fnmr }: { fmr: Rate; fnmr: Rate }, failed: number): OneAttempt {
  const acquired = 1 - failed
  return { far: scaled(fmr, acquired, 0), frr: scaled(fnmr, acquired, failed) }
}

/** FAR and FRR at a system's rates; null where failures to acquire one of its modalities were not counted. */
export function attemptsAt(
  { system, fmr, fnmr }: { system: SystemName; fmr: Rate; fnmr: Rate },
  { face, voice }: Record<Modality, Pick<Rate, 'value'> | null>,
): OneAttempt | { far: null; frr: null } {
  const counted = system === 'fused' ? [face, voice] : [system === 'face' ? face : voice]
  const failed = counted.flatMap((rate) => rate?.value ?? [])
  if (failed.length < counted.length) return { far: null, frr: null }
  return oneAttempt({ fmr, fnmr }, anyFails(failed))
}

/** Share of attempts in which one or more of the modalities acquire nothing, failures taken as independent. */
const anyFails = (failed: readonly number[]): number =>
  1 - failed.reduce((product, share) => product * (1 - share), 1)
