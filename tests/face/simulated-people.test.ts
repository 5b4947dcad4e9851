// The detector and the landmark network on people who do not exist: near, far and tilted.

import { describe, expect, test } from 'vitest'
import { powerOn } from '../../main/board/machine.ts'
import { type Conditions, simulatedClip } from '../../main/capture/simulated/clip.ts'
import { landmarkError } from '../../main/evaluation/detection-tally.ts'
import { facesIn } from '../../main/face/find.ts'
import { boardFrame } from '../../main/face/frame.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'

const PEOPLE = [31, 32, 33, 34, 35, 36]
const zoo = readZoo()
const machine = powerOn()
const load = (name: string) => machine.load(name, networkOf(zoo, name).bytes)
const networks = { 'face-detect': load('face-detect'), 'face-landmarks': load('face-landmarks') }

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]

/** Of everybody's picture under `conditions`: median width of the face in pixels, errors of the face that lies nearest. */
function seen(conditions: Conditions): { width: number; errors: number[] } {
  const people = PEOPLE.map((person) => {
    const [{ image, box, landmarks }] = simulatedClip(person, 1, { frames: 1, conditions })
    const frame = boardFrame(image)
    expect(frame.width).toBe(image.width)
    const errors = facesIn(machine, networks, frame).map((face) => landmarkError(face.landmarks, landmarks))
    return { width: box.x2 - box.x1, error: Math.min(Infinity, ...errors) }
  })
  return { width: median(people.map(({ width }) => width)), errors: people.map(({ error }) => error) }
}

describe('simulated people', () => {
  test.each([
    { scale: 0.4, from: 38, to: 45 },
    { scale: 1, from: 90, to: 115 },
    { scale: 1.9, from: 180, to: 210 },
  ])('$scale times as large as usual have their faces found, upright and tilted', ({ scale, from, to }) => {
    for (const roll of [-0.35, 0, 0.35]) {
      const { width, errors } = seen({ scale, roll })
      if (roll === 0) {
        expect(width).toBeGreaterThan(from)
        expect(width).toBeLessThan(to)
      }
      expect(median(errors), `median error, rolled by ${roll}`).toBeLessThan(0.09)
      expect(Math.max(...errors), `largest error, rolled by ${roll}`).toBeLessThan(0.16)
    }
  })
})
