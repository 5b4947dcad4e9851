// Bounds of a cascade's face at each stated FMR, by the rule of live authentication (authentication/cascade.ts).

import { cascadeBounds } from '../authentication/cascade.ts'
import type { Fusion } from '../authentication/fusion.ts'
import { STATED_FMRS } from './points.ts'

/**
 * Log-likelihood ratios of the face from which it accepts, and below which it rejects, alone, where the threshold of the
 * `at`-th stated FMR is in use. `face`: thresholds of the face alone at the stated FMRs, with the FNMR there.
 */
export function faceBounds(
  face: readonly { threshold: number; fnmr: number }[],
  at: number,
): { accept: number; reject: number } {
  const unused = { threshold: 0, fnmr: 0 }
  const line = { offset: 0, slope: 1 }
  const fusion: Pick<Fusion, 'operating_points' | 'default_fmr' | 'calibration'> = {
    operating_points: STATED_FMRS.map((fmr, i) => ({ fmr, face: face[i], voice: unused, fused: unused })),
    default_fmr: STATED_FMRS[at],
    calibration: { face: line, voice: line },
  }
  const { accept, reject } = cascadeBounds(fusion as Fusion)
  return { accept, reject }
}
