import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { powerOn } from '../../main/board/machine.ts'
import { mixSeeds, Random } from '../../main/capture/simulated/random.ts'
import { simulatedVoice } from '../../main/capture/simulated/voice.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { errorCurve } from '../../main/evaluation/error-curve.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { loadVoiceChain, VOICE_NETWORK } from '../../main/voice/chain.ts'

describe('seeded random numbers', () => {
  test('are the same for the same seeds and others for others', () => {
    const draw = (...seeds: number[]) => new Random(...seeds).uniform()
    expect(draw(1, 2)).toBe(draw(1, 2))
    expect(new Set([draw(1, 2), draw(2, 1), draw(1), draw(1, 2, 0), draw(0x100)]).size).toBe(5)
    expect(mixSeeds(1, 2)).not.toBe(mixSeeds(2, 1))
  })

  test('are uniform and normal', () => {
    const random = new Random(7)
    const count = 20_000
    const uniform = Array.from({ length: count }, () => random.uniform(2, 4))
    const normal = Array.from({ length: count }, () => random.normal(10, 3))
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / count
    const deviation = (values: number[]) => {
      const centre = mean(values)
      return Math.sqrt(mean(values.map((x) => (x - centre) ** 2)))
    }
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...uniform)).toBeLessThan(4)
    expect(mean(uniform)).toBeCloseTo(3, 1)
    expect(deviation(uniform)).toBeCloseTo(2 / Math.sqrt(12), 1)
    expect(Math.abs(mean(normal) - 10)).toBeLessThan(0.1)
    expect(Math.abs(deviation(normal) - 3)).toBeLessThan(0.1)
  })
})

describe('a simulated voice', () => {
  test('is about three seconds of samples within full scale, the same for the same seeds', () => {
    const voice = simulatedVoice(3, 1, 0)
    expect(voice.length / 16_000).toBeGreaterThan(2.8)
    expect(voice.length / 16_000).toBeLessThan(3.6)
    expect(Math.max(...voice.map(Math.abs))).toBeLessThan(1)
    expect(simulatedVoice(3, 1, 0)).toEqual(voice)
  })

  test('says something else in the next utterance, and sounds different in the next session', () => {
    const level = (voice: Float32Array) =>
      10 * Math.log10(voice.reduce((sum, x) => sum + x * x, 0) / voice.length)
    expect(simulatedVoice(3, 1, 1)).not.toEqual(simulatedVoice(3, 1, 0))
    const levels = [0, 1, 2, 3].map((session) => level(simulatedVoice(3, session, 0)))
    expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(2)
  })

  test('of twenty people in four sessions is told apart by the int8 network with an EER of at most 20 %, within 2 points of the card', () => {
    const card = readFileSync(join(import.meta.dirname, '../../models/voice-embed.md'), 'utf8')
    const stated = Number(/^\| \*simulated\* people 1-20,.*\| ([\d.]+) % \|$/m.exec(card)?.[1]) / 100
    const chain = loadVoiceChain(powerOn(), networkOf(readZoo(), VOICE_NETWORK).bytes)
    const captures = Array.from({ length: 80 }, (_, at) => ({
      person: at >> 2,
      embedding: chain.capture(simulatedVoice(1 + (at >> 2), at % 4, 0)).embedding,
    }))
    const genuine: number[] = []
    const impostor: number[] = []
    for (let i = 0; i < captures.length; i++) {
      for (let j = 0; j < i; j++) {
        const score = captures[i].embedding.reduce((sum, x, k) => sum + x * captures[j].embedding[k], 0)
        ;(captures[i].person === captures[j].person ? genuine : impostor).push(score)
      }
    }
    expect(genuine).toHaveLength(120)
    expect(impostor).toHaveLength(3040)
    const scores = { genuine: Float64Array.from(genuine), impostor: Float64Array.from(impostor) }
    const rate = equalErrorRate(errorCurve(scores)).value
    console.log(`simulated voices, 20 people, 4 sessions: EER ${(100 * rate).toFixed(1)} %`)
    expect(rate).toBeLessThanOrEqual(0.2)
    expect(Math.abs(rate - stated)).toBeLessThan(0.02)
  })
})
