// Files as a user would give them to the command line: simulated people, and what goes wrong with pictures and sound.

import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openStore } from '../../enrollment-data/store.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { writePicture, writeRecording } from '../sample-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A folder for the files of one test file. */
export const newFolder = () => mkdtempSync(join(tmpdir(), 'viseme-command-'))

/** Pictures and recordings of a simulated person in one session: paths. */
export async function writePerson(
  folder: string,
  seed: number,
  session: number,
  faces: number,
  voices: number,
) {
  const person = simulatedPerson(seed)
  const path = (index: number, ending: string) => join(folder, `${seed}-${session}-${index}.${ending}`)
  return {
    faces: await Promise.all(
      Array.from({ length: faces }, (_, i) => writePicture(path(i, 'png'), person.face(session, i).image)),
    ),
    voices: Array.from({ length: voices }, (_, i) =>
      writeRecording(path(i, 'wav'), person.voice(session, i)),
    ),
  }
}

/** Everything a store holds of the people in it, sealed as it lies there, as text: to see that nothing changed. */
export function content(directory: string): string {
  const store = openStore({ directory, readOnly: true })
  try {
    const people = store
      .people()
      .map((person) => ({ ...person, attempts: store.auditLog.attempts(person.id) }))
    if (people.length === 0) return '[]'
    const database = new Database(store.file, { readonly: true })
    const rows = (table: string, personId: number) =>
      database.prepare(`SELECT * FROM ${table} WHERE person_id = ?`).all(personId)
    const everybody = people.map((person) => ({
      ...person,
      sealed: ['person_keys', 'samples', 'templates'].map((table) => rows(table, person.id)),
    }))
    database.close()
    return JSON.stringify(everybody)
  } finally {
    store.close()
  }
}

/** A copy of a store, for a test that changes it; gone when that test is over. */
export function copyOf(directory: string): string {
  const copy = join(temporaryFolder(), 'store')
  cpSync(directory, copy, { recursive: true })
  return copy
}
