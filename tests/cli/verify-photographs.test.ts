// The two commands on photographs and recordings of real people: chimeric persons, a face of LFW's test folds with a
// voice of LibriSpeech test-other. Skipped where the shared data are not there.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { newFolder } from './presented.ts'
import { viseme } from './viseme.ts'

const data = join(resolve(applicationRoot(), process.env.VISEME_SHARED ?? '../shared'), 'data', 'evaluation')
const PEOPLE = 4

/** Paths of a manifest by person, in the order of sessions. */
function manifest(name: string): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const line of readFileSync(join(data, name), 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [person, , , path] = line.split(',')
    paths.set(person, [...(paths.get(person) ?? []), join(data, path)])
  }
  return paths
}

/** The first chimeric people: three pictures and two recordings to enrol with, one of each to present. */
function chimericPeople() {
  const faces = manifest('lfw-test.csv')
  const voices = manifest('libri-other-test.csv')
  const pairs = readFileSync(join(data, 'chimeric-draws.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1, 1 + PEOPLE)
  return pairs.map((pair, index) => {
    const [, speaker, face] = pair.split(',')
    return { name: `Chimera ${index}`, faces: faces.get(face)!, voices: voices.get(speaker)! }
  })
}

describe.skipIf(!existsSync(data))('on photographs and recordings (shared data)', () => {
  const folder = newFolder()
  afterAll(() => rmSync(folder, { recursive: true }))

  // One wrong answer of each kind is within the rates of the operating point (FMR 1 %) for so few attempts.
  test('people are accepted as themselves and rejected as others, but for one at most', async () => {
    const people = chimericPeople()
    for (const [index, { name, faces, voices }] of people.entries()) {
      const { code, err } = await viseme(
        ...['enroll', '--person', name, '--data', folder, '--json'],
        ...['--face', ...faces.slice(0, 3), '--voice', ...voices.slice(0, 2)],
      )
      // The first enrolment says once how the store is protected.
      expect([name, code, err]).toEqual([
        name,
        0,
        index === 0 ? expect.stringContaining('is unprotected') : '',
      ])
    }
    const accepted = async (claimed: string, { faces, voices }: (typeof people)[number]) => {
      const sample = ['--face', faces[3], '--voice', voices.at(-1)!]
      const { code, json } = await viseme(
        'verify',
        '--person',
        claimed,
        ...sample,
        '--data',
        folder,
        '--json',
      )
      expect(code).toBe(json.decision === 'accept' ? 0 : 1)
      return code === 0 ? 1 : 0
    }
    let genuine = 0
    let impostor = 0
    for (const [index, person] of people.entries()) {
      genuine += await accepted(person.name, person)
      impostor += await accepted(people[(index + 1) % PEOPLE].name, person)
    }
    expect(genuine).toBeGreaterThanOrEqual(PEOPLE - 1)
    expect(impostor).toBeLessThanOrEqual(1)
  })
})
