// Names of people: what is allowed, and which enrolled ones resemble a name that is not.

import { nameKey } from '../../enrollment-data/people-table.ts'
import type { Person } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'

const LONGEST = 64
const allowed = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’_@+-]*$/u

/** The name as it is stored: NFC, without outer and repeated spaces. Throws `bad-name`. */
export function checkName(name: string): string {
  const tidy = name.normalize('NFC').trim().replace(/\s+/g, ' ')
  if (tidy.length > 0 && tidy.length <= LONGEST && allowed.test(tidy)) return tidy
  const what =
    tidy.length === 0
      ? 'The name is empty.'
      : tidy.length > LONGEST
        ? `The name has ${tidy.length} characters, and ${LONGEST} are the most.`
        : `${JSON.stringify(tidy)} is not a name.`
  throw new VisemeError({
    code: 'bad-name',
    message: what,
    next: "Use letters and digits of any script, spaces and . , ' - _ @ +, beginning with a letter or digit.",
    exitCode: 2,
  })
}

/** Levenshtein distance: insertions, deletions and replacements of characters that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const to = [...b]
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === to[j] ? 0 : 1)))
    }
    row = next
  }
  return row[to.length]
}

/** Up to three of `names` that begin with `name` or differ from it in at most a third of its letters, nearest first. */
export function closeNames(name: string, names: readonly string[]): string[] {
  const key = nameKey(name)
  const farthest = Math.max(1, Math.floor(key.length / 3))
  return names
    .map((candidate) => {
      const other = nameKey(candidate)
      return { candidate, distance: key && other.startsWith(key) ? 0 : editDistance(key, other) }
    })
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** The enrolled person of that name. Throws `unknown-person`, suggesting close names. */
export function findPerson(store: Store, name: string): Person {
  const person = store.person(name)
  if (person) return person
  const names = store.people().map((enrolled) => enrolled.name)
  const close = closeNames(name, names)
  throw new VisemeError({
    code: 'unknown-person',
    message: names.length === 0 ? `Nobody is enrolled, so ${name} is not.` : `${name} is not enrolled.`,
    next:
      close.length > 0
        ? `Did you mean ${close.join(' or ')}?`
        : names.length === 0
          ? 'Enrol somebody first.'
          : 'Choose somebody who is enrolled, or enrol them first.',
    exitCode: 2,
  })
}
