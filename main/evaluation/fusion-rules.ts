// Ways to make one decision of a face and a voice (A. Ross, K. Nandakumar, A. Jain, Handbook of Multibiometrics, 2006).
// Each is written as one score that is compared with one threshold, so that all are measured alike.

import { TWO_CHANCES } from '../authentication/cascade.ts'
import type { FusionRule } from './document.ts'
import { type FusionParameters, loosest, strictest } from './fusion-parameters.ts'

/** How the score of each rule is made, for people. */
export const RULE_SCORES: Record<FusionRule, string> = {
  sum: 'sum of the calibrated log-likelihood ratios',
  'weighted-sum': 'weighted sum of the log-likelihood ratios, weights fitted on development people',
  max: 'the higher of the two log-likelihood ratios',
  and: "the lesser of both ratios' excess over their own development thresholds: 0 or more where both accept",
  or: "the greater of both ratios' excess over their own development thresholds: 0 or more where one accepts",
  cascade:
    'the sum where the face alone is unsure; else the face decides: infinitely high from its strictest development threshold plus ln 2 on, infinitely low below its loosest',
}

/** Whether the face alone leaves the decision open, so that the voice is asked for. */
export function faceUnsure(parameters: FusionParameters, face: number): boolean {
  const { from, to } = unsureBetween(parameters)!
  return face >= from && face < to
}

/**
 * Face ratios from which and below which the voice is asked for, as in live authentication (authentication/cascade.ts);
 * null without two different thresholds.
 */
export function unsureBetween({ thresholds }: FusionParameters): { from: number; to: number } | null {
  const [from, to] = [loosest(thresholds.face), strictest(thresholds.face)]
  return from !== undefined && to !== undefined && from < to ? { from, to: to + TWO_CHANCES } : null
}

/** What a rule lacks of these parameters; null where it can be used. */
export function ruleLacks(rule: FusionRule, parameters: FusionParameters): string | null {
  const { lines, weights, thresholds } = parameters
  if (!lines.face || !lines.voice) return 'a calibration of both modalities'
  if (rule === 'weighted-sum' && !weights) return 'weights fitted on development people'
  if (rule === 'cascade' && !unsureBetween(parameters)) return 'two different face thresholds'
  const decides = rule === 'and' || rule === 'or'
  if (decides && (strictest(thresholds.face) === undefined || strictest(thresholds.voice) === undefined)) {
    return 'a threshold of each modality'
  }
  return null
}

/** The score of a rule that lacks nothing, from both log-likelihood ratios. */
export function fuseBy(rule: FusionRule, parameters: FusionParameters, face: number, voice: number): number {
  const { weights, thresholds } = parameters
  switch (rule) {
    case 'sum':
      return face + voice
    case 'weighted-sum':
      return weights!.offset + weights!.face * face + weights!.voice * voice
    case 'max':
      return Math.max(face, voice)
    case 'and':
      return Math.min(face - strictest(thresholds.face)!, voice - strictest(thresholds.voice)!)
    case 'or':
      return Math.max(face - strictest(thresholds.face)!, voice - strictest(thresholds.voice)!)
    case 'cascade':
      if (faceUnsure(parameters, face)) return face + voice
      return face < unsureBetween(parameters)!.from ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
}
