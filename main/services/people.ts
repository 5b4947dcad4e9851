// Who is enrolled: enrolling, listing, removing with an undo.

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { isPeopleFile } from '../../enrollment-data/people-file.ts'
import type { RemovedPerson } from '../../enrollment-data/records.ts'
import { enrol } from '../authentication/enrol.ts'
import { listPeople, removePerson, renamePerson, summary } from '../authentication/people.ts'
import { admit } from '../authentication/template.ts'
import { exportPeople, importPeople } from '../authentication/transfer.ts'
import { requireVariety } from '../authentication/variety.ts'
import { VisemeError } from '../errors.ts'
import { requireOutside, requireWritable, writeWhole } from '../written-file.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { present } from './presented.ts'

type PeopleHandlers = Pick<
  Handlers,
  | 'people-list'
  | 'people-remove'
  | 'people-restore'
  | 'people-rename'
  | 'people-export'
  | 'people-import'
  | 'enrol'
  | 'enrolment-given-up'
>

export function peopleHandlers({ store, system }: Surroundings): PeopleHandlers {
  /** Sealed, with their wrapped keys, which are nowhere else: what is not put back is lost when the window closes. */
  const removed = new Map<string, RemovedPerson>()
  return {
    'people-list': async () => listPeople(store),

    'people-remove': async ({ person }) => {
      const undo = randomUUID()
      removed.set(undo, removePerson(store, person))
      return { undo }
    },

    'people-restore': async ({ undo }) => {
      const person = removed.get(undo)
      if (!person) {
        throw new VisemeError({
          code: 'nothing-to-undo',
          message: 'This removal can no longer be undone.',
          next: 'Enrol the person again.',
          exitCode: 2,
        })
      }
      const restored = store.restore(person, admit)
      removed.delete(undo)
      return summary(restored)
    },

    'people-rename': async ({ person, to }) => renamePerson(store, person, to),

    'people-export': async ({ path, passphrase }) => {
      requireWholePath(path)
      requireOutside(path, dirname(store.file))
      requireReplaceable(path)
      requireWritable(path)
      writeWhole(path, await exportPeople(store, passphrase), 0o600)
      return { people: store.count() }
    },

    'people-import': async ({ bytes, passphrase }) =>
      importPeople(store, bytes, passphrase, { skipExisting: true }),

    'enrolment-given-up': async ({ reason }) => {
      store.countEnrolment('failed', reason, false)
      return {}
    },

    enrol: async ({ person, mode, ...inputs }, { progress }) => {
      const presented = await present(inputs)
      requireVariety(presented)
      const total = inputs.faces.length + inputs.voices.length
      progress({ done: 0, total, what: 'Reading samples' })
      const enrolment = await enrol(store, system(), {
        person,
        mode,
        ...presented,
        onProgress: ({ done, modality }) =>
          progress({ done, total, what: modality === 'face' ? 'Face sample' : 'Voice sample' }),
      })
      const { samples, template_bytes, capacity_left, resembles, disagreements } = enrolment
      return {
        person: enrolment.person,
        samples,
        template_bytes,
        capacity_left,
        resembles,
        disagreements,
      }
    },
  }
}

/** A path that a page says is no reason to lose a file that is something else. */
function requireReplaceable(path: string): void {
  if (!existsSync(path) || isPeopleFile(path)) return
  throw new VisemeError({
    code: 'file-exists',
    message: `${path} is there already, and is no file of exported people.`,
    next: 'Choose another name.',
    exitCode: 2,
  })
}

/** The window has no folder of its own that a path could begin at. */
function requireWholePath(path: string): void {
  if (isAbsolute(path)) return
  throw new VisemeError({
    code: 'bad-folder',
    message: `${path} is not a whole path.`,
    next: 'Name the file with its folder, from the root of the disk on.',
    exitCode: 2,
  })
}
