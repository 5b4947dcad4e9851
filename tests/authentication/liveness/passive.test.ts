import { describe, expect, test } from 'vitest'
import {
  checkCameraName,
  checkFrames,
  checkSound,
  trebleDb,
} from '../../../main/authentication/liveness/passive.ts'
import { simulatedPerson } from '../../../main/capture/simulated/people.ts'
import { telephone } from '../../../main/evaluation/simulated-attacks.ts'

/** Frames every 100 ms that show the given numbers. */
const frames = (shown: number[]) =>
  shown.map((value, at) => ({ at: 100 * at, fingerprint: Uint8Array.of(value, 0, value) }))
const passed = (shown: number[]) => checkFrames(frames(shown)).map((check) => check.passed)
const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('frames', () => {
  test('that all differ pass, also where a slow camera gives some of them twice', () => {
    expect(passed(count(0, 30))).toEqual([true, true])
    expect(passed(count(0, 15).flatMap((value) => [value, value]))).toEqual([true, true])
  })

  test('that stand still are frozen', () => {
    expect(passed(Array.from({ length: 30 }, () => 7))).toEqual([false, true])
  })

  test('that come again later are a film played in a loop', () => {
    expect(passed([...count(0, 15), ...count(0, 15)])).toEqual([true, false])
  })

  test('of which there are none prove nothing', () => {
    expect(passed([])[0]).toBe(false)
  })
})

test.each([
  ['OBS Virtual Camera', false],
  ['ManyCam Video Source', false],
  ['Dummy video device (0x0000)', false],
  ['Integrated Camera (04f2:b6d9)', true],
  ['Logitech BRIO', true],
])('a camera called %s passes: %s', (label, expected) => {
  expect(checkCameraName(label).passed).toBe(expected)
})

describe('a voice', () => {
  const voice = simulatedPerson(3).voice(1, 0)

  test('passes with its treble, and fails through a telephone', () => {
    expect(checkSound(voice, -25).map((check) => check.passed)).toEqual([true, true])
    expect(trebleDb(telephone(voice))).toBeLessThan(trebleDb(voice) - 15)
    expect(checkSound(telephone(voice), -25)[0].passed).toBe(false)
  })

  test('fails when it is far too quiet or too loud', () => {
    expect(checkSound(voice, -60)[1]).toMatchObject({ passed: false, limit: -50 })
    expect(checkSound(voice, -2)[1]).toMatchObject({ passed: false, limit: -6 })
  })

  test('too short to be looked at has no treble', () => {
    expect(trebleDb(new Float32Array(100))).toBe(-120)
  })
})
