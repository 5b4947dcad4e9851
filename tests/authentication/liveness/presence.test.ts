import { describe, expect, test } from 'vitest'
import type { HeadAction } from '../../../main/authentication/liveness/challenge.ts'
import { Presence } from '../../../main/authentication/liveness/presence.ts'
import type { FaceInspection } from '../../../main/face/chain.ts'
import type { Image, Landmarks } from '../../../main/face/image.ts'
import { FUSION } from '../fake-system.ts'

/** What a frame shows: whose face, how it is held, where its box of 100 pixels begins; null: no face. */
interface Shown {
  who: number
  yaw: number
  x?: number
  /** A picture: its landmarks do not show that it turns. */
  flat?: boolean
}

let noise = 0
/** A grey frame of its own; the first pixel says whose face it shows. */
function frameOf(who: number): Image {
  const data = new Uint8Array(64 * 48 * 3).map((_, at) => (at * 7 + ++noise) % 251)
  data[0] = who
  return { width: 64, height: 48, channels: 3, data }
}

const embed = ({ data }: Image): Float32Array =>
  Float32Array.from({ length: 8 }, (_, at) => Number(at === data[0]))

/** Five landmarks of a head under a scaled orthographic camera; the nose stands out by half the eyes' distance. */
function landmarksOf({ yaw, x = 0, flat = false }: Shown): Landmarks {
  const angle = flat ? 0 : (yaw * Math.PI) / 180
  const point = (across: number, down: number, out = 0) => ({
    x: x + 50 + across * Math.cos(angle) + out * Math.sin(angle),
    y: 30 + down,
  })
  return [point(-25, 0), point(25, 0), point(0, 25, 24), point(-18, 55), point(18, 55)]
}

function inspectionOf(shown: Shown): FaceInspection {
  const { yaw, x = 0 } = shown
  return {
    detection: { box: { x1: x, y1: 0, x2: x + 100, y2: 100 }, score: 1, landmarks: landmarksOf(shown) },
    quality: { score: 0.8, yaw, pitch: 0, roll: 0 } as FaceInspection['quality'],
    problem: null,
  }
}

const held = (who: number, yaw = 0, count = 3, x = 0): Shown[] =>
  Array.from({ length: count }, () => ({ who, yaw, x }))
const genuine = [...held(1), ...held(1, 10, 1), ...held(1, 20), ...held(1, 10, 1), ...held(1)]

/** The checks that a presentation fails. */
function failing(
  shown: readonly Shown[],
  change: {
    action?: HeadAction
    camera?: string
    voiceSeconds?: number
    levelDb?: number
    repeat?: boolean
  } = {},
): string[] {
  const { action = 'turn-left', camera = 'Webcam', voiceSeconds = 2, levelDb = -20, repeat = false } = change
  const presence = new Presence(action, camera, 0)
  const first = frameOf(1)
  shown.forEach((frame, index) => {
    const image = repeat && index % 10 === 0 ? first : frameOf(frame.who)
    presence.see(image, inspectionOf(frame), 150 * (index + 1))
  })
  const samples = Float32Array.from({ length: voiceSeconds * 16000 }, () => Math.random() - 0.5)
  const report = presence.assess(FUSION, embed, { samples, levelDb }, 150 * shown.length)
  const failed = report.checks.filter(({ passed }) => !passed).map(({ check }) => check)
  expect(report.passed).toBe(failed.length === 0)
  return failed
}

describe('the signs of life', () => {
  test('are all there of one who moves as asked', () => {
    expect(failing(genuine)).toEqual([])
  })

  test('lack the movement, and a face that moved, where nobody moved', () => {
    expect(failing(held(1, 0, 9))).toEqual(['challenge', 'depth', 'same-face'])
  })

  test("fail on a still of somebody, followed by another one's head that is turned already", () => {
    expect(failing([...held(1), ...held(2, 20), ...held(2)])).toEqual(['same-face'])
  })

  test('fail where the face on the way, or at the end of the movement, is another one', () => {
    expect(failing([...held(1), ...held(2, 10, 1), ...held(1, 20), ...held(1)])).toEqual(['same-face'])
    expect(failing([...held(1), ...held(1, 16, 2), ...held(2, 20, 1), ...held(1)])).toEqual(['same-face'])
  })

  test('take the faces to compare only from the movement that was asked for', () => {
    // Turned before the movement is told: such a frame is none of it.
    expect(failing([...held(2, 20), ...genuine])).toEqual([])
  })

  test('lack the depth of a head where a picture passes for one that turns', () => {
    expect(failing(genuine.map((frame) => ({ ...frame, flat: true })))).toEqual(['depth'])
  })

  test('take the depth only from the movement that was asked for', () => {
    const print = genuine.map((frame) => ({ ...frame, flat: true }))
    // The attacker's own head, turned, before the print is held up; and after it has passed.
    expect(failing([...held(2, 20, 1), ...print])).toEqual(['depth'])
    expect(failing([...held(2, 20, 6), ...print])).toEqual(['depth'])
    expect(failing([...print, ...held(1, 20, 6)])).toEqual(['depth'])
  })

  test('fail on a face that jumps, and not on one that moves on slowly', () => {
    const jump = [...held(1), ...held(1, 20, 3, 60), ...held(1, 0, 3, 60)]
    expect(failing(jump)).toEqual(['no-jump'])
    expect(failing(genuine.map((frame, index) => ({ ...frame, x: 30 * index })))).toEqual([])
  })

  test('fail on a voice that is longer than the attempt', () => {
    expect(failing(genuine, { voiceSeconds: 4 })).toEqual(['voice-length'])
  })

  test('fail with each passive check', () => {
    expect(failing(genuine, { camera: 'OBS Virtual Camera' })).toEqual(['camera-name'])
    expect(failing(genuine, { levelDb: -3 })).toEqual(['sound-level'])
    expect(failing(genuine, { repeat: true })).toEqual(['not-repeated'])
  })
})
