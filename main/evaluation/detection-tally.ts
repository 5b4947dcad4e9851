// What a face detector found on annotated pictures: recall at IoU 0.5, face-free frames with a false face, and landmark errors
// per distance of the eyes. 95 % intervals by resampling people; of face-free frames by Clopper-Pearson.

import { overlap } from '../face/detect.ts'
import type { Box, Landmarks } from '../face/image.ts'
import { interEyeDistance } from '../face/quality.ts'
import { type CountedRate, clopperPearson, type Interval } from './interval.ts'
import { quantileOverPeople } from './quantile-over-people.ts'
import { rateOverPeople } from './rate-over-people.ts'

export interface Face {
  box: Box
  landmarks: Landmarks
}

export interface AnnotatedFace extends Face {
  person: string
}

/** Mean distance of the five points (pixels) over the true distance of the eyes: a share. */
export const landmarkError = (found: Landmarks, truth: Landmarks): number =>
  found.reduce((sum, { x, y }, i) => sum + Math.hypot(x - truth[i].x, y - truth[i].y), 0) /
  5 /
  interEyeDistance(truth)

export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4
const toldShare = ({ value, low, high }: Interval) => ({
  share: rounded(value),
  low: rounded(low),
  high: rounded(high),
})
const told = ({ errors, trials, ...rate }: CountedRate, what: string) => ({
  [what]: errors,
  of: trials,
  ...toldShare(rate),
})

/** A person's faces: how many, how many were found, and the landmark error of each of these. */
interface Person {
  faces: number
  found: number
  landmarkErrors: number[]
}

/** What one detector found on a set of pictures, added one by one. */
export class DetectionTally {
  readonly #people = new Map<string, Person>()
  readonly #ious: number[] = []
  #free = 0
  #falseFaces = 0
  #spoiled = 0

  /** One picture: what was found in it, and the faces that are there, in the same pixels; none where it is face-free. */
  add(found: readonly Face[], truths: readonly AnnotatedFace[]): void {
    if (truths.length === 0) {
      this.#free++
      this.#falseFaces += found.length
      if (found.length > 0) this.#spoiled++
    }
    for (const truth of truths) {
      const own = this.#people.get(truth.person) ?? { faces: 0, found: 0, landmarkErrors: [] }
      this.#people.set(truth.person, own)
      own.faces++
      const best = found.toSorted((a, b) => overlap(b.box, truth.box) - overlap(a.box, truth.box)).at(0)
      const iou = best ? overlap(best.box, truth.box) : 0
      if (best === undefined || iou < 0.5) continue
      own.found++
      this.#ious.push(iou)
      own.landmarkErrors.push(landmarkError(best.landmarks, truth.landmarks))
    }
  }

  /** Whose faces there are. */
  get people(): number {
    return this.#people.size
  }

  /** Share of the faces that were found. */
  recall(): CountedRate {
    const each = [...this.#people.values()].map(({ found, faces }) => ({ errors: found, trials: faces }))
    return rateOverPeople(each)!
  }

  /** Of the faces that were found: what share `probability` of them stays below; null where none was. */
  landmarkError(probability: number): Interval | null {
    return quantileOverPeople(this.#measured(), probability)
  }

  /** What landmark errors were measured on. */
  landmarkCounts(): Record<string, number> {
    const measured = this.#measured()
    return { faces: measured.flat().length, people: measured.length }
  }

  #measured(): number[][] {
    return [...this.#people.values()]
      .map(({ landmarkErrors }) => landmarkErrors)
      .filter(({ length }) => length > 0)
  }

  /** Share of the face-free frames in which a face was seen. */
  spoiled(): CountedRate {
    return clopperPearson(this.#spoiled, this.#free)
  }

  /** All figures, for JSON; null where no face was found to measure them on. */
  report() {
    return {
      recall: { ...told(this.recall(), 'found'), people: this.people },
      ...(this.#free > 0 && {
        false_faces: this.#falseFaces,
        face_free_frames_with_one: told(this.spoiled(), 'frames'),
      }),
      mean_iou:
        this.#ious.length > 0
          ? rounded(this.#ious.reduce((sum, value) => sum + value, 0) / this.#ious.length)
          : null,
      landmark_error: {
        ...this.landmarkCounts(),
        ...Object.fromEntries(
          Object.entries({ median: 0.5, p95: 0.95 }).map(([name, probability]) => {
            const error = this.landmarkError(probability)
            return [name, error && toldShare(error)]
          }),
        ),
      },
    }
  }
}
