// Measured error rates of designs: models/codesign/accuracy.json, written by `codesign measure` and by nothing else. A
// figure belongs to the exact bytes of its networks (SHA-256): where these have changed it is not used.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { zooFolder } from '../inference/zoo.ts'
import type { Candidate } from './candidates.ts'
import { type Design, designModalities } from './design.ts'
import type { Accuracy } from './points.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const share = z.number().min(0).max(1)
const interval = z.object({ value: share, low: share, high: share })
const rates = z.object({
  stated_fmr: share,
  threshold: z.number(),
  fnmr: interval,
  fmr: interval,
  person_reject_rates: z.array(share),
  asks_voice: interval.nullable(),
  refused: z.string().nullable(),
})
const whole = z.number().int().nonnegative()
const accuracy = z.object({
  set: z.string().min(1),
  chimeric: z.boolean(),
  eer: interval,
  rates: z.array(rates),
  counts: z.object({ people: whole, genuine: whole, impostor: whole, pairs: whole }),
  fta: z.object({ face: share.nullable(), voice: share.nullable() }),
})
const line = z.object({ offset: z.number(), slope: z.number() })
const entry = z.object({
  modality: z.enum(designModalities),
  /** SHA-256 of the networks; null where the modality has none. */
  face: sha256.nullable(),
  voice: sha256.nullable(),
  /** Of speech; null without a voice. */
  seconds: z.number().nullable(),
  /** Names and precisions, for people who read the file. */
  names: z.string().min(1),
  /** Log-likelihood ratio = offset + slope * cosine, fitted on the development people. */
  calibration: z.object({ face: line.nullable(), voice: line.nullable() }),
  development: accuracy,
  test: accuracy.nullable(),
})
const record = z.object({
  format: z.literal('viseme-design-accuracy/1'),
  /** How: the command line, and its day. */
  command: z.string(),
  date: z.string(),
  entries: z.array(entry),
})

export type MeasuredDesign = z.infer<typeof entry>
export type AccuracyRecord = z.infer<typeof record>

export const designAccuracyPath = (folder: string = zooFolder()): string =>
  join(folder, 'codesign', 'accuracy.json')

/** The record; null where there is none. Throws `bad-design-accuracy` (exit 4). */
export function readDesignAccuracy(path: string = designAccuracyPath()): AccuracyRecord | null {
  if (!existsSync(path)) return null
  try {
    return record.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-design-accuracy',
      message: `${path} is malformed.`,
      next: 'Restore it from the repository, or measure again with codesign measure.',
      exitCode: 4,
      cause,
    })
  }
}

/** The record's text, an entry a line; rates to six digits. */
export function designAccuracyText({ entries, ...head }: AccuracyRecord): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value
  const lines = entries.map((each) => `  ${JSON.stringify(each, rounded)}`)
  return `${JSON.stringify(head, null, 1).replace(/\n}$/, '')},\n "entries": [\n${lines.join(',\n')}\n ]\n}\n`
}

type Measured = Pick<MeasuredDesign, 'calibration' | 'development' | 'test'>

/** What was measured of a design whose networks are these candidates; nulls where nothing was, for exactly these bytes. */
export type AccuracyOf = (
  design: Pick<Design, 'modality' | 'voice'>,
  face: Candidate | null,
  voice: Candidate | null,
) => { development: Accuracy | null; test: Accuracy | null; calibration: Measured['calibration'] | null }

const NOT_MEASURED = { development: null, test: null, calibration: null }

export const measuredKey = ({
  modality,
  face,
  voice,
  seconds,
}: Pick<MeasuredDesign, 'modality' | 'face' | 'voice' | 'seconds'>): string =>
  `${modality} ${face} ${voice} ${seconds}`

export function accuraciesOf(known: AccuracyRecord | null): AccuracyOf {
  const entries = new Map(known?.entries.map((each) => [measuredKey(each), each]))
  return ({ modality, voice: part }, face, voice) =>
    entries.get(
      measuredKey({
        modality,
        face: face?.sha256 ?? null,
        voice: voice?.sha256 ?? null,
        seconds: part?.seconds ?? null,
      }),
    ) ?? NOT_MEASURED
}
