// Measured error rates of designs: models/codesign/accuracy.json, written by `codesign measure` and by nothing else. A
// figure belongs to the exact bytes of its networks (SHA-256): where these have changed it is not used.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { carries, claimNeeds, type Evidence } from '../evaluation/claims.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { Line } from '../evaluation/logistic.ts'
import { zooFolder } from '../inference/zoo.ts'
import type { Candidate } from './candidates.ts'
import { type Design, type DesignModality, designModalities } from './design.ts'
import type { Accuracy } from './points.ts'

const share = z.number().min(0).max(1)
/** Value, low, high. */
const interval = z.tuple([share, share, share])
const whole = z.number().int().nonnegative()
const rates = z.object({
  stated_fmr: share,
  threshold: z.number(),
  fnmr: interval,
  fmr: interval,
  asks_voice: interval.nullable(),
  rejects: z.array(share),
})
const accuracy = z.object({
  set: z.string().min(1),
  chimeric: z.boolean(),
  eer: interval,
  /** People, genuine and impostor comparisons, different pairs of people. */
  counts: z.tuple([whole, whole, whole, whole]),
  fta: z.tuple([share.nullable(), share.nullable()]),
  rates: z.array(rates),
})
/** Offset, slope. */
const line = z.tuple([z.number(), z.number()]).nullable()
const entry = z.object({
  modality: z.enum(designModalities),
  /** Places in `networks`; null where the modality has none. */
  face: whole.nullable(),
  voice: whole.nullable(),
  seconds: z.number().nullable(),
  calibration: z.tuple([line, line]),
  development: accuracy,
  test: accuracy.nullable(),
})
/** Drawn pairings of chimeric development people, and the seed they were drawn with. */
const pairings = z.object({ draws: z.int().positive(), seed: whole })
export type Pairings = z.infer<typeof pairings>
const record = z.object({
  format: z.literal('viseme-design-accuracy/1'),
  /** How: the command line, and its day. */
  command: z.string(),
  date: z.string(),
  pairings,
  networks: z.array(z.object({ name: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  entries: z.array(entry),
})

export interface MeasuredDesign {
  modality: DesignModality
  /** SHA-256 of the networks; null where the modality has none. */
  face: string | null
  voice: string | null
  /** Of speech; null without a voice. */
  seconds: number | null
  /** Log-likelihood ratio = offset + slope * cosine, fitted on the development people. */
  calibration: Record<Modality, Line | null>
  development: Accuracy
  test: Accuracy | null
}

export interface AccuracyRecord {
  command: string
  date: string
  /** How faces and voices of development people were paired, for every design with both. */
  pairings: Pairings
  /** Names of the networks, with their precision, by SHA-256. */
  names: ReadonlyMap<string, string>
  entries: readonly MeasuredDesign[]
}

export const designAccuracyPath = (folder: string = zooFolder()): string =>
  join(folder, 'codesign', 'accuracy.json')

/** The record; null where there is none. Throws `bad-design-accuracy` (exit 4). */
export function readDesignAccuracy(path: string = designAccuracyPath()): AccuracyRecord | null {
  if (!existsSync(path)) return null
  try {
    const { command, date, pairings, networks, entries } = record.parse(
      JSON.parse(readFileSync(path, 'utf8')),
    )
    const sha256 = (place: number | null) => (place === null ? null : networks[place].sha256)
    return {
      command,
      date,
      pairings,
      names: new Map(networks.map(({ name, sha256 }) => [sha256, name])),
      entries: entries.map(({ face, voice, calibration: [faceLine, voiceLine], ...rest }) => ({
        ...rest,
        face: sha256(face),
        voice: sha256(voice),
        calibration: { face: lineOf(faceLine), voice: lineOf(voiceLine) },
        development: decoded(rest.development),
        test: rest.test && decoded(rest.test),
      })),
    }
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

const lineOf = (found: z.infer<typeof line>): Line | null => found && { offset: found[0], slope: found[1] }
const intervalOf = ([value, low, high]: z.infer<typeof interval>): Interval => ({ value, low, high })

function decoded({ set, chimeric, eer, counts, fta, rates }: z.infer<typeof accuracy>): Accuracy {
  const [people, genuine, impostor, pairs] = counts
  return {
    set,
    chimeric,
    eer: intervalOf(eer),
    counts: { people, genuine, impostor, pairs },
    fta: { face: fta[0], voice: fta[1] },
    rates: rates.map(({ stated_fmr, threshold, fnmr, fmr, asks_voice, rejects }) => ({
      stated_fmr,
      threshold,
      fnmr: intervalOf(fnmr),
      fmr: intervalOf(fmr),
      person_reject_rates: rejects,
      asks_voice: asks_voice && intervalOf(asks_voice),
      refused: refusal(stated_fmr, { comparisons: impostor, people, pairs }),
    })),
  }
}

/** Why the people do not carry a stated FMR; null where they do. */
export const refusal = (fmr: number, evidence: Evidence): string | null =>
  carries(fmr, evidence) ? null : claimNeeds('FMR', fmr, evidence)

/** The record's text, an entry a line; rates to four digits. */
export function designAccuracyText({ command, date, pairings, names, entries }: AccuracyRecord): string {
  const used = [...new Set(entries.flatMap(({ face, voice }) => [face, voice]))].filter(
    (each) => each !== null,
  )
  const place = (sha256: string | null) => (sha256 === null ? null : used.indexOf(sha256))
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
  const parts = ({ value, low, high }: Interval) => [value, low, high]
  const pair = (found: Line | null) => found && [found.offset, found.slope]
  const encoded = ({ set, chimeric, eer, counts, fta, rates }: Accuracy) => ({
    set,
    chimeric,
    eer: parts(eer),
    counts: [counts.people, counts.genuine, counts.impostor, counts.pairs],
    fta: [fta.face, fta.voice],
    rates: rates.map((each) => ({
      stated_fmr: each.stated_fmr,
      threshold: each.threshold,
      fnmr: parts(each.fnmr),
      fmr: parts(each.fmr),
      asks_voice: each.asks_voice && parts(each.asks_voice),
      rejects: each.person_reject_rates,
    })),
  })
  const lines = entries.map(({ modality, face, voice, seconds, calibration, development, test }) => ({
    ...{ modality, face: place(face), voice: place(voice), seconds },
    calibration: [pair(calibration.face), pair(calibration.voice)],
    development: encoded(development),
    test: test && encoded(test),
  }))
  const list = (all: readonly unknown[]) =>
    all.map((each) => `  ${JSON.stringify(each, rounded)}`).join(',\n')
  const networks = used.map((sha256) => ({ name: names.get(sha256) ?? 'unnamed', sha256 }))
  const head = JSON.stringify({ format: 'viseme-design-accuracy/1', command, date }, null, 1).replace(
    /\n}$/,
    '',
  )
  return `${head},\n "pairings": ${JSON.stringify(pairings)},\n "networks": [\n${list(networks)}\n ],\n "entries": [\n${list(lines)}\n ]\n}\n`
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
