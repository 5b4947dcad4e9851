// One line of a score file: its format, its fields, what they say.

import { decimal } from './decimal.ts'

export type ScoreFormat = 'kaldi' | 'csv' | 'bob'

const GENUINE = new Set(['target', 'genuine', 'mated', '1', 'true'])
const IMPOSTOR = new Set(['nontarget', 'impostor', 'nonmated', '0', 'false'])
const MOST_FIELDS = 5
const [TAB, NEWLINE, RETURN, SPACE, COMMA] = [0x09, 0x0a, 0x0d, 0x20, 0x2c]

/** The fields of one line as places in its bytes; of a line with more than five only the first five. */
export class LineFields {
  count = 0
  readonly from = new Int32Array(MOST_FIELDS)
  readonly to = new Int32Array(MOST_FIELDS)

  /** Splits at white space; returns the place of the line's newline, which must be there. */
  splitAtSpaces(bytes: Uint8Array, start: number): number {
    this.count = 0
    let at = start
    for (;;) {
      while (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === RETURN) at++
      if (bytes[at] === NEWLINE) return at
      const from = at
      while (bytes[at] > SPACE || !isSpace(bytes[at])) at++
      this.#add(from, at)
    }
  }

  /** Splits at commas and takes white space off the ends of fields; returns the place of the line's newline. */
  splitAtCommas(bytes: Uint8Array, start: number): number {
    this.count = 0
    let from = start
    for (let at = start; ; at++) {
      if (bytes[at] !== COMMA && bytes[at] !== NEWLINE) continue
      let to = at
      while (from < to && isSpace(bytes[from])) from++
      while (to > from && isSpace(bytes[to - 1])) to--
      this.#add(from, to)
      from = at + 1
      if (bytes[at] === NEWLINE) return at
    }
  }

  #add(from: number, to: number): void {
    if (this.count < MOST_FIELDS) {
      this.from[this.count] = from
      this.to[this.count] = to
      this.count++
    }
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN || byte === NEWLINE
}

/** The text of a run of bytes. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}

/** Whether a label says genuine; null where it says neither. */
export function isGenuine(bytes: Uint8Array, from: number, to: number): boolean | null {
  if (is(TARGET, bytes, from, to)) return true
  if (is(NONTARGET, bytes, from, to)) return false
  const label = textOf(bytes, from, to).toLowerCase()
  return GENUINE.has(label) ? true : IMPOSTOR.has(label) ? false : null
}

const TARGET = Buffer.from('target')
const NONTARGET = Buffer.from('nontarget')

function is(word: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return false
  return true
}

/** The number that a field holds; null where it holds none (NaN is none). */
export function scoreAt(bytes: Uint8Array, from: number, to: number): number | null {
  const simple = decimal(bytes, from, to)
  return Number.isNaN(simple) ? scoreOf(textOf(bytes, from, to)) : simple
}

/** The format of a file whose first line this is; null where it is none of the three. */
export function formatOf(text: string): ScoreFormat | null {
  if (text.includes(',')) return 'csv'
  const fields = text.split(/\s+/)
  if (fields.length !== 4) return null
  if (scoreOf(fields[3]) !== null) return 'bob'
  return GENUINE.has(fields[3]) || IMPOSTOR.has(fields[3]) ? 'kaldi' : null
}

export function isHeading(text: string): boolean {
  return /^"?label"?\s*,\s*"?score"?$/i.test(text)
}

export function scoreOf(field: string): number | null {
  const value = Number(field)
  if (field !== '' && !Number.isNaN(value)) return value
  const infinite = /^([+-]?)inf(inity)?$/i.exec(field)
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return null
}
