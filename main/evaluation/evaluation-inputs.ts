// From paths and settings, as the command line and the window give them, to what an evaluation needs: read and checked.

import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { type DataSample, type DataSet, readDataSet } from './data-set.ts'
import { PROTOCOLS, type ProtocolName } from './document.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { readPairings } from './pairing-file.ts'
import type { EnrolSamples } from './protocols/sessions.ts'
import { readTrialList } from './trial-list.ts'

export interface EvaluationChoices {
  /** Folder, manifest, or simulated:PEOPLE[:SESSIONS[:SEED]]. */
  dataset: string
  /** Where the voices come from, if not from `dataset`. */
  voiceDataset?: string
  /** `pairs` stands for given-pairs. */
  protocol?: ProtocolName | 'pairs'
  trials?: string
  modalities: Modality[]
  enrolSamples?: EnrolSamples
  pairing?: string
  draws?: number
  seed?: number
  /** Data sets of development people. */
  development?: string[]
  calibration?: 'shipped' | 'cross-validated'
  /** Data sets of a cohort for AS-norm. */
  asNorm?: string[]
  asNormTop?: number
  fmr?: number
  resamples?: number
}

export const AS_NORM_TOP = 200
export const PROTOCOL_CHOICES = [...PROTOCOLS, 'pairs'] as const

/** The request, less what does the work. VisemeError (exit 2) names what cannot be read or does not go together. */
export function readEvaluation(
  choices: EvaluationChoices,
): Omit<EvaluationRequest, 'capture' | 'fusion' | 'note'> {
  const { trials, modalities, pairing, draws, seed, calibration, fmr, resamples, enrolSamples } = choices
  const chosen = choices.protocol === 'pairs' ? 'given-pairs' : choices.protocol
  const protocol = chosen ?? (trials === undefined ? 'all-pairs' : 'given-pairs')
  refuseContradictions(choices, protocol)
  const whole = merged(
    choices.voiceDataset === undefined
      ? [readDataSet(choices.dataset)]
      : [only(readDataSet(choices.dataset), 'face'), only(readDataSet(choices.voiceDataset), 'voice')],
  )
  const { test: set, development: split } = splitByManifest(whole)
  const given = choices.development && merged(choices.development.map(readDataSet))
  const cohort = choices.asNorm && merged(choices.asNorm.map(readDataSet))
  return {
    set,
    trials: trials === undefined ? null : readTrialList(trials, set),
    protocol,
    modalities,
    development: given ?? split ?? undefined,
    ...(cohort && { cohort: { set: cohort, top: choices.asNormTop ?? AS_NORM_TOP } }),
    ...(pairing !== undefined && { pairings: readPairings(pairing, set) }),
    enrolSamples,
    draws,
    seed,
    calibration,
    fmr,
    resamples,
  }
}

function refuseContradictions(choices: EvaluationChoices, protocol: ProtocolName): void {
  const { trials, modalities, pairing, development, calibration } = choices
  if (protocol === 'given-pairs' && trials === undefined) {
    throw contradictory(
      'Given pairs need a list of them.',
      'Add --trials FILE, or choose another --protocol.',
    )
  }
  if (trials !== undefined && protocol !== 'given-pairs') {
    throw contradictory(
      `A list of comparisons leaves nothing to the protocol ${protocol}.`,
      'Leave --trials or --protocol out.',
    )
  }
  if (protocol === 'chimeric' && modalities.length < 2) {
    throw contradictory('Chimeric people have a face and a voice.', 'Leave --modalities out.')
  }
  if (pairing !== undefined && protocol !== 'chimeric') {
    throw contradictory(
      'Only chimeric people are paired.',
      'Add --protocol chimeric, or leave --pairing out.',
    )
  }
  if (development && calibration) {
    throw contradictory(
      'The calibration is fitted on the development people where they are given.',
      'Leave --calibration or --development out.',
    )
  }
}

const only = (set: DataSet, modality: Modality): DataSet => ({
  ...set,
  samples: set.samples.filter((sample) => sample.modality === modality),
})

/** Several sets as one; relative paths of trial lists start from the first. */
function merged(sets: DataSet[]): DataSet {
  return {
    name: sets.map(({ name }) => name).join(' + '),
    folder: sets[0].folder,
    samples: sets.flatMap(({ samples }) => samples),
  }
}

const DEVELOPMENT = /^(dev|devel|development|tune|train|training|validation)$/i

/** Samples that the manifest's column `split` puts aside for development; null where it puts none. */
function splitByManifest(set: DataSet): { test: DataSet; development: DataSet | null } {
  const isDevelopment = ({ split }: DataSample) => split !== undefined && DEVELOPMENT.test(split)
  const development = set.samples.filter(isDevelopment)
  if (development.length === 0) return { test: set, development: null }
  const test = set.samples.filter((sample) => !isDevelopment(sample))
  return {
    test: { ...set, samples: test },
    development: { ...set, name: `${set.name}, split ${development[0].split}`, samples: development },
  }
}

function contradictory(message: string, next: string): VisemeError {
  return new VisemeError({ code: 'contradictory-options', message, next, exitCode: 2 })
}
