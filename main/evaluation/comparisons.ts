// Scored comparisons as they are made: scores by kind, and the people behind them where they are known.

import { growingFloats, growingIndices } from './growing-array.ts'
import type { People, Scores } from './scores.ts'

/** Cosine of two embeddings of unit norm. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0
  for (let i = 0; i < a.length; i++) dot += a[i] * b[i]
  return dot
}

export interface Comparisons {
  scores: Scores
  /** Null where only scores and labels are known. */
  people: People | null
}

/** Collects scored comparisons between named people. */
export class ComparisonList {
  readonly #people = new Map<string, number>()
  readonly #genuine = { scores: growingFloats(), person: growingIndices() }
  readonly #impostor = { scores: growingFloats(), enrolled: growingIndices(), tested: growingIndices() }

  /** A comparison of a sample of `tested` with one of `enrolled`; genuine where they are the same person. */
  add(enrolled: string, tested: string, score: number): void {
    if (enrolled === tested) {
      this.#genuine.scores.push(score)
      this.#genuine.person.push(this.#index(enrolled))
    } else {
      this.#impostor.scores.push(score)
      this.#impostor.enrolled.push(this.#index(enrolled))
      this.#impostor.tested.push(this.#index(tested))
    }
  }

  comparisons(): Comparisons & { people: People } {
    return {
      scores: { genuine: this.#genuine.scores.values(), impostor: this.#impostor.scores.values() },
      people: {
        count: this.#people.size,
        genuine: this.#genuine.person.values(),
        impostorEnrolled: this.#impostor.enrolled.values(),
        impostorTested: this.#impostor.tested.values(),
      },
    }
  }

  #index(person: string): number {
    const known = this.#people.get(person)
    if (known !== undefined) return known
    this.#people.set(person, this.#people.size)
    return this.#people.size - 1
  }
}
