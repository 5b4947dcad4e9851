import { beforeAll, describe, expect, test } from 'vitest'
import { type Machine, powerOn } from '../../main/board/machine.ts'
import { simulatedVoice } from '../../main/capture/simulated/voice.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { loadVoiceChain, VOICE_NETWORK, type VoiceChain } from '../../main/voice/chain.ts'
import { VoiceError } from '../../main/voice/errors.ts'

describe('the voice on the board', () => {
  let machine: Machine
  let chain: VoiceChain
  beforeAll(() => {
    machine = powerOn()
    chain = loadVoiceChain(machine, networkOf(readZoo(), VOICE_NETWORK).bytes)
  })

  test('becomes a unit embedding of 128 values, the same every time', () => {
    const voice = simulatedVoice(1, 0, 0)
    const { embedding, quality } = chain.capture(voice)
    expect(embedding).toHaveLength(128)
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5)
    expect(quality.speechSeconds).toBeGreaterThan(2)
    expect(chain.capture(voice).embedding).toEqual(embedding)
  })

  test('costs time in every stage, and the log-mel stream less than a tenth of the recording', () => {
    machine.reset()
    const voice = simulatedVoice(1, 0, 0)
    chain.capture(voice)
    const { stages, latency_ms } = machine.report()
    const spent = (name: string) =>
      stages.filter(({ stage }) => stage === name).reduce((sum, { ms }) => sum + ms, 0)
    expect(spent('voice log-mel')).toBeGreaterThan(10)
    expect(spent('voice log-mel')).toBeLessThan(voice.length / 160)
    expect(spent('voice activity')).toBeGreaterThan(0)
    expect(spent('voice features')).toBeGreaterThan(0)
    expect(spent('voice embed')).toBeGreaterThan(100)
    expect(latency_ms.estimate).toBeGreaterThan(spent('voice embed'))
  })

  test('hardly changes with the gain of the microphone', () => {
    const voice = simulatedVoice(2, 0, 0)
    const quieter = voice.map((x) => x * 0.5)
    const left = chain.capture(voice).embedding
    const right = chain.capture(quieter).embedding
    expect(left.reduce((sum, x, i) => sum + x * right[i], 0)).toBeGreaterThan(0.95)
  })

  test('is refused where there is none, and nothing is spent on the network', () => {
    machine.reset()
    expect(() => chain.capture(new Float32Array(48_000))).toThrow(VoiceError)
    expect(machine.report().stages.some(({ stage }) => stage === 'voice embed')).toBe(false)
  })
})
