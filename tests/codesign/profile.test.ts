import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { networkLatency } from '../../main/board/latency.ts'
import { boardOptions } from '../../main/board/options.ts'
import { countCandidates, readCandidates } from '../../main/codesign/candidates.ts'
import { decodeCost, encodeCost } from '../../main/codesign/profile.ts'
import { readSpace } from '../../main/codesign/space.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { model, randomIntegers } from '../inference/models.ts'
import { sampleModels } from '../inference/sample-models.ts'

/** A pointwise layer with 4-bit weights, which are unpacked before use. */
const nibbles = {
  tensors: {
    x: { shape: [1, 2, 2, 3], scale: 1 },
    w: { type: 'int4' as const, shape: [5, 1, 1, 3], scale: 1, values: randomIntegers(15, -7, 7) },
    y: { shape: [1, 2, 2, 5], scale: 1 },
  },
  operators: [{ op: 'CONV_2D', inputs: ['x', 'w'], outputs: ['y'], options: { stride_w: 1, stride_h: 1 } }],
  inputs: ['x'],
  outputs: ['y'],
}

it('as many networks are counted beforehand as are read', () => {
  const { face, voice } = readCandidates(readSpace())
  expect(countCandidates(readSpace())).toBe(face.length + voice.length)
})

it('a SubNet without its SuperNet is refused', () => {
  const space = readSpace()
  const voice = { ...space.voice, supernet: null, networks: ['w48-d5'] }
  expect(() => readCandidates({ ...space, voice })).toThrow(
    expect.objectContaining({ code: 'no-such-network', exitCode: 2 }),
  )
})

describe('what is kept of a network', () => {
  it('is of the network that the converter makes today', () => {
    const { face, voice } = readCandidates(readSpace())
    const subnets = [...face, ...voice].filter(({ name }) =>
      ['w0-shallow-48', 'w2-deep-64', 'w48-d5', 'w192-d6'].includes(name),
    )
    expect(subnets).toHaveLength(16)
    for (const { name, precision, sha256, bytes } of subnets) {
      const made = createHash('sha256').update(bytes()).digest('hex')
      expect(made, `${name}.${precision}: run viseme codesign measure`).toBe(sha256)
    }
  })

  it.each(Object.entries({ ...sampleModels, nibbles }))('costs a board the same: %s', (_, spec) => {
    const network = prepare(model(spec))
    const options = boardOptions(defaultBoard)
    const kept = decodeCost(encodeCost(network))
    expect(networkLatency(kept, defaultBoard, options)).toEqual(
      networkLatency(network, defaultBoard, options),
    )
  })
})
