// The form of the documents of a measurement, where they come back from a file or cross to the window. JSON knows no
// infinity: thresholds that accept or reject everything are written as words.

import { z } from 'zod'
import { modalities } from '../../enrollment-data/records.ts'
import { type Evaluation, FUSION_RULES, PROTOCOLS } from './document.ts'
import { MEASUREMENT_FORMAT, type Measurement } from './measurement.ts'
import { SYSTEMS } from './systems.ts'

const WORDS: Record<string, number> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** A number that may be infinite; null stands for Infinity in documents of scripts. */
const score = z.preprocess(
  (value) => (value === null ? Number.POSITIVE_INFINITY : (WORDS[String(value)] ?? value)),
  z.custom<number>((value) => typeof value === 'number' && !Number.isNaN(value), 'not a number'),
)
/** Not even that where there is none. */
const scoreOrNone = z.union([z.null(), score])
const count = z.number().int().min(0)
const rate = z.number()
const interval = z.object({ value: rate, low: rate, high: rate })
const limits = z.object({ low: rate, high: rate })
const countedRate = interval.extend({ errors: z.number(), trials: z.number() })
const countedShare = interval.extend({ hits: z.number(), trials: z.number() })
const perModality = <T extends z.ZodType>(of: T) => z.object({ face: of, voice: of })
const perSystem = <T extends z.ZodType>(of: T) => z.object({ face: of, voice: of, fused: of })
const modality = z.enum(modalities)
const system = z.enum(SYSTEMS)
const statedFmr = z.union([rate, z.literal('eer')])

const metrics = z.looseObject({
  genuine: count,
  impostor: count,
  people: count.nullable(),
  pairs: count.nullable().default(null),
  intervals: z.string(),
  eer: interval,
  eer_threshold: score,
  eer_rocch: interval,
  auc: rate,
  auc_interval: limits.nullable(),
  fnmr_at_fmr: z.array(
    z.object({
      fmr: rate,
      fnmr: interval.nullable(),
      threshold: scoreOrNone,
      false_matches: z.number().nullable(),
      false_non_matches: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  min_dcf: z.array(
    z.object({
      p_target: rate,
      cost_miss: z.number(),
      cost_false_match: z.number(),
      value: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      threshold: score,
    }),
  ),
  hter: z
    .object({
      ...interval.shape,
      threshold: score,
      fmr: countedRate,
      fnmr: countedRate,
      development: z.object({ genuine: count, impostor: count }),
    })
    .nullable(),
  cllr: z.number().nullable(),
  cllr_interval: limits.nullable(),
  min_cllr: z.number(),
  min_cllr_interval: limits.nullable(),
})

const claim = z.object({
  far: rate,
  carried: z.boolean(),
  comparisons_needed: count,
  people_needed: count,
  comparisons: count,
  people: count.nullable(),
  pairs: count.nullable(),
  reason: z.string().nullable(),
})

const skipped = {
  modality,
  stage: z.enum(['read', 'capture']),
  code: z.string(),
}

const cumulativeMatch = z.object({ rank: count, rate: countedShare })

const identification = z.object({
  gallery: count,
  searches: count,
  cmc: z.array(cumulativeMatch),
  dir_at_far: z.array(
    z.object({
      far: rate,
      dir: countedShare.nullable(),
      threshold: scoreOrNone,
      false_alarms: z.number().nullable(),
      false_alarm_rate: countedRate.nullable().default(null),
      reason: z.string().nullable(),
    }),
  ),
})

const overDraws = z.object({ mean: rate, deviation: rate, low: rate, high: rate })
const ratedGroup = z.object({ group: z.string(), value: rate })

const ruleMetrics = metrics.extend({
  rule: z.enum(FUSION_RULES),
  score: z.string(),
  cascade: z
    .object({
      unsure: z.object({ from: score, to: score }).nullable(),
      asked: z.object({ genuine: countedShare, impostor: countedShare }),
    })
    .nullable(),
})

/** What `evaluate` found, with whatever else its command has added. */
export const evaluationDocument: z.ZodType<Evaluation> = z.looseObject({
  dataset: z.string(),
  protocol: z.enum(PROTOCOLS),
  people: count,
  samples: count,
  simulated: z.boolean(),
  chimeric: z.boolean(),
  fta: perModality(countedRate.nullable()),
  fte: countedRate.nullable(),
  enrolments_refused: perModality(countedRate.nullable()).nullable().default(null),
  not_enrolled: count,
  skipped: z.array(z.object({ ...skipped, sample: z.string(), person: z.string(), message: z.string() })),
  skipped_reasons: z.array(z.object({ ...skipped, count })),
  trials_skipped: count,
  enrol_samples: perModality(count).nullable(),
  seed: z.number(),
  calibration: z
    .object({
      source: z.enum(['shipped', 'development', 'cross-validated']),
      data: z.string(),
      lines: perModality(z.object({ offset: z.number(), slope: z.number() }).nullable()),
      weights: z.object({ offset: z.number(), face: z.number(), voice: z.number() }).nullable(),
      people: perModality(count),
    })
    .nullable(),
  as_norm: z.object({ cohort: z.string(), people: perModality(count), top: count }).nullable(),
  systems: perSystem(metrics.nullable()),
  fusion_rules: z.record(z.enum(FUSION_RULES), ruleMetrics.nullable()),
  claims: perSystem(claim.nullable()).nullable().default(null),
  operating_points: z.array(
    z.object({
      system,
      stated_fmr: rate,
      score_threshold: score,
      threshold: z.object({ value: score, low: score, high: score }).nullable(),
      fmr: countedRate,
      fnmr: countedRate,
    }),
  ),
  development_thresholds: z.array(
    z.object({
      system,
      stated_fmr: statedFmr,
      threshold: scoreOrNone,
      carried: z.boolean().default(true),
      fmr: countedRate,
      fnmr: countedRate,
      hter: interval,
      far: interval.nullable().default(null),
      frr: interval.nullable().default(null),
    }),
  ),
  groups: z.array(
    z.object({
      column: z.string(),
      group: z.string(),
      system,
      threshold: score,
      stated_fmr: statedFmr.default('eer'),
      people: z.object({ fmr: count, fnmr: count }).default({ fmr: 0, fnmr: 0 }),
      fmr: countedRate.nullable(),
      fnmr: countedRate.nullable(),
    }),
  ),
  group_ratios: z.array(
    z.object({
      column: z.string(),
      system,
      rate: z.enum(['fmr', 'fnmr']),
      ratio: z.number().nullable(),
      ratio_low: z.number().nullable().default(null),
      ratio_high: z.number().nullable().default(null),
      reason: z.enum(['no-error', 'too-few-groups']).nullable().default(null),
      fewest_people: count.default(0),
      worst: ratedGroup.nullable(),
      best: ratedGroup.nullable(),
    }),
  ),
  attacks: z.array(
    z.object({
      system,
      kind: z.string(),
      threshold: score,
      stated_fmr: statedFmr.default('eer'),
      apcer: countedRate,
      bpcer: countedRate,
    }),
  ),
  identification: perSystem(identification.nullable()).nullable(),
  draws: z
    .object({
      count,
      seed: z.number().nullable(),
      people: count,
      faces: z.string(),
      voices: z.string(),
      systems: perSystem(
        z
          .object({ eer: overDraws, fnmr_at_fmr: z.array(z.object({ fmr: rate, fnmr: overDraws })) })
          .nullable(),
      ),
    })
    .nullable(),
  notes: z.array(z.string()),
})

const thresholdRates = z.object({ threshold: score, fmr: countedRate, fnmr: countedRate })
const bands = z.object({
  genuine: count,
  impostor: count,
  people: count.nullable(),
  det: z.array(z.object({ threshold: score, fmr: rate, fnmr: rate, low: rate, high: rate })).min(1),
  rates: z.array(thresholdRates).min(1),
})
const histogram = z.object({
  low: z.number(),
  width: z.number(),
  genuine: z.array(count).min(1),
  impostor: z.array(count).min(1),
  infinite: z.object({ genuine: count, impostor: count }),
})

const samplePlace = z.object({
  modality,
  path: z.string(),
  start: z.number().nullable(),
  end: z.number().nullable(),
  simulated: z.object({ seed: count, session: count, index: count }).nullable(),
})
const side = z.object({ person: z.string(), name: z.string(), samples: z.array(samplePlace) })
const worst = z.array(z.object({ score, enrolled: side, tested: side }))

/** A measurement, from its file or on its way to the window. */
export const measurementDocument: z.ZodType<Measurement> = z.object({
  format: z.literal(MEASUREMENT_FORMAT),
  made: z.iso.datetime(),
  version: z.string(),
  command: z.string(),
  title: z.string(),
  simulated: z.boolean(),
  chimeric: z.boolean(),
  seed: z.number(),
  board: z.string().nullable(),
  networks: perModality(z.string()).nullable(),
  systems: z.array(
    z.object({
      name: z.enum([...SYSTEMS, 'scores']),
      metrics,
      bands,
      histogram,
      worst: z.object({ false_accepts: worst, false_rejects: worst }).nullable(),
    }),
  ),
  evaluation: evaluationDocument.nullable(),
})

/** The text of a document, infinities as words. */
export function documentText(document: unknown): string {
  const word = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  return `${JSON.stringify(document, word)}\n`
}
