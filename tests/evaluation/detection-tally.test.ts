import { describe, expect, it } from 'vitest'
import { DetectionTally, landmarkError } from '../../main/evaluation/detection-tally.ts'
import type { Landmarks } from '../../main/face/image.ts'

/** A face of 40 x 40 pixels with its corner at (x, 0) and eyes 20 pixels apart. */
const faceAt = (x: number) => ({
  box: { x1: x, y1: 0, x2: x + 40, y2: 40 },
  landmarks: [
    [10, 15],
    [30, 15],
    [20, 22],
    [12, 30],
    [28, 30],
  ].map(([dx, y]) => ({ x: x + dx, y })) as unknown as Landmarks,
})
const of = (person: string, x: number) => ({ ...faceAt(x), person })

describe('a tally of detections', () => {
  it('finds a face by a box that shares half of the union with its own, each face of a picture by itself', () => {
    const tally = new DetectionTally()
    tally.add([faceAt(10), faceAt(300)], [of('a', 0), of('b', 100)])
    tally.add([faceAt(20)], [of('a', 0)])
    // 30 of 50 pixels are shared, then 20 of 60.
    expect(tally.report()).toMatchObject({
      recall: { found: 1, of: 3, people: 2 },
      mean_iou: 0.6,
      landmark_error: { faces: 1, people: 1, median: { share: 0.5 } },
    })
    expect(tally.report()).not.toHaveProperty('false_faces')
  })

  it('counts faces, and frames with one, where there is none', () => {
    const tally = new DetectionTally()
    tally.add([faceAt(0)], [of('a', 0)])
    tally.add([faceAt(0), faceAt(100)], [])
    for (let frame = 0; frame < 3; frame++) tally.add([], [])
    expect(tally.report()).toMatchObject({
      false_faces: 2,
      face_free_frames_with_one: { frames: 1, of: 4, share: 0.25 },
    })
  })

  it('has no overlap and no landmark error where nothing was found', () => {
    const tally = new DetectionTally()
    tally.add([], [of('a', 0)])
    expect(tally.report()).toMatchObject({
      recall: { found: 0, of: 1 },
      mean_iou: null,
      landmark_error: { faces: 0, median: null },
    })
  })
})

it('a landmark error is the mean distance of the points per distance of the eyes', () => {
  const [truth, found] = [faceAt(0).landmarks, faceAt(3).landmarks]
  expect(landmarkError(found, truth)).toBeCloseTo(3 / 20)
  expect(landmarkError(truth, truth)).toBe(0)
})
