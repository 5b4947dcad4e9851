import { describe, expect, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { checkName, closeNames, editDistance, findPerson } from '../../main/authentication/names.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe('a name', () => {
  test.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ["Miles O'Brien", "Miles O'Brien"],
    ['Zoe\u0308', 'Zoë'],
    ['李小龍', '李小龍'],
    ['person_7', 'person_7'],
  ])('%j is kept as %j', (name, kept) => expect(checkName(name)).toBe(kept))

  test.each(['', '   ', 'a/b', '../x', 'a\nb\u0000', '-rf', '<b>', 'x'.repeat(65)])('%j is refused', (name) =>
    expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'bad-name', exitCode: 2 })),
  )
})

test('the edit distance counts insertions, deletions and replacements', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('abc', 'abc')).toBe(0)
})

test('close names are misspellings and beginnings, nearest first', () => {
  const names = ['Ada Lovelace', 'Alan Turing', 'Ava', 'Grace']
  expect(closeNames('ada', names)).toEqual(['Ada Lovelace', 'Ava'])
  expect(closeNames('Grcae', names)).toEqual([])
  expect(closeNames('Grase', names)).toEqual(['Grace'])
  expect(closeNames('Bob', names)).toEqual([])
})

test('an unknown person is told with names that come close, or with who to enrol first', () => {
  const store = openStore({ directory: temporaryFolder() })
  const unknown = (next: string) =>
    expect.objectContaining({ code: 'unknown-person', exitCode: 2, next: expect.stringContaining(next) })
  expect(() => findPerson(store, 'Ada')).toThrow(unknown('Enrol somebody first'))
  store.enrol(enrolment('Ada Lovelace'))
  expect(() => findPerson(store, 'Ada Lovelacy')).toThrow(unknown('Did you mean Ada Lovelace?'))
  expect(() => findPerson(store, 'Bob')).toThrow(unknown('Choose somebody who is enrolled'))
  expect(findPerson(store, 'ADA LOVELACE').name).toBe('Ada Lovelace')
  store.close()
})
