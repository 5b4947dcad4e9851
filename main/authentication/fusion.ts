// From cosines to one decision: each modality's cosine becomes a natural-log likelihood ratio by the line that
// logistic regression fitted on development people (Brümmer & du Preez, Computer Speech & Language 20, 2006);
// ratios of independent modalities add; the sum is compared with the threshold of a stated false-match rate.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Modality } from '../../enrollment-data/records.ts'
import { applicationRoot } from '../application-root.ts'
import { VisemeError } from '../errors.ts'

/** What a decision rests on: one modality alone, or the sum of both. */
export type Evidence = Modality | 'fused'

const calibration = z.object({ offset: z.number(), slope: z.number().positive() })
const threshold = z.object({
  /** Accept where the log-likelihood ratio is at least this. */
  threshold: z.number(),
  /** Fraction of genuine development attempts that this threshold rejects. */
  fnmr: z.number().min(0).max(1),
})
const equalError = z.object({ threshold: z.number(), eer: z.number().min(0).max(1) })
/** Different pairs of people among the impostor comparisons: what carries a stated false-match rate. */
const pairs = z.int().optional()
const developmentData = z.object({
  name: z.string(),
  people: z.int(),
  samples: z.int(),
  genuine: z.int(),
  impostor: z.int(),
  pairs,
})

const fusionFile = z.object({
  format: z.literal('viseme-fusion/1'),
  /** Log-likelihood ratio = offset + slope * cosine. */
  calibration: z.object({ face: calibration, voice: calibration }),
  /** Thresholds per stated false-match rate, as measured on the development people; rates descend. */
  operating_points: z
    .array(z.object({ fmr: z.number().gt(0).lt(1), face: threshold, voice: threshold, fused: threshold }))
    .min(1),
  /** The operating point in use unless another is asked for. */
  default_fmr: z.number(),
  /** Fused ratio of the weighted sum, one of the rules that evaluations compare: offset + face * ratio + voice * ratio. */
  weights: z.object({ offset: z.number(), face: z.number(), voice: z.number() }).optional(),
  /** Where both error rates of the development people meet. */
  equal_error: z.object({ face: equalError, voice: equalError, fused: equalError }).optional(),
  fitted: z.object({
    /** SHA-256 of the networks whose cosines were calibrated. */
    networks: z.object({ face: z.string(), voice: z.string() }),
    face: developmentData,
    voice: developmentData,
    /** Faces and voices of different people, paired at random: how the fused threshold was found. */
    chimeric: z.object({
      draws: z.int(),
      people: z.int(),
      seed: z.int(),
      genuine: z.int(),
      impostor: z.int(),
      pairs,
    }),
    /** Samples averaged into a template. */
    enrolment: z.object({ face: z.int(), voice: z.int() }),
    /** Hashes of the development samples, as main/evaluation/fitted-samples.ts has them. */
    contents: z.base64().optional(),
  }),
})

export type Calibration = z.infer<typeof calibration>
/** The content of `models/fusion.json`, written by `viseme fit-fusion`. */
export type Fusion = z.infer<typeof fusionFile>

/** Cosine of each modality that was presented. */
export interface Cosines {
  face?: number
  voice?: number
}

export interface FusedScore {
  evidence: Evidence
  /** Log-likelihood ratio (natural logarithm) of the modalities presented, summed. */
  score: number
  threshold: number
  /** False-match rate the threshold was set for, on development people. */
  fmr: number
  accepted: boolean
  /** Log-likelihood ratio per modality presented. */
  ratios: { face?: number; voice?: number }
}

/** The same value, known to have the form of models/fusion.json; VisemeError `fusion-unusable` says what has not. */
export function checkedFusion(value: unknown): Fusion {
  const { data, error } = fusionFile.safeParse(value)
  if (data) return data
  const [{ path, message }] = error.issues
  throw new VisemeError({
    code: 'fusion-unusable',
    message: `This calibration of the scores cannot be used: ${path.join('.')}: ${message}.`,
    next: 'Fit it on other or more development people.',
    exitCode: 2,
  })
}

/** Reads and checks a calibration; VisemeError `fusion-unreadable` where the file is missing or of another form. */
export function readFusion(file: string = join(applicationRoot(), 'models', 'fusion.json')): Fusion {
  let fusion: Fusion
  try {
    fusion = checkedFusion(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new VisemeError({
      code: 'fusion-unreadable',
      message: `The calibration of the scores cannot be read from ${file}.`,
      next: 'Restore the folder models/ from the repository, or fit the calibration again.',
      exitCode: 4,
      cause,
    })
  }
  operatingPoint(fusion, fusion.default_fmr)
  return fusion
}

/** Natural-log likelihood ratio "same person : different people" of one cosine. */
export function logLikelihoodRatio({ offset, slope }: Calibration, cosine: number): number {
  return offset + slope * cosine
}

/** The thresholds fitted for one false-match rate; VisemeError `unknown-operating-point` names those there are. */
export function operatingPoint(fusion: Fusion, fmr: number): Fusion['operating_points'][number] {
  const point = fusion.operating_points.find((candidate) => candidate.fmr === fmr)
  if (point) return point
  throw new VisemeError({
    code: 'unknown-operating-point',
    message: `No threshold was fitted for a false-match rate of ${fmr}.`,
    next: `Choose one of ${fusion.operating_points.map((candidate) => candidate.fmr).join(', ')}.`,
    exitCode: 2,
  })
}

/** Sums the log-likelihood ratios of what was presented and compares them with that evidence's own threshold. */
export function fuse(fusion: Fusion, cosines: Cosines, fmr: number = fusion.default_fmr): FusedScore {
  const ratios: FusedScore['ratios'] = {}
  for (const modality of ['face', 'voice'] as const) {
    const cosine = cosines[modality]
    if (cosine !== undefined) ratios[modality] = logLikelihoodRatio(fusion.calibration[modality], cosine)
  }
  const evidence = evidenceOf(cosines)
  const score = (ratios.face ?? 0) + (ratios.voice ?? 0)
  const { threshold } = operatingPoint(fusion, fmr)[evidence]
  return { evidence, score, threshold, fmr, accepted: score >= threshold, ratios }
}

/** Whether the calibration was fitted on cosines of exactly these networks (SHA-256 of their files). */
export function fittedOn(fusion: Fusion, networks: { face: string; voice: string }): boolean {
  return fusion.fitted.networks.face === networks.face && fusion.fitted.networks.voice === networks.voice
}

function evidenceOf({ face, voice }: Cosines): Evidence {
  if (face !== undefined && voice !== undefined) return 'fused'
  if (face !== undefined) return 'face'
  if (voice !== undefined) return 'voice'
  throw new VisemeError({
    code: 'nothing-presented',
    message: 'Neither a face nor a voice was presented.',
    next: 'Present a face, a voice, or both.',
    exitCode: 2,
  })
}
