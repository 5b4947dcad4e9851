// Names met while a file is read, numbered in the order in which they come, and for each the beginnings that may name
// its person. Names are told apart by 64 bits of their bytes' hashes (among a million names, two share them with a
// probability below 10^-7), so that a name takes the same room however long it is.

import { type GrowingArray, growingIndices } from './growing-array.ts'

/** Where a name's person may end: at the first or last of these bytes, or at the name's end. */
export const PERSON_RULES = [
  { byte: 0x2f, last: false, words: 'what names hold before their first /' },
  { byte: 0x2f, last: true, words: 'what names hold before their last /' },
  { byte: 0x2d, last: false, words: 'what names hold before their first -' },
  { byte: 0x2d, last: true, words: 'what names hold before their last -' },
  { byte: 0x5f, last: false, words: 'what names hold before their first _' },
  { byte: 0x5f, last: true, words: 'what names hold before their last _' },
  { byte: null, last: true, words: 'the names themselves' },
] as const

/** More names than this are not told apart. */
export const MOST_NAMES = 1 << 20

/** A set of hashed byte runs, numbered from 0. */
class HashedNames {
  count = 0
  #slots = 1 << 12
  #low = new Uint32Array(this.#slots)
  #high = new Uint32Array(this.#slots)
  /** Number of the name in a slot, plus 1; 0 where the slot is free. */
  #numbers = new Uint32Array(this.#slots)

  /** The number of the run, a new one where it has not been met. */
  number(bytes: Uint8Array, from: number, to: number): number {
    let low = 0x811c9dc5
    let high = 0x9747b28c
    for (let i = from; i < to; i++) {
      low = Math.imul(low ^ bytes[i], 0x01000193)
      high = Math.imul(((high << 5) | (high >>> 27)) ^ bytes[i], 0x9e3779b1)
    }
    low = finished(low ^ (high >>> 16))
    high = finished(high ^ (to - from))
    const slot = this.#slot(low, high)
    if (this.#numbers[slot] > 0) return this.#numbers[slot] - 1
    this.#low[slot] = low
    this.#high[slot] = high
    this.#numbers[slot] = ++this.count
    if (2 * this.count > this.#slots) this.#grow()
    return this.count - 1
  }

  #slot(low: number, high: number): number {
    const mask = this.#slots - 1
    let slot = low & mask
    while (this.#numbers[slot] > 0 && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [low, high, numbers] = [this.#low, this.#high, this.#numbers]
    this.#slots *= 2
    this.#low = new Uint32Array(this.#slots)
    this.#high = new Uint32Array(this.#slots)
    this.#numbers = new Uint32Array(this.#slots)
    numbers.forEach((number, i) => {
      if (number === 0) return
      const slot = this.#slot(low[i], high[i])
      this.#low[slot] = low[i]
      this.#high[slot] = high[i]
      this.#numbers[slot] = number
    })
  }
}

/** The finaliser of MurmurHash3. */
function finished(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Names of samples, with the person that each rule sees in them. */
export class NameTable {
  readonly #names = new HashedNames()
  readonly #beginnings = PERSON_RULES.map(() => new HashedNames())
  /** By rule: the person of each name. */
  readonly people: GrowingArray<Uint32Array>[] = PERSON_RULES.map(() => growingIndices())

  get count(): number {
    return this.#names.count
  }

  /** The number of a name. */
  number(bytes: Uint8Array, from: number, to: number): number {
    const met = this.#names.count
    const number = this.#names.number(bytes, from, to)
    if (number === met) this.#addPeople(bytes, from, to)
    return number
  }

  #addPeople(bytes: Uint8Array, from: number, to: number): void {
    PERSON_RULES.forEach(({ byte, last }, rule) => {
      let end = to
      if (byte !== null) {
        const found = last ? lastIndex(bytes, byte, from, to) : firstIndex(bytes, byte, from, to)
        if (found >= 0) end = found
      }
      this.people[rule].push(this.#beginnings[rule].number(bytes, from, end))
    })
  }
}

function firstIndex(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === byte) return i
  return -1
}

function lastIndex(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let i = to - 1; i >= from; i--) if (bytes[i] === byte) return i
  return -1
}
