// The operating point that somebody chose from an evaluation: thresholds on measured people in place of the shipped
// ones, kept as operating-point.json in the store's folder and used by every decision from then on.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { writeWhole } from '../written-file.ts'
import { comparisonsNeeded } from './comparisons-needed.ts'
import type { Evidence, Fusion } from './fusion.ts'

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() })
const rate = interval.extend({ errors: z.number(), trials: z.number() })
const chosen = z.object({
  /** Accept where the log-likelihood ratio is at least this; the interval is over other people, null where unknown. */
  threshold: z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() }),
  /** What the people measured showed there. */
  fmr: rate,
  fnmr: rate,
})

const operatingPointFile = z.object({
  format: z.literal('viseme-operating-point/1'),
  /** The false-match rate it was chosen for, or that of the threshold chosen. */
  stated_fmr: z.number().gt(0).lt(1),
  /** Evidence that is missing keeps its shipped threshold. */
  thresholds: z.object({ face: chosen.optional(), voice: chosen.optional(), fused: chosen.optional() }),
  /** What the thresholds hold for: SHA-256 of the embedding networks, and the calibration of their scores. */
  networks: z.object({ face: z.string(), voice: z.string() }),
  calibration: z.object({
    face: z.object({ offset: z.number(), slope: z.number() }),
    voice: z.object({ offset: z.number(), slope: z.number() }),
  }),
  /** The data it came from. */
  data: z.object({
    dataset: z.string(),
    protocol: z.string(),
    people: z.int(),
    samples: z.int(),
    simulated: z.boolean(),
    chimeric: z.boolean(),
  }),
  /** When it was chosen, ISO 8601 in UTC. */
  chosen: z.string(),
})

export type StoredOperatingPoint = z.infer<typeof operatingPointFile>

/** What a decision says of the threshold it was made with. */
export interface OperatingPointInUse {
  source: 'shipped' | 'measured'
  stated_fmr: number
  /** The people it was found on. */
  data: string
  simulated: boolean
  chimeric: boolean
  /**
   * Where the people are too few to carry the stated rate: pairs of different people compared, and those it would need;
   * null where they carry it.
   */
  extrapolated: { pairs: number; needed: number } | null
}

const fileOf = (directory: string): string => join(directory, 'operating-point.json')

/** The operating point of a store's folder; null where none was chosen. VisemeError `operating-point-unreadable`. */
export function readOperatingPoint(directory: string): StoredOperatingPoint | null {
  const file = fileOf(directory)
  if (!existsSync(file)) return null
  try {
    return operatingPointFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new VisemeError({
      code: 'operating-point-unreadable',
      message: `The operating point cannot be read from ${file}.`,
      next: 'Choose it again from an evaluation, or go back to the shipped one with `viseme operating-point reset`.',
      exitCode: 4,
      cause,
    })
  }
}

/** Keeps an operating point in a store's folder. VisemeError `unwritable-file` (exit 4). */
export function storeOperatingPoint(directory: string, point: StoredOperatingPoint): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeWhole(fileOf(directory), `${JSON.stringify(operatingPointFile.parse(point), null, 1)}\n`)
}

/** Goes back to the shipped thresholds; false where nothing else was chosen. */
export function resetOperatingPoint(directory: string): boolean {
  const stored = existsSync(fileOf(directory))
  rmSync(fileOf(directory), { force: true })
  return stored
}

/**
 * The fusion with the thresholds of `point`. VisemeError `operating-point-outdated` where the networks or their
 * calibration have changed since it was chosen.
 */
export function withOperatingPoint(fusion: Fusion, point: StoredOperatingPoint): Fusion {
  const { face, voice } = fusion.calibration
  const same =
    point.networks.face === fusion.fitted.networks.face &&
    point.networks.voice === fusion.fitted.networks.voice &&
    point.calibration.face.offset === face.offset &&
    point.calibration.face.slope === face.slope &&
    point.calibration.voice.offset === voice.offset &&
    point.calibration.voice.slope === voice.slope
  if (!same) {
    throw new VisemeError({
      code: 'operating-point-outdated',
      message: `The operating point in use was measured on ${point.data.dataset} with other networks, or another calibration, than those of now.`,
      next: 'Evaluate again and choose it anew, or go back to the shipped one with `viseme operating-point reset`.',
      exitCode: 4,
    })
  }
  const shipped = fusion.operating_points.find(({ fmr }) => fmr === fusion.default_fmr)!
  const of = (evidence: Evidence) => {
    const measured = point.thresholds[evidence]
    return measured ? { threshold: measured.threshold.value, fnmr: measured.fnmr.value } : shipped[evidence]
  }
  const fmr = point.stated_fmr
  return {
    ...fusion,
    default_fmr: fmr,
    operating_points: [
      ...fusion.operating_points.filter((other) => other.fmr !== fmr),
      { fmr, face: of('face'), voice: of('voice'), fused: of('fused') },
    ].sort((a, b) => b.fmr - a.fmr),
  }
}

/** What a decision by `evidence` is told to rest on; `fusion` is the shipped one. */
export function operatingPointInUse(
  fusion: Fusion,
  point: StoredOperatingPoint | null,
  evidence: Evidence,
): OperatingPointInUse {
  if (!point?.thresholds[evidence]) {
    const { face, voice } = fusion.fitted
    const names = { face: face.name, voice: voice.name, fused: `${face.name} and ${voice.name}` }
    const { pairs } = evidence === 'fused' ? fusion.fitted.chimeric : fusion.fitted[evidence]
    const needed = comparisonsNeeded(fusion.default_fmr)
    return {
      source: 'shipped',
      stated_fmr: fusion.default_fmr,
      data: names[evidence],
      simulated: false,
      chimeric: evidence === 'fused',
      extrapolated: pairs !== undefined && pairs < needed ? { pairs, needed } : null,
    }
  }
  const { dataset, simulated, chimeric } = point.data
  // What the people measured do not carry cannot be chosen (main/evaluation/choose-operating-point.ts).
  return {
    source: 'measured',
    stated_fmr: point.stated_fmr,
    data: dataset,
    simulated,
    chimeric,
    extrapolated: null,
  }
}

/** The same in words, its figures labelled as what they are. */
export function operatingPointText(used: OperatingPointInUse): string {
  const labels = [
    ...(used.simulated ? ['simulated'] : []),
    ...(used.chimeric ? ['chimeric'] : []),
    ...(used.extrapolated
      ? [`extrapolated: ${used.extrapolated.pairs} pairs of people, ${used.extrapolated.needed} are needed`]
      : []),
  ]
  const label = labels.length > 0 ? ` (${labels.join(', ')})` : ''
  const people = used.source === 'shipped' ? 'shipped, found on' : 'chosen, measured on'
  return `Threshold for a false-match rate of ${Number((100 * used.stated_fmr).toPrecision(3))} %: ${people} ${used.data}${label}`
}
