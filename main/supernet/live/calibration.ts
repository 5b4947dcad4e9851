// What development people showed of live SubNets (models/supernet/calibration.json, written by `viseme supernet fit`):
// per SubNet the line from cosine to log-likelihood ratio and its thresholds, and thresholds of every pair of a face and
// a voice SubNet. Templates are the largest served SubNet's throughout.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Modality } from '../../../enrollment-data/records.ts'
import type { Fusion } from '../../authentication/fusion.ts'
import { VisemeError } from '../../errors.ts'
import { zooFolder } from '../../inference/zoo.ts'

const threshold = z.object({ fmr: z.number(), threshold: z.number(), fnmr: z.number() })
const rates = z.object({
  eer: z.number().min(0).max(1),
  /** Of stated false-match rates; rates descend. */
  operating_points: z.array(threshold).min(1),
})
const subnet = rates.extend({
  name: z.string(),
  /** Log-likelihood ratio = offset + slope * cosine. */
  offset: z.number(),
  slope: z.number().positive(),
  /** The same people with templates by this SubNet itself: what comparing across SubNets costs. */
  own_templates: rates,
})
const modality = z.object({
  supernet: z.string(),
  /** Of its .bin file. */
  sha256: z.string(),
  /** The SubNet that makes templates. */
  template: z.string(),
  subnets: z.array(subnet).min(1),
})
const developmentData = z.object({
  name: z.string(),
  people: z.int(),
  samples: z.int(),
  genuine: z.int(),
  impostor: z.int(),
  pairs: z.int(),
})
const calibrationFile = z.object({
  format: z.literal('viseme-supernet-calibration/1'),
  default_fmr: z.number(),
  face: modality,
  voice: modality,
  fused: z.array(
    z.object({ face: z.string(), voice: z.string(), operating_points: z.array(threshold).min(1) }),
  ),
  fitted: z.object({
    face: developmentData,
    voice: developmentData,
    /** Faces and voices of different people, paired at random. */
    chimeric: developmentData.omit({ name: true, samples: true }).extend({ draws: z.int(), seed: z.int() }),
    enrolment: z.object({ face: z.int(), voice: z.int() }),
  }),
})

export type SupernetCalibration = z.infer<typeof calibrationFile>
export type SubnetCalibration = z.infer<typeof subnet>

export const calibrationPath = (): string => join(zooFolder(), 'supernet', 'calibration.json')

const refitted =
  'Fit it again with `viseme supernet fit`, or restore the folder models/supernet/ from the repository.'

/** Reads a calibration. VisemeError `supernet-calibration-unreadable` (exit 4). */
export function readCalibration(path: string = calibrationPath()): SupernetCalibration {
  try {
    return calibrationFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new VisemeError({
      code: 'supernet-calibration-unreadable',
      message: `The calibration of the SubNets cannot be read from ${path}.`,
      next: refitted,
      exitCode: 4,
      cause,
    })
  }
}

/** Accuracy of a live SubNet, 1 - EER of development people; null where it was not calibrated. */
export const accuracyIn =
  (calibration: SupernetCalibration, which: Modality) =>
  (name: string): number | null => {
    const found = calibration[which].subnets.find((each) => each.name === name)
    return found === undefined ? null : 1 - found.eer
  }

/** Throws `supernet-calibration-outdated` (exit 4) where it was fitted on another SuperNet, or other templates. */
export function requireFittedOn(
  calibration: SupernetCalibration,
  which: Modality,
  { sha256, template }: { sha256: string; template: string },
): void {
  if (calibration[which].sha256 === sha256 && calibration[which].template === template) return
  throw new VisemeError({
    code: 'supernet-calibration-outdated',
    message: `The calibration of the ${which} SubNets was fitted on another SuperNet than the one in use.`,
    next: refitted,
    exitCode: 4,
  })
}

/** The fusion for an attempt served by these SubNets; `networks`: what templates are compared by. */
export function fusionOf(
  { face, voice, fused, default_fmr, fitted }: SupernetCalibration,
  subnets: Record<Modality, string>,
  networks: Record<Modality, string>,
): Fusion {
  const own = {
    face: face.subnets.find(({ name }) => name === subnets.face)!,
    voice: voice.subnets.find(({ name }) => name === subnets.voice)!,
  }
  const both = fused.find((pair) => pair.face === subnets.face && pair.voice === subnets.voice)!
  return {
    format: 'viseme-fusion/1',
    calibration: {
      face: { offset: own.face.offset, slope: own.face.slope },
      voice: { offset: own.voice.offset, slope: own.voice.slope },
    },
    operating_points: both.operating_points.map(({ fmr, ...at }, i) => ({
      fmr,
      face: own.face.operating_points[i],
      voice: own.voice.operating_points[i],
      fused: at,
    })),
    default_fmr,
    fitted: { networks, ...fitted },
  }
}
