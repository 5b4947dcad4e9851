// Who is enrolled, and taking somebody out.

import type { Modality, Person, RemovedPerson } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { findPerson } from './names.ts'

/** One person of the JSON document of `viseme people list`. */
export interface PersonSummary {
  person: string
  samples: Record<Modality, number>
  /** ISO 8601, UTC. */
  created: string
  /** Somebody who does not exist, drawn from a seed. */
  simulated: boolean
  /** The networks that made the templates: first 12 digits of each sha256. */
  model: string
}

export function summary({ name, samples, created, simulated, templates }: Person): PersonSummary {
  const model = templates.map(({ modality, model }) => `${modality} ${model.slice(0, 12)}`).join(', ')
  return { person: name, samples, created, simulated, model }
}

/** The JSON document of `viseme people list`. */
export interface PeopleList {
  people: PersonSummary[]
  /** Transactions of enrolment so far; `failures` of them failed for their samples (failure to enrol). */
  enrolments: { transactions: number; failures: number }
}

export function listPeople(store: Store): PeopleList {
  return { people: store.people().map(summary), enrolments: store.enrolmentCounts() }
}

/** Removes a person and everything kept of them; what is returned can be restored. Throws `unknown-person`. */
export function removePerson(store: Store, name: string): RemovedPerson {
  return store.remove(findPerson(store, name).name)!
}
