import { describe, expect, test } from 'vitest'
import { findSpeech } from '../../main/voice/activity.ts'
import { VoiceError } from '../../main/voice/errors.ts'
import { logMel } from '../../main/voice/mel.ts'
import { measureQuality, requireUsable } from '../../main/voice/quality.ts'

/** A tone whose loudness follows syllables (4 a second), between quiet noise. */
function babbled(seconds: number, { gain = 0.2, noise = 0.001, before = 0.5 } = {}): Float32Array {
  const lead = Math.round(before * 16_000)
  const spoken = Math.round(seconds * 16_000)
  return Float32Array.from({ length: lead + spoken + lead }, (_, n) => {
    const hiss = noise * (((n * 7919) % 1013) / 506.5 - 1)
    if (n < lead || n >= lead + spoken) return hiss
    const syllable = 0.6 + 0.4 * Math.sin((2 * Math.PI * 4 * n) / 16_000)
    const wave = gain * syllable * Math.sin((2 * Math.PI * 300 * n) / 16_000)
    return Math.max(-1, Math.min(0.99997, wave + hiss))
  })
}

const qualityOf = (samples: Float32Array) => measureQuality(samples, findSpeech(logMel(samples).levels))

function refusal(samples: Float32Array): VoiceError {
  try {
    requireUsable(samples, qualityOf(samples))
  } catch (error) {
    if (error instanceof VoiceError) return error
    throw error
  }
  throw new Error('the recording was accepted')
}

describe('the quality of a recording', () => {
  test('measures speech, level, signal to noise and clipping', () => {
    const quality = qualityOf(babbled(2.5))
    expect(quality.speechSeconds).toBeGreaterThan(2.4)
    expect(quality.speechSeconds).toBeLessThan(2.8)
    expect(quality.snrDb).toBeGreaterThan(40)
    expect(quality.clipped).toBe(0)
    expect(quality.levelDb).toBeGreaterThan(-24)
    expect(quality.levelDb).toBeLessThan(-16)
    expect(quality.score).toBe(1)
  })

  test('is lower in noise and for little speech', () => {
    const noisy = qualityOf(babbled(2.5, { noise: 0.05 }))
    expect(noisy.snrDb).toBeLessThan(20)
    expect(noisy.score).toBeLessThan(1)
    expect(noisy.score).toBeGreaterThan(0)
    expect(qualityOf(babbled(1.2)).score).toBeLessThan(0.75)
  })

  test('two and a half seconds of clean speech are accepted', () => {
    const samples = babbled(2.5)
    expect(() => requireUsable(samples, qualityOf(samples))).not.toThrow()
  })
})

describe('a recording is refused with its figures and the next step', () => {
  test.each([
    ['silence', new Float32Array(32_000), 'No speech was found in the 2.0 s'],
    ['silence', new Float32Array(0), 'No speech was found in the 0.0 s'],
    ['too-short', babbled(0.6), /^Only 0\.\d\d s of speech in the 1\.6 s/],
    ['clipping', babbled(2.5, { gain: 3 }), /% of the recording is clipped/],
  ] as const)('%s', (code, samples, message) => {
    const error = refusal(samples)
    expect(error.code).toBe(code)
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(message)
    expect(error.next).not.toBe('')
  })
})

describe('figures that are no numbers', () => {
  const good = { score: 1, speechSeconds: 2, snrDb: 40, clipped: 0, levelDb: -20 }
  test.each(['clipped', 'speechSeconds'])('%s: refused', (figure) => {
    const second = new Float32Array(16_000)
    expect(() => requireUsable(second, good)).not.toThrow()
    expect(() => requireUsable(second, { ...good, [figure]: Number.NaN })).toThrow(VoiceError)
  })

  test('in every sample, or in one: refused', () => {
    const speech = babbled(2.5)
    expect(refusal(speech.map(() => Number.NaN)).code).toBe('clipping')
    expect(() => requireUsable(speech, qualityOf(speech.with(20_000, Number.NaN)))).toThrow(VoiceError)
  })
})
