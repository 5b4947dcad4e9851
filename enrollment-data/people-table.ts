// The rows of the table of people: found by name or number, put in, renamed, deleted. What is sealed of them is in person-data.ts.

import type { Database } from 'better-sqlite3'
import type { Modality, Person } from './records.ts'

interface PersonRow {
  id: number
  name: string
  created: string
  simulated: number
  face: number
  voice: number
}

/** Names are the same person's when they agree after Unicode compatibility folding and lower-casing. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** All of them, by name. */
export const everybody = (database: Database): Person[] => selected(database, '')

/** The person of a name, however it is capitalised. */
export const personNamed = (database: Database, name: string): Person | undefined =>
  selected(database, 'WHERE name_key = ?', nameKey(name))[0]

/** The person of a number. */
export const personNumbered = (database: Database, id: number): Person | undefined =>
  selected(database, 'WHERE id = ?', id)[0]

/** How many there are. */
export const countPeople = (database: Database): number =>
  database.prepare('SELECT count(*) FROM people').pluck().get() as number

/** Puts a row in, under its number or, without one, the next; returns the number. */
export function insertPerson(
  database: Database,
  {
    id = null,
    name,
    created,
    simulated,
  }: Omit<Person, 'id' | 'samples' | 'templates'> & { id?: number | null },
): number {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO people (id, name, name_key, created, simulated) VALUES (?, ?, ?, ?, ?)')
    .run(id, name, nameKey(name), created, Number(simulated))
  return Number(lastInsertRowid)
}

/** Gives a row another name; whether it is free is for the caller to know. */
export const renamePerson = (database: Database, id: number, name: string): void => {
  database.prepare('UPDATE people SET name = ?, name_key = ? WHERE id = ?').run(name, nameKey(name), id)
}

export const deletePerson = (database: Database, id: number): void => {
  database.prepare('DELETE FROM people WHERE id = ?').run(id)
}

/** In one snapshot, by name. */
function selected(database: Database, condition: string, ...parameters: (string | number)[]): Person[] {
  return database.transaction(() => {
    const rows = database
      .prepare<(string | number)[], PersonRow>(
        `SELECT id, name, created, simulated,
           (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'face') AS face,
           (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'voice') AS voice
         FROM people ${condition} ORDER BY name_key`,
      )
      .all(...parameters)
    const templates = database.prepare<[number], { modality: Modality; model: string }>(
      'SELECT modality, model FROM templates WHERE person_id = ? ORDER BY modality',
    )
    return rows.map(({ id, name, created, simulated, face, voice }) => ({
      id,
      name,
      created,
      simulated: simulated === 1,
      samples: { face, voice },
      templates: templates.all(id),
    }))
  })()
}
