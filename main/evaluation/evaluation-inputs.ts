// From paths and settings, as the command line and the window give them, to what an evaluation needs: read and checked.

import { basename } from 'node:path'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { type DataSample, type DataSet, DEVELOPMENT_SPLITS, readDataSet } from './data-set.ts'
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
  /** The people of both sets are the same where they have the same names. */
  samePeople?: boolean
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
  /** A false-accept rate to claim. */
  far?: number
  resamples?: number
}

export const AS_NORM_TOP = 200
export const PROTOCOL_CHOICES = [...PROTOCOLS, 'pairs'] as const

/** The request, less what does the work. VisemeError (exit 2) names what cannot be read or does not go together. */
export function readEvaluation(choices: EvaluationChoices): Omit<EvaluationRequest, 'capture' | 'fusion'> {
  const { modalities, pairing, draws, seed, calibration, fmr, far, resamples, enrolSamples } = choices
  const chosen = choices.protocol === 'pairs' ? 'given-pairs' : choices.protocol
  const protocol = chosen ?? (choices.trials === undefined ? 'all-pairs' : 'given-pairs')
  refuseContradictions(choices, protocol)
  const whole = merged(
    choices.voiceDataset === undefined
      ? [readDataSet(choices.dataset)]
      : [only(readDataSet(choices.dataset), 'face'), only(readDataSet(choices.voiceDataset), 'voice')],
  )
  const { test: set, development: split } = splitByManifest(whole)
  const given = choices.development && merged(choices.development.map(readDataSet))
  if (split && !given && calibration) {
    throw contradictory(
      `${whole.name} puts people aside for development, on whom the calibration is fitted.`,
      'Leave --calibration out, or the column split.',
    )
  }
  const list = choices.trials === undefined ? null : readTrialList(choices.trials, set, modalities)
  const cohort = choices.asNorm && merged(choices.asNorm.map(readDataSet))
  return {
    set,
    trials: list?.trials ?? null,
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
    far,
    resamples,
    notes: list && list.repeated > 0 ? [repeatedNote(choices.trials!, list.repeated)] : [],
  }
}

const repeatedNote = (path: string, repeated: number): string =>
  `${basename(path)} lists ${repeated} comparison${repeated === 1 ? '' : 's'} again, which ${repeated === 1 ? 'was' : 'were'} made once`

function refuseContradictions(choices: EvaluationChoices, protocol: ProtocolName): void {
  const { trials, modalities, pairing, development, calibration, voiceDataset, samePeople } = choices
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
  if (voiceDataset !== undefined && protocol !== 'chimeric' && !samePeople) {
    throw contradictory(
      'Faces and voices from two data sets are those of different people, unless you say otherwise.',
      'Add --protocol chimeric, or --same-people where equal names in both sets mean the same person.',
    )
  }
  if (samePeople && (voiceDataset === undefined || protocol === 'chimeric')) {
    throw contradictory(
      'Only a face set and a voice set that are not paired at random can be of the same people.',
      'Leave --same-people out, or give --voice-dataset without --protocol chimeric.',
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

/** Samples that the manifest's column `split` puts aside for development; null where it puts none. */
function splitByManifest(set: DataSet): { test: DataSet; development: DataSet | null } {
  const isDevelopment = ({ split }: DataSample) =>
    split !== undefined && DEVELOPMENT_SPLITS.includes(split.toLowerCase())
  const development = set.samples.filter(isDevelopment)
  if (development.length === 0) return { test: set, development: null }
  const test = set.samples.filter((sample) => !isDevelopment(sample))
  if (test.length === 0) {
    throw contradictory(
      `${set.name} puts all its people aside for development, and leaves nobody to measure.`,
      'Mark those to measure as test in the column split, or leave the column out.',
    )
  }
  return {
    test: { ...set, samples: test },
    development: { ...set, name: `${set.name}, split ${development[0].split}`, samples: development },
  }
}

function contradictory(message: string, next: string): VisemeError {
  return new VisemeError({ code: 'contradictory-options', message, next, exitCode: 2 })
}
