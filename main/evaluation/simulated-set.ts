// Data sets of people who do not exist: nothing lies on disk, every sample is drawn when it is captured.

import { modalities } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import type { DataSample, DataSet } from './data-set.ts'

const SESSIONS = 4
const SEED = 1
const MOST_SAMPLES = 1_000_000

/** Populations of different seeds share nobody. */
export function personSeed(seed: number, person: number): number {
  return seed * 1000 + person
}

/**
 * The set that `simulated:PEOPLE[:SESSIONS[:SEED]]` names (4 sessions, seed 1), a face and a voice a session; null for
 * any other name. VisemeError `bad-simulated-set`.
 */
export function simulatedSet(name: string): DataSet | null {
  if (!name.startsWith('simulated:')) return null
  const parts = name.split(':').slice(1)
  const [people, sessions = SESSIONS, seed = SEED] = parts.map(Number)
  const fits =
    parts.length <= 3 &&
    parts.every((part) => /^\d{1,6}$/.test(part)) &&
    people >= 1 &&
    people <= 1000 &&
    sessions >= 1 &&
    people * sessions * modalities.length <= MOST_SAMPLES
  if (!fits) {
    throw new VisemeError({
      code: 'bad-simulated-set',
      message: `${name} names no simulated people.`,
      next: 'Write simulated:PEOPLE[:SESSIONS[:SEED]] with 1 to 1000 people, e.g. simulated:20:4:1.',
      exitCode: 2,
    })
  }
  const samples: DataSample[] = []
  for (let person = 0; person < people; person++) {
    for (let session = 0; session < sessions; session++) {
      for (const modality of modalities) {
        const label = `simulated-${personSeed(seed, person)}`
        samples.push({
          person: label,
          session: String(session),
          modality,
          name: `${label}/${session}_0.${modality}`,
          path: '',
          start: null,
          end: null,
          groups: {},
          simulated: { seed: personSeed(seed, person), session, index: 0 },
        })
      }
    }
  }
  return { name, folder: '.', samples }
}
