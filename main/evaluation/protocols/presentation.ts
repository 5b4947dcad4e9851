// What protocols compare: single attempts, and templates of several samples as the board stores them.

import { type Modality, modalities } from '../../../enrollment-data/records.ts'
import { MOST_SAMPLES, makeTemplate, readTemplate } from '../../authentication/template.ts'
import type { Acquired } from '../acquire.ts'
import type { Side } from '../comparison-table.ts'

/** A side of a comparison with its unit vectors, one for each modality compared. */
export interface Presentation extends Side {
  session: string
  /** The samples of an attempt, one per modality; of a template, all it holds. */
  held: Acquired[]
  vectors: Partial<Record<Modality, Float32Array>>
}

/** Told of every comparison that a protocol makes. */
export type Compare = (enrolled: Presentation, tested: Presentation) => void

/**
 * Attempts in the order of the samples: single samples of one modality; of both, the k-th face of each session with
 * its k-th voice, what has no counterpart left out.
 */
export function attemptsOf(acquired: Acquired[], compared: readonly Modality[]): Presentation[] {
  const own = acquired.filter(({ sample }) => compared.includes(sample.modality))
  if (compared.length === 1) return own.map((one) => attempt([one]))
  const sessions = Map.groupBy(own, ({ sample }) =>
    JSON.stringify([sample.person, sample.session, sample.attack ?? null]),
  )
  return [...sessions.values()].flatMap((samples) => {
    const [faces, voices] = modalities.map((modality) =>
      samples.filter(({ sample }) => sample.modality === modality),
    )
    return faces.slice(0, voices.length).map((face, k) => attempt([face, voices[k]]))
  })
}

/** One sample, or a face and a voice, presented together. */
export function attempt(samples: Acquired[]): Presentation {
  const [{ sample }] = samples
  return {
    ...sideOf(samples),
    person: sample.person,
    name: samples.map((one) => one.sample.name).join('+'),
    session: sample.session,
    held: samples,
    vectors: Object.fromEntries(samples.map((one) => [one.sample.modality, one.embedding])),
  }
}

/** A person's template from samples of each modality compared, named `name` in score files. */
export function templateOf(
  person: string,
  name: string,
  session: string,
  samples: Record<Modality, Acquired[]>,
): Presentation {
  const held = modalities.flatMap((modality) => samples[modality])
  return {
    ...sideOf(held),
    person,
    name,
    session,
    held,
    vectors: Object.fromEntries(
      modalities
        .filter((modality) => samples[modality].length > 0)
        .map((modality) => [modality, templateVector(modality, samples[modality])]),
    ),
  }
}

/** The unit vector of the int8 record that the board would keep. */
function templateVector(modality: Modality, samples: Acquired[]): Float32Array {
  const embeddings = samples.slice(0, MOST_SAMPLES).map(({ embedding }) => embedding)
  const { values } = readTemplate(makeTemplate(modality, 1, '', embeddings).record)
  const norm = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / norm)
}

function sideOf(samples: Acquired[]): Pick<Side, 'samples' | 'groups' | 'attack'> {
  const [{ sample: first }] = samples
  const shared = Object.entries(first.groups).filter(([column, group]) =>
    samples.every(({ sample }) => sample.groups[column] === group),
  )
  return {
    samples: samples.map(({ sample }) => sample),
    groups: Object.fromEntries(shared),
    attack: samples.find(({ sample }) => sample.attack !== undefined)?.sample.attack ?? null,
  }
}

/** Attempts of people who are who they claim to be, and attacks. */
export function withoutAttacks(attempts: Presentation[]): {
  bonaFide: Presentation[]
  attacks: Presentation[]
} {
  return {
    bonaFide: attempts.filter(({ attack }) => attack === null),
    attacks: attempts.filter(({ attack }) => attack !== null),
  }
}

/** Compares every attack with what is enrolled of the person it claims to be. */
export function compareAttacks(attacks: Presentation[], enrolled: Presentation[], compare: Compare): void {
  const ofPerson = Map.groupBy(enrolled, ({ person }) => person)
  for (const attack of attacks) {
    for (const own of ofPerson.get(attack.person) ?? []) compare(own, attack)
  }
}
