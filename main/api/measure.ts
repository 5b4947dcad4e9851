// Measuring error rates: choosing data, running, past runs, reports.

import { z } from 'zod'
import { modalities } from '../../enrollment-data/records.ts'
import { PROTOCOLS } from '../evaluation/document.ts'
import { measurementDocument } from '../evaluation/document-schema.ts'
import { SYSTEMS } from '../evaluation/systems.ts'
import { boardChoice } from './board.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { faceInput, voiceInput } from './presented.ts'

const path = z.string().trim().min(1, 'a path is needed').max(4096, 'a path has at most 4096 characters')
const run = z.string().max(64)
const seed = z.number().int().min(0).max(0xffffffff)
const samples = z.number().int().min(1).max(100)
const fmr = z.number().gt(0).lt(1)

/** What can be chosen in the system's file dialog. */

/** Samples of a data set through the board's networks: what the command line's `evaluate` takes. */
const dataSetRequest = z
  .object({
    kind: z.literal('data-set'),
    choices: z
      .object({
        /** A folder, a manifest, or `simulated:PEOPLE[:SESSIONS[:SEED]]`. */
        dataset: path,
        voiceDataset: path.optional(),
        trials: path.optional(),
        protocol: z.enum(PROTOCOLS).optional(),
        modalities: z.array(z.enum(modalities)).min(1, 'choose face, voice, or both'),
        enrolSamples: z.object({ face: samples, voice: samples }).optional(),
        draws: z.number().int().min(1).max(100_000).optional(),
        seed,
        /** People to fit the calibration and thresholds on; the shipped ones otherwise. */
        development: z.array(path).optional(),
        calibration: z.enum(['shipped', 'cross-validated']).optional(),
        /** People to normalise scores by (AS-norm). */
        asNorm: z.array(path).optional(),
        fmr: fmr.optional(),
      })
      .strict(),
    board: boardChoice,
  })
  .strict()

/** Scores of another system, from a file. */
const scoresRequest = z
  .object({
    kind: z.literal('scores'),
    path,
    /** Whether they are natural-log likelihood ratios. */
    ratios: z.boolean(),
    fmr: fmr.optional(),
  })
  .strict()

export const measureRequest = z.discriminatedUnion('kind', [dataSetRequest, scoresRequest])

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() })
const systemName = z.enum([...SYSTEMS, 'scores'])

const pastRun = z.object({
  run,
  made: z.string(),
  title: z.string(),
  simulated: z.boolean(),
  chimeric: z.boolean(),
  protocol: z.string().nullable(),
  people: z.number().nullable(),
  systems: z.array(z.object({ name: systemName, eer: interval })),
})

const opened = z.object({ run, measurement: measurementDocument })

export const measureChannels = {
  /** Measures on a thread of its own and keeps what it found; one at a time. */
  measure: { payload: measureRequest, answer: opened },
  /** Ends it; what was captured so far is not captured again. */
  'measure-cancel': { payload: none, answer: none },
  measurements: {
    payload: none,
    answer: z.object({ runs: z.array(pastRun), unreadable: z.array(z.string()) }),
  },
  measurement: { payload: z.object({ run }).strict(), answer: opened },
  /** A measurement.json, e.g. of `viseme evaluate --out`; kept among the runs. */
  'measurement-import': { payload: z.object({ path }).strict(), answer: opened },
  'measurement-remove': { payload: z.object({ run }).strict(), answer: z.object({ undo: z.string() }) },
  'measurement-restore': { payload: z.object({ undo: z.string().max(64) }).strict(), answer: none },
  /** Writes the report's files into a folder; `names` says whether samples are named in them. */
  'measurement-export': {
    payload: z.object({ run, folder: path, names: z.boolean() }).strict(),
    answer: z.object({ files: z.array(z.string()) }),
  },
  /** One side of a worst comparison, read from where it lies; nothing of it is kept. */
  'measurement-samples': {
    payload: z
      .object({
        run,
        system: systemName,
        kind: z.enum(['false_accepts', 'false_rejects']),
        index: z.number().int().min(0).max(1000),
        side: z.enum(['enrolled', 'tested']),
      })
      .strict(),
    answer: z.object({ faces: z.array(faceInput), voices: z.array(voiceInput) }),
  },
  /** Live decisions use the thresholds that keep a rate, or one system's at a point of its curve, from then on. */
  'operating-point-use': {
    payload: z
      .object({
        run,
        choice: z.union([
          z.object({ fmr }).strict(),
          z.object({ system: z.enum(SYSTEMS), point: z.number().int().min(0) }).strict(),
        ]),
      })
      .strict(),
    answer: none,
  },
  /** Live decisions use the shipped thresholds again. */
  'operating-point-reset': { payload: none, answer: none },
} as const satisfies Contracts

export type OperatingPointUse = z.infer<(typeof measureChannels)['operating-point-use']['payload']>['choice']
export type MeasureRequest = z.infer<typeof measureRequest>
export type PastRun = z.infer<typeof pastRun>
