// Who is enrolled, taking somebody out, giving somebody another name.

import type { Modality, Person, ProtectionMode, RemovedPerson } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { checkName, findPerson } from './names.ts'

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
  /** How what is stored of them is protected. */
  protection: ProtectionMode
}

export function listPeople(store: Store): PeopleList {
  return {
    people: store.people().map(summary),
    enrolments: store.enrolmentCounts(),
    protection: store.protection.state().mode,
  }
}

/** Removes a person and everything kept of them; what is returned can be restored. Throws `unknown-person`. */
export function removePerson(store: Store, name: string): RemovedPerson {
  return store.remove(findPerson(store, name).name)!
}

/** Gives a person another name. Throws `unknown-person`, `bad-name`, `duplicate-person`. */
export function renamePerson(store: Store, name: string, newName: string): PersonSummary {
  return summary(store.rename(findPerson(store, name).id, checkName(newName)))
}
