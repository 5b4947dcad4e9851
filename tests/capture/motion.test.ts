import { describe, expect, test } from 'vitest'
import { simulatedClip } from '../../main/capture/simulated/clip.ts'
import { modelPoint, seenPoint } from '../../main/capture/simulated/head.ts'
import { CLEAR_NOD, CLEAR_TURN, headAction, still, throughKeys } from '../../main/capture/simulated/motion.ts'
import { headPose } from '../../main/face/quality.ts'

describe('a simulated head', () => {
  test('turned or nodding is warped by its depth, and the warp has an inverse', () => {
    for (const pose of [
      { yaw: CLEAR_TURN, pitch: 0 },
      { yaw: -CLEAR_TURN, pitch: 0 },
      { yaw: 0.1, pitch: CLEAR_NOD },
    ]) {
      for (const [u, y] of [
        [-12, 62],
        [0, 77],
        [10, 92],
        [25, 40],
      ]) {
        const seen = seenPoint(u, y, pose)
        const back = modelPoint(seen.u, seen.y, pose)
        expect(back.u).toBeCloseTo(u, 1)
        expect(back.y).toBeCloseTo(y, 1)
      }
    }
  })

  test('shows the turn in its landmarks, as a pose estimate reads it: the nose moves against the eyes', () => {
    const pose = (yaw: number, pitch: number) => {
      const [{ landmarks }] = simulatedClip(3, 0, { frames: 1, motion: () => ({ yaw, pitch }) })
      return headPose(landmarks)
    }
    const straight = pose(0, 0)
    expect(pose(CLEAR_TURN, 0).yaw - straight.yaw).toBeGreaterThan(15)
    expect(pose(-CLEAR_TURN, 0).yaw - straight.yaw).toBeLessThan(-15)
    expect(pose(0, CLEAR_NOD).pitch - straight.pitch).toBeGreaterThan(10)
  })

  test('goes through its keys smoothly and comes back to the camera', () => {
    const motion = throughKeys([{ seconds: 1 }, { seconds: 2, yaw: 0.4 }])
    expect(motion(0)).toEqual({ yaw: 0, pitch: 0 })
    expect(motion(1.5).yaw).toBeCloseTo(0.2)
    expect(motion(9)).toEqual({ yaw: 0.4, pitch: 0 })
    const nod = headAction('nod', 1, 2)
    expect([nod(0.9), nod(3.1)]).toEqual([still(0), still(0)])
    expect(nod(2).pitch).toBeCloseTo(CLEAR_NOD)
  })

  test('is seen in other light, noise, room, size and roll when told', () => {
    const frame = (conditions = {}) => [...simulatedClip(3, 0, { frames: 1, conditions })][0]
    const plain = frame()
    const mean = ({ image }: typeof plain) =>
      image.data.reduce((sum, value) => sum + value, 0) / image.data.length
    const eyes = ({ landmarks: [left, right] }: typeof plain) =>
      Math.hypot(right.x - left.x, right.y - left.y)
    expect(mean(frame({ light: 0.5 })) / mean(plain)).toBeCloseTo(0.5, 1)
    expect(eyes(frame({ scale: 0.5 })) / eyes(plain)).toBeCloseTo(0.5, 1)
    expect(headPose(frame({ roll: 0.2 }).landmarks).roll - headPose(plain.landmarks).roll).toBeCloseTo(
      11.5,
      0,
    )
    expect(frame({ room: 1 }).image.data.slice(0, 30)).not.toEqual(plain.image.data.slice(0, 30))
    const rough = (a: typeof plain) => {
      let sum = 0
      for (let at = 3; at < 9000; at++) sum += Math.abs(a.image.data[at] - a.image.data[at - 3])
      return sum
    }
    expect(rough(frame({ noise: 12 }))).toBeGreaterThan(2 * rough(frame({ noise: 2 })))
  })
})
