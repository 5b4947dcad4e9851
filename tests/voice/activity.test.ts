import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSpeech } from '../../main/voice/activity.ts'

const levels = (...parts: [frames: number, decibels: number][]) =>
  Float32Array.from(parts.flatMap(([frames, decibels]) => new Array<number>(frames).fill(decibels)))

describe('voice activity', () => {
  test('finds a loud stretch between quiet ones, with a margin of five frames', () => {
    const { segments, speechFrames, speechDb, noiseDb } = findSpeech(levels([50, -70], [100, -20], [50, -70]))
    expect(segments).toEqual([{ start: 45, end: 155 }])
    expect(speechFrames).toBe(110)
    expect(noiseDb).toBe(-70)
    expect(speechDb).toBeCloseTo(-20 + 10 * Math.log10(100 / 110), 3)
  })

  test('counts the gap between two words as speech, keeps a pause in the segment, parts at a silence', () => {
    const words = (gap: number) => findSpeech(levels([50, -70], [40, -20], [gap, -70], [40, -20], [50, -70]))
    expect(words(20)).toMatchObject({ speechFrames: 110, segments: [{ start: 45, end: 155 }] })
    expect(words(21)).toMatchObject({ speechFrames: 100, segments: [{ start: 45, end: 156 }] })
    expect(words(60).segments).toHaveLength(1)
    expect(words(61).segments).toHaveLength(2)
  })

  test('follows the noise: the same words in a loud room', () => {
    const { segments } = findSpeech(levels([50, -35], [100, -20], [50, -35]))
    expect(segments).toEqual([{ start: 45, end: 155 }])
  })

  test('hears no speech in silence, in a steady hum, in a click and in a whisper below -60 dB', () => {
    expect(findSpeech(new Float32Array(0)).segments).toEqual([])
    expect(findSpeech(levels([200, -120])).segments).toEqual([])
    expect(findSpeech(levels([200, -20])).segments).toEqual([])
    expect(findSpeech(levels([100, -50], [3, -10], [100, -50])).segments).toEqual([])
    expect(findSpeech(levels([100, -90], [100, -61])).segments).toEqual([])
  })

  test('segments are in order, apart, inside the recording, and do not depend on the gain', () => {
    const frame = fc.integer({ min: -40, max: -5 })
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 300 }), (values) => {
        const { segments, speechFrames } = findSpeech(Float32Array.from(values))
        let last = -1
        let frames = 0
        for (const { start, end } of segments) {
          expect(start).toBeGreaterThan(last)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(values.length)
          last = end
          frames += end - start
        }
        expect(speechFrames).toBeLessThanOrEqual(frames)
        expect(findSpeech(Float32Array.from(values, (value) => value - 10)).segments).toEqual(segments)
      }),
    )
  })
})
