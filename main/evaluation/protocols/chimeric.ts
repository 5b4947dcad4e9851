// Chimeric people: the face of one person with the voice of another, paired at random in each of several draws. What
// is measured is how two independent modalities fuse, not how one real person's do: figures are called chimeric.

import type { Modality } from '../../../enrollment-data/records.ts'
import { VisemeError } from '../../errors.ts'
import type { Acquired } from '../acquire.ts'
import { drawWithoutReplacement, seededIntegers } from '../random.ts'
import { attempt, type Compare, type Presentation, templateOf } from './presentation.ts'
import type { EnrolSamples } from './sessions.ts'

/** Who is paired in one draw. */
export type Pairing = { face: string; voice: string }[]

/** Samples by person, of those who have enough for a template and one attempt. */
export type Eligible = Map<string, Acquired[]>

/** People of one modality with more samples than a template takes, in the order of the data. */
export function eligiblePeople(
  acquired: Acquired[],
  modality: Modality,
  enrolSamples: EnrolSamples,
): Eligible {
  const own = acquired.filter(({ sample }) => sample.modality === modality && sample.attack === undefined)
  const people = Map.groupBy(own, ({ sample }) => sample.person)
  return new Map([...people].filter(([, samples]) => samples.length > enrolSamples[modality]))
}

/**
 * `count` random pairings: everybody of the smaller set with somebody of the larger, nobody twice in one draw.
 * VisemeError `too-few-people` where a set has fewer than two.
 */
export function drawPairings(faces: string[], voices: string[], count: number, seed: number): Pairing[] {
  const people = Math.min(faces.length, voices.length)
  if (people < 2) throw tooFewPeople(faces.length, voices.length)
  const integer = seededIntegers(seed)
  const draw = (names: string[]) =>
    names.length === people
      ? names
      : drawWithoutReplacement(integer, people, names.length).map((i) => names[i])
  return Array.from({ length: count }, () => {
    const drawnVoices = draw(voices)
    // Sets of one size are paired at random as well.
    const drawnFaces =
      faces.length === people && voices.length === people
        ? drawWithoutReplacement(integer, people, people).map((i) => faces[i])
        : draw(faces)
    return drawnFaces.map((face, k) => ({ face, voice: drawnVoices[k] }))
  })
}

/**
 * Comparisons of one draw: each chimeric person's template of the first samples of both modalities; of the rest, the
 * k-th face with the k-th voice is an attempt on every template. `countedBy` says whether they are named as the people of
 * the faces or of the voices; the others are their partners.
 */
export function chimeric(
  pairing: Pairing,
  people: Record<Modality, Eligible>,
  enrolSamples: EnrolSamples,
  countedBy: Modality,
  compare: Compare,
): void {
  const partnerOf = countedBy === 'face' ? 'voice' : 'face'
  const enrolled = pairing.map((pair) => {
    const face = people.face.get(pair.face)!
    const voice = people.voice.get(pair.voice)!
    const name = `${pair.face}+${pair.voice}`
    const person = pair[countedBy]
    const samples = { face: face.slice(0, enrolSamples.face), voice: voice.slice(0, enrolSamples.voice) }
    const partner = pair[partnerOf]
    const chimeric = (own: Acquired[]) => ({ partner, own: own.map(({ sample }) => sample.name).join('+') })
    const template = {
      ...templateOf(person, name, '', samples),
      chimeric: chimeric(samples[countedBy]),
    }
    const voices = voice.slice(enrolSamples.voice)
    const attempts = face
      .slice(enrolSamples.face)
      .slice(0, voices.length)
      .map((one, k) => ({
        ...attemptOf(person, one, voices[k]),
        chimeric: chimeric([countedBy === 'face' ? one : voices[k]]),
      }))
    return { template, attempts }
  })
  for (const { template } of enrolled) {
    for (const { attempts } of enrolled) {
      for (const attempt of attempts) compare(template, attempt)
    }
  }
}

/** Comparisons of one modality alone, each once: everybody's template of the first samples with everybody's others. */
export function oneModality(
  modality: Modality,
  people: Eligible,
  enrolSamples: EnrolSamples,
  compare: Compare,
): void {
  const none = { face: [], voice: [] }
  const enrolled = [...people].map(([person, samples]) => ({
    template: templateOf(person, person, '', {
      ...none,
      [modality]: samples.slice(0, enrolSamples[modality]),
    }),
    attempts: samples.slice(enrolSamples[modality]).map((sample) => attempt([sample])),
  }))
  for (const { template } of enrolled) {
    for (const { attempts } of enrolled) for (const one of attempts) compare(template, one)
  }
}

function attemptOf(person: string, face: Acquired, voice: Acquired): Presentation {
  return {
    person,
    name: `${face.sample.name}+${voice.sample.name}`,
    session: '',
    groups: {},
    attack: null,
    samples: [face.sample, voice.sample],
    held: [face, voice],
    vectors: { face: face.embedding, voice: voice.embedding },
  }
}

function tooFewPeople(faces: number, voices: number): VisemeError {
  return new VisemeError({
    code: 'too-few-people',
    message: `Chimeric people need at least two people with enough faces and two with enough voices; there are ${faces} and ${voices}.`,
    next: 'Give sets with more samples of each person, or ask for fewer with --enrol-samples.',
    exitCode: 2,
  })
}
