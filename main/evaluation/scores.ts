// Scores of verification comparisons: the higher, the more alike. A comparison is accepted when score >= threshold.

import { VisemeError } from '../errors.ts'

export interface Scores {
  /** Comparisons of a person with the same person. */
  genuine: Float64Array
  /** Comparisons of different people. */
  impostor: Float64Array
}

/** Who was compared, as indices below `count`, in the order of the scores. */
export interface ComparedPeople {
  count: number
  /** The one person of each genuine comparison. */
  genuine: Uint32Array
  /** The two people of each impostor comparison. */
  impostorEnrolled: Uint32Array
  impostorTested: Uint32Array
}

export interface People extends ComparedPeople {
  /** Of chimeric people, `count` of whom are those of the modality with fewer: the people of the other modality. */
  partners?: ComparedPeople
  /**
   * Comparisons of each kind that are not the same two samples of that modality again, with another partner's; where
   * it is left out, none are.
   */
  distinct?: { genuine: number; impostor: number }
}

/** How many different people the comparisons of each kind are of. */
export function peopleCompared(people: People): { genuine: number; impostor: number } {
  const distinct = (...lists: Uint32Array[]) => {
    const seen = new Uint8Array(people.count)
    for (const list of lists) for (const person of list) seen[person] = 1
    return seen.reduce((sum, one) => sum + one, 0)
  }
  return {
    genuine: distinct(people.genuine),
    impostor: distinct(people.impostorEnrolled, people.impostorTested),
  }
}

/** VisemeError `scores-not-numbers` where a score is NaN; infinities are scores like others. */
export function refuseNaN({ genuine, impostor }: Scores): void {
  for (const [kind, scores] of [
    ['genuine', genuine],
    ['impostor', impostor],
  ] as const) {
    const at = scores.findIndex(Number.isNaN)
    if (at < 0) continue
    throw new VisemeError({
      code: 'scores-not-numbers',
      message: `Score ${at + 1} of the ${kind} comparisons is not a number (NaN).`,
      next: 'Leave failed comparisons out and count them as failures to acquire.',
      exitCode: 2,
    })
  }
}
