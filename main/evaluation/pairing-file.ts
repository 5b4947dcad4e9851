// Who is paired with whom in each draw of chimeric people: a CSV with columns draw, speaker (or voice) and face_person
// (or face).

import { readFileSync } from 'node:fs'
import { VisemeError } from '../errors.ts'
import { parseCsv } from './csv.ts'
import type { DataSet } from './data-set.ts'
import type { Pairing } from './protocols/chimeric.ts'

/** Reads the draws, in order. VisemeError `bad-pairing`: unreadable, a column missing, or people the set lacks. */
export function readPairings(path: string, set: DataSet): Pairing[] {
  const { heads, rows } = parseCsv(textOf(path), path)
  const column = (...names: string[]) => {
    const index = heads.findIndex((head) => names.includes(head))
    if (index < 0) throw refused(`${path} has no column ${names.join(' or ')}.`)
    return index
  }
  const [draw, voice, face] = [
    column('draw'),
    column('speaker', 'voice', 'voice_person'),
    column('face_person', 'face'),
  ]
  const has = (modality: 'face' | 'voice') =>
    new Set(set.samples.filter((sample) => sample.modality === modality).map(({ person }) => person))
  const people = { face: has('face'), voice: has('voice') }
  const draws = new Map<string, Pairing>()
  for (const { line, fields } of rows) {
    const pair = { face: fields[face] ?? '', voice: fields[voice] ?? '' }
    for (const modality of ['face', 'voice'] as const) {
      if (people[modality].has(pair[modality])) continue
      throw refused(`${path}, line ${line}: ${set.name} has no ${modality} of ${pair[modality] || 'nobody'}.`)
    }
    const pairing = draws.get(fields[draw]) ?? []
    draws.set(fields[draw], pairing)
    if (pairing.some((other) => other.face === pair.face || other.voice === pair.voice)) {
      throw refused(
        `${path}, line ${line}: ${pair.face} or ${pair.voice} comes twice in draw ${fields[draw]}.`,
      )
    }
    pairing.push(pair)
  }
  if (draws.size === 0) throw refused(`${path} pairs nobody.`)
  return [...draws.values()]
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw refused(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
}

function refused(message: string): VisemeError {
  return new VisemeError({
    code: 'bad-pairing',
    message,
    next: 'Begin it with draw,speaker,face_person and name people as the data sets do; nobody twice in one draw.',
    exitCode: 2,
  })
}
