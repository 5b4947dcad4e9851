// The choices of the Measure screen as they are made, and the request that they become.

import type { MeasureRequest } from '../../main/api.ts'
import type { ProtocolName } from '../../main/evaluation/document.ts'
import type { Choice } from '../board/switches.tsx'
import { texts } from '../texts.ts'

export const sources = ['simulated', 'data-set', 'scores'] as const
export type Source = (typeof sources)[number]

export interface Choices {
  source: Source
  people: number
  sessions: number
  populationSeed: number
  dataset: string
  /** Where the voices of chimeric people come from, if not from `dataset`. */
  voices: string
  draws: number
  trials: string
  development: string
  cohort: string
  protocol: ProtocolName
  face: boolean
  voice: boolean
  templateFaces: number
  templateVoices: number
  calibration: 'shipped' | 'cross-validated'
  seed: number
  board: Choice
  scores: string
  ratios: boolean
}

export const FIRST_CHOICES: Choices = {
  source: 'simulated',
  people: 20,
  sessions: 4,
  populationSeed: 1,
  dataset: '',
  voices: '',
  draws: 100,
  trials: '',
  development: '',
  cohort: '',
  protocol: 'all-pairs',
  face: true,
  voice: true,
  templateFaces: 3,
  templateVoices: 2,
  calibration: 'shipped',
  seed: 1,
  board: { board: 'esp-eye' },
  scores: '',
  ratios: false,
}

/** Protocols that make templates of several samples. */
export const ENROLLING: readonly ProtocolName[] = ['sessions', 'chimeric', 'identification']

/** What is still missing, in words; null where the run can begin. */
export function missing(choices: Choices): string | null {
  const { source, dataset, scores, protocol, trials, face, voice } = choices
  if (source === 'scores') return scores.trim() === '' ? texts.measure.missing.scores : null
  if (source === 'data-set' && dataset.trim() === '') return texts.measure.missing.dataset
  if (protocol === 'given-pairs' && (source === 'simulated' || trials.trim() === ''))
    return texts.measure.missing.trials
  if (!face && !voice) return texts.measure.missing.modalities
  return null
}

export function requestOf(choices: Choices): MeasureRequest {
  const { source, protocol, board, seed } = choices
  if (source === 'scores') return { kind: 'scores', path: choices.scores, ratios: choices.ratios }
  const own = source === 'data-set'
  const path = (text: string) => (own && text.trim() !== '' ? text.trim() : undefined)
  const chimeric = protocol === 'chimeric'
  const [development, cohort] = [path(choices.development), path(choices.cohort)]
  const voices = chimeric ? path(choices.voices) : undefined
  return {
    kind: 'data-set',
    choices: {
      dataset: own
        ? choices.dataset.trim()
        : `simulated:${choices.people}:${choices.sessions}:${choices.populationSeed}`,
      ...(voices && { voiceDataset: voices }),
      protocol,
      ...(chimeric && { draws: choices.draws }),
      ...(protocol === 'given-pairs' && { trials: path(choices.trials) }),
      modalities: (['face', 'voice'] as const).filter((modality) => choices[modality]),
      ...(ENROLLING.includes(protocol) && {
        enrolSamples: { face: choices.templateFaces, voice: choices.templateVoices },
      }),
      seed,
      ...(development
        ? { development: [development] }
        : choices.calibration === 'cross-validated' && { calibration: 'cross-validated' as const }),
      ...(cohort && { asNorm: [cohort] }),
    },
    board,
  }
}
