// Score files of three kinds, told apart by their first line:
//   Kaldi, WeSpeaker   enrol test score target|nontarget
//   CSV                label,score            (with or without that heading)
//   Bob, four columns  claimed_id real_id test_label score
// Read as a stream: of each line the score is kept and the numbers of its two names, 16 bytes at the most.

import { createReadStream, statSync } from 'node:fs'
import { VisemeError } from '../errors.ts'
import type { Comparisons } from './comparisons.ts'
import { type GrowingArray, growingFloats, growingIndices } from './growing-array.ts'
import { MOST_NAMES, NameTable } from './name-table.ts'
import { type NamedComparisons, peopleFromNames, peopleNamed } from './people-from-names.ts'
import {
  formatOf,
  isGenuine,
  isHeading,
  LineFields,
  type ScoreFormat,
  scoreAt,
  textOf,
} from './score-line.ts'

export interface ScoreFile extends Comparisons {
  format: ScoreFormat
  lines: number
  /** How people were told apart, or why they were not. */
  peopleSource: string
}

export interface ReadOptions {
  /** Told now and then how many bytes of how many have been read. */
  onProgress?: (done: number, total: number) => void
}

const CHUNK = 1 << 22
const NEWLINE = 0x0a
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** Reads a score file. VisemeError `bad-score-file` names the first line that does not fit, and why. */
export async function readScoreFile(
  path: string,
  { onProgress = () => {} }: ReadOptions = {},
): Promise<ScoreFile> {
  const reader = new ScoreReader(path)
  let rest: Buffer[] = []
  let done = 0
  try {
    const total = statSync(path).size
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(NEWLINE) + 1
      const first = rest.length > 0 ? chunk.indexOf(NEWLINE) + 1 : 0
      if (first > 0) {
        reader.read(Buffer.concat([...rest, chunk.subarray(0, first)]))
        rest = []
      }
      reader.read(chunk.subarray(first, end))
      rest.push(chunk.subarray(end))
      done += chunk.length
      onProgress(done, total)
    }
  } catch (cause) {
    throw cause instanceof VisemeError ? cause : unreadable(path, cause)
  }
  const last = Buffer.concat(rest)
  if (last.length > 0) reader.read(Buffer.concat([last, Buffer.of(NEWLINE)]))
  return reader.finish()
}

/** The comparisons of one kind, as they are read. */
interface Column {
  scores: GrowingArray<Float64Array>
  enrolled: GrowingArray<Uint32Array>
  tested: GrowingArray<Uint32Array>
}

const column = (): Column => ({
  scores: growingFloats(),
  enrolled: growingIndices(),
  tested: growingIndices(),
})

/** Collects what lines hold. */
class ScoreReader {
  readonly #path: string
  #lines = 0
  #format: ScoreFormat | null = null
  readonly #fields = new LineFields()
  readonly #genuine = column()
  readonly #impostor = column()
  /** Null from the name that is one too many. */
  #names: NameTable | null = new NameTable()
  #scoresLookLikeLabels = true

  constructor(path: string) {
    this.#path = path
  }

  /** Reads whole lines, each with its newline. */
  read(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      this.#lines++
      if (this.#format === null) at = this.#readFirst(bytes, at)
      else at = this.#readLine(bytes, at, this.#format)
    }
  }

  #readFirst(bytes: Uint8Array, start: number): number {
    if (this.#lines === 1 && BYTE_ORDER_MARK.every((byte, i) => bytes[start + i] === byte)) start += 3
    const end = bytes.indexOf(NEWLINE, start)
    const text = textOf(bytes, start, end).trim()
    if (text === '') return end + 1
    const format = formatOf(text)
    if (format === null) return this.#refuse(bytes, start, end, 'neither of the three known formats')
    this.#format = format
    return format === 'csv' && isHeading(text) ? end + 1 : this.#readLine(bytes, start, format)
  }

  #readLine(bytes: Uint8Array, start: number, format: ScoreFormat): number {
    const fields = this.#fields
    const { from, to } = fields
    if (format === 'csv') {
      const end = fields.splitAtCommas(bytes, start)
      if (fields.count === 1 && from[0] === to[0]) return end + 1
      if (fields.count !== 2) this.#refuse(bytes, start, end, 'not "label,score"')
      const score = this.#score(bytes, start, end, 1)
      const genuine = this.#label(bytes, start, end, 0)
      ;(genuine ? this.#genuine : this.#impostor).scores.push(score)
      return end + 1
    }
    const end = fields.splitAtSpaces(bytes, start)
    if (fields.count === 0) return end + 1
    if (fields.count !== 4) {
      this.#refuse(
        bytes,
        start,
        end,
        format === 'bob' ? 'not four columns' : 'not "enrol test score target|nontarget"',
      )
    }
    if (format === 'kaldi') {
      const score = this.#score(bytes, start, end, 2)
      const genuine = this.#label(bytes, start, end, 3)
      this.#add(genuine ? this.#genuine : this.#impostor, bytes, score)
      return end + 1
    }
    const score = this.#score(bytes, start, end, 3)
    this.#scoresLookLikeLabels &&=
      (score === 0 || score === 1) && to[3] - from[3] === 1 && scoreAt(bytes, from[2], to[2]) !== null
    const isSame = equal(bytes, from[0], to[0], from[1], to[1])
    this.#add(isSame ? this.#genuine : this.#impostor, bytes, score)
    return end + 1
  }

  #score(bytes: Uint8Array, start: number, end: number, field: number): number {
    const { from, to } = this.#fields
    const score = scoreAt(bytes, from[field], to[field])
    if (score !== null) return score
    return this.#refuse(bytes, start, end, `${textOf(bytes, from[field], to[field])} is not a number`)
  }

  #label(bytes: Uint8Array, start: number, end: number, field: number): boolean {
    const { from, to } = this.#fields
    const genuine = isGenuine(bytes, from[field], to[field])
    if (genuine !== null) return genuine
    const label = textOf(bytes, from[field], to[field])
    return this.#refuse(bytes, start, end, `the label ${label} is neither target nor nontarget`)
  }

  /** A comparison of the names in the first two fields. */
  #add(kind: Column, bytes: Uint8Array, score: number): void {
    kind.scores.push(score)
    if (this.#names === null) return
    const { from, to } = this.#fields
    kind.enrolled.push(this.#names.number(bytes, from[0], to[0]))
    kind.tested.push(this.#names.number(bytes, from[1], to[1]))
    if (this.#names.count > MOST_NAMES) this.#names = null
  }

  #refuse(bytes: Uint8Array, start: number, end: number, reason: string): never {
    return refuseLine(this.#path, this.#lines, textOf(bytes, start, end).trim(), reason)
  }

  finish(): ScoreFile {
    const format = this.#format
    const scores = { genuine: this.#genuine.scores.values(), impostor: this.#impostor.scores.values() }
    if (format === null || scores.genuine.length + scores.impostor.length === 0)
      return refuseEmpty(this.#path)
    if (format === 'bob' && this.#scoresLookLikeLabels) return refuseLabels(this.#path)
    return { format, lines: this.#lines, scores, ...this.#people(format) }
  }

  #people(format: ScoreFormat): Pick<ScoreFile, 'people' | 'peopleSource'> {
    if (format === 'csv') return { people: null, peopleSource: 'the format does not name people' }
    const names = this.#names
    if (names === null) {
      const most = MOST_NAMES.toLocaleString('en')
      return { people: null, peopleSource: `more than ${most} different names, which are not told apart` }
    }
    const compared = ({ enrolled, tested }: Column) => ({
      enrolled: enrolled.values(),
      tested: tested.values(),
    })
    const comparisons: NamedComparisons = {
      names: names.count,
      genuine: compared(this.#genuine),
      impostor: compared(this.#impostor),
      peopleByRule: names.people.map((people) => people.values()),
    }
    const found = format === 'bob' ? peopleNamed(comparisons) : peopleFromNames(comparisons)
    if ('reason' in found) return { people: null, peopleSource: found.reason }
    return { people: found.people, peopleSource: found.source }
  }
}

function equal(bytes: Uint8Array, from: number, to: number, otherFrom: number, otherTo: number): boolean {
  if (to - from !== otherTo - otherFrom) return false
  for (let i = 0; i < to - from; i++) if (bytes[from + i] !== bytes[otherFrom + i]) return false
  return true
}

function unreadable(path: string, cause: unknown): VisemeError {
  return new VisemeError({
    code: 'unreadable-scores',
    message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    next: 'Give the path of a score file.',
    exitCode: 2,
    cause,
  })
}

const FORMATS =
  'Score files hold "enrol test score target|nontarget", or "label,score", or "claimed real test score" (Bob).'

function refuseLine(path: string, number: number, text: string, reason: string): never {
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path}, line ${number}: ${reason}: ${shown}`,
    next: FORMATS,
    exitCode: 2,
  })
}

function refuseLabels(path: string): never {
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path}: the fourth column holds only 0 and 1, the third numbers: labels and scores rather than Bob's test label and score.`,
    next: 'Write the labels of "enrol test score label" as target and nontarget.',
    exitCode: 2,
  })
}

function refuseEmpty(path: string): never {
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path} holds no scores.`,
    next: FORMATS,
    exitCode: 2,
  })
}
