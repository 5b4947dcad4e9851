import { describe, expect, test } from 'vitest'
import { faceInstruction, faceMeters, goodFace, movement } from '../../main/face/guidance.ts'
import type { Landmarks } from '../../main/face/image.ts'
import type { FaceQuality } from '../../main/face/quality.ts'

const good: FaceQuality = {
  score: 1,
  interEye: 40,
  sharpness: 0.03,
  exposure: { mean: 120, dark: 0, bright: 0 },
  yaw: 0,
  pitch: 0,
  roll: 0,
}
const light = (mean: number) => ({ exposure: { mean, dark: 0, bright: 0 } })

describe('the instruction before the camera', () => {
  test('is none for a good picture', () => {
    expect(faceInstruction(good, null)).toBe(null)
    expect(faceInstruction(good, null, 'straight', 0.02)).toBe(null)
  })

  test.each([
    ['closer', { interEye: 29 }],
    ['further', { interEye: 76 }],
    ['more-light', light(50)],
    ['less-light', light(200)],
    ['look-straight', { yaw: 20 }],
    ['look-straight', { pitch: -30 }],
    ['look-straight', { roll: 25 }],
    ['hold-still', { sharpness: 0.004 }],
  ] as const)('is %s for %o', (expected, change) => {
    expect(faceInstruction({ ...good, ...change }, null)).toBe(expected)
  })

  test('is one at a time: distance, then light, then pose, then stillness', () => {
    const bad = { ...good, interEye: 20, ...light(20), yaw: 40, sharpness: 0 }
    expect(faceInstruction(bad, null)).toBe('closer')
    expect(faceInstruction({ ...bad, interEye: 40 }, null)).toBe('more-light')
    expect(faceInstruction({ ...bad, interEye: 40, ...light(120) }, null)).toBe('look-straight')
    expect(faceInstruction({ ...bad, interEye: 40, ...light(120), yaw: 0 }, null)).toBe('hold-still')
  })

  test('asks for a slight turn to the own left, which the camera sees on its right, and not too far', () => {
    expect(faceInstruction(good, null, 'left')).toBe('turn-left')
    expect(faceInstruction({ ...good, yaw: 15 }, null, 'left')).toBe(null)
    expect(faceInstruction({ ...good, yaw: 40 }, null, 'left')).toBe('look-straight')
    expect(faceInstruction({ ...good, yaw: 15 }, null, 'right')).toBe('turn-right')
    expect(faceInstruction({ ...good, yaw: -15 }, null, 'right')).toBe(null)
  })

  test('without a face asks for one, or for light, or for one person alone', () => {
    expect(faceInstruction(null, { code: 'no-face' })).toBe('show-face')
    expect(faceInstruction(null, { code: 'too-dark' })).toBe('more-light')
    expect(faceInstruction(null, { code: 'too-bright' })).toBe('less-light')
    expect(faceInstruction(null, { code: 'several-faces' })).toBe('one-person')
  })

  test('asks to hold still while the landmarks move by a tenth of the eyes’ distance', () => {
    const marks = (x: number): Landmarks => [
      { x, y: 0 },
      { x: x + 40, y: 0 },
      { x: x + 20, y: 20 },
      { x: x + 5, y: 40 },
      { x: x + 35, y: 40 },
    ]
    expect(movement(marks(0), marks(6))).toBeCloseTo(0.15)
    expect(faceInstruction(good, null, 'straight', movement(marks(0), marks(6)))).toBe('hold-still')
    expect(faceInstruction(good, null, 'straight', movement(marks(0), marks(2)))).toBe(null)
  })
})

test('meters show the same quantities: each is inside its range where there is no instruction', () => {
  for (const { value, low, high, min, max } of faceMeters(good, 'straight', 0.02)) {
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
    expect(min).toBeLessThanOrEqual(low)
    expect(max).toBeGreaterThanOrEqual(high)
  }
  const turn = faceMeters({ ...good, yaw: -15 }, 'right').find(({ name }) => name === 'turn')
  expect(turn).toMatchObject({ value: 15, ...goodFace.turned })
})
