// Cascade: the face first, and the voice only where the face is unsure. Its thresholds follow from those that were
// fitted on development people (models/fusion.json), without a fit of their own:
//  - the face alone accepts from its own threshold plus ln 2 on, and face and voice together from theirs plus ln 2: an
//    impostor has two chances, and calibrated likelihood ratios obey P(LLR >= t | impostor) <= exp(-t), so that adding
//    ln 2 keeps for both together the bound that one comparison has (as ln N does in identify.ts);
//  - the face alone rejects below the loosest threshold that was fitted, which costs as many genuine attempts as that
//    threshold's false-non-match rate says, and can let in nobody.

import { VisemeError } from '../errors.ts'
import { loosest } from './agreement.ts'
import { type FusedScore, type Fusion, fuse } from './fusion.ts'

/** Added to both thresholds: an impostor has two chances. */
export const TWO_CHANCES = Math.log(2)

export interface CascadeBounds {
  /** Log-likelihood ratio of the face from which it accepts alone. */
  accept: number
  /** Below it the face rejects alone; never above `accept`. */
  reject: number
  /** Share of genuine development attempts that the face rejects alone. */
  lost: number
}

/** Bounds of the face at an operating point; `chances`: people it is compared with. */
export function cascadeBounds(fusion: Fusion, chances = 1): CascadeBounds {
  const accept = fuse(fusion, { face: 0 }).threshold + TWO_CHANCES + Math.log(chances)
  const { threshold, fnmr } = loosest(fusion, 'face')
  return { accept, reject: Math.min(threshold, accept), lost: fnmr }
}

/** What the face's log-likelihood ratio decides alone. */
export function faceVerdict(fusion: Fusion, llr: number, chances = 1): 'accept' | 'reject' | 'unsure' {
  const { accept, reject } = cascadeBounds(fusion, chances)
  if (llr >= accept) return 'accept'
  return llr < reject ? 'reject' : 'unsure'
}

/** A fused score held against the cascade's threshold. */
export function cascaded(fused: FusedScore): FusedScore {
  const threshold = fused.threshold + TWO_CHANCES
  return { ...fused, threshold, accepted: fused.score >= threshold }
}

/** The face alone does not decide, and no voice was presented. Exit code 1: nobody was accepted. */
export class VoiceNeededError extends VisemeError {
  constructor() {
    super({
      code: 'voice-needed',
      message: 'The face alone is not sure enough to accept or reject.',
      next: 'Speak a sentence too.',
      exitCode: 1,
    })
  }
}
