import { beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { OutOfMemoryError } from '../../main/board/heap.ts'
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

  test('takes RAM for its frames while it runs, and gives it back, also when it is refused', () => {
    machine.reset()
    const before = machine.heap.usedBytes
    const voice = simulatedVoice(1, 0, 0)
    const frames = Math.floor((voice.length - 400) / 160) + 1
    chain.inspect(voice)
    expect(machine.report().peak_ram_bytes).toBe(before + 164 * frames + 4)
    chain.capture(voice)
    expect(machine.report().peak_ram_bytes).toBeGreaterThan(before + 164 * frames + 4 + 32_000)
    expect(machine.heap.usedBytes).toBe(before)
    machine.reset()
    expect(() => chain.capture(new Float32Array(48_000))).toThrow(VoiceError)
    expect(machine.report().peak_ram_bytes).toBe(before + 164 * 298 + 4)
    expect(machine.heap.usedBytes).toBe(before)
  })

  test('of more than 30 s is refused before anything is computed', () => {
    machine.reset()
    expect(() => chain.capture(new Float32Array(30 * 16_000 + 1))).toThrow(
      expect.objectContaining({ code: 'too-long', message: expect.stringMatching(/at most 30 s/) }),
    )
    expect(machine.report().stages).toEqual([])
    expect(chain.inspect(new Float32Array(30 * 16_000)).problem?.code).toBe('silence')
  })

  test('that does not fit in internal RAM is refused as the board without PSRAM refuses it', () => {
    const bare = powerOn(boards['esp-eye-no-psram'])
    const small = loadVoiceChain(bare, networkOf(readZoo(), VOICE_NETWORK).bytes)
    const before = bare.heap.usedBytes
    expect(small.inspect(new Float32Array(16_000)).problem?.code).toBe('silence')
    expect(() => small.capture(new Float32Array(25 * 16_000))).toThrow(OutOfMemoryError)
    expect(() => small.capture(new Float32Array(25 * 16_000))).toThrow(
      /^log-mel frames asks for 409672 bytes/,
    )
    expect(bare.heap.usedBytes).toBe(before)
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
