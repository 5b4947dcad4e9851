import { describe, expect, it } from 'vitest'
import { binaryScaling, packedSigns } from '../../../main/inference/convert/binary-weights.ts'
import { convertGraph, PRECISIONS } from '../../../main/inference/convert/convert.ts'
import { type FloatGraph, GraphError, readGraph } from '../../../main/inference/convert/graph.ts'
import { prepare } from '../../../main/inference/interpreter.ts'
import { readModel } from '../../../main/inference/reader.ts'
import { evaluate } from './float-evaluation.ts'
import { randomValues } from './random-graph.ts'

const CHANNELS = 40
const RANGE = [-6, 6]

/** A binary layer from 40 channels to as many, with its input as shortcut or without, then a sum. */
function binaryGraph(shortcut: boolean, change: object = {}): FloatGraph {
  const arrays = [
    ...randomValues(CHANNELS ** 2, 1).map((value) => Math.sign(value) || 1),
    ...randomValues(CHANNELS, 2).map((value) => 0.2 * value),
    ...randomValues(CHANNELS, 3),
  ]
  const json = {
    format: 'viseme-float-graph/1',
    name: 'binary',
    description: 'made up for a test',
    input: { name: 'x', shape: [1, 3, 3, CHANNELS], scale: 1 / 128, zero_point: 0 },
    outputs: ['y'],
    weights: arrays.length,
    nodes: [
      { op: 'add', inputs: ['x', 'x'], output: 'twice', range: RANGE, activation: 'none' },
      {
        op: 'binary_pointwise',
        inputs: shortcut ? ['x', 'twice'] : ['x'],
        output: 'y',
        range: RANGE,
        weights: { offset: 0, shape: [CHANNELS, 1, 1, CHANNELS] },
        scale: { offset: CHANNELS ** 2, shape: [CHANNELS] },
        offset: { offset: CHANNELS ** 2 + CHANNELS, shape: [CHANNELS] },
        ...change,
      },
    ],
  }
  return readGraph(json, new Uint8Array(Float32Array.from(arrays).buffer))
}

describe('a binary pointwise layer', () => {
  it.each([true, false])(
    'gives what its definition does to a step of its output (shortcut: %s)',
    (shortcut) => {
      const graph = binaryGraph(shortcut)
      const network = prepare(readModel(convertGraph(graph, 'binary')))
      const input = randomValues(9 * CHANNELS, 5).map((value) => Math.round(value * 127) / 128)
      const [answer] = network.invoke([new Uint8Array(Int8Array.from(input, (value) => value * 128).buffer)])
      const [{ quantisation }] = network.outputs
      const wanted = evaluate(graph, input).get('y')!
      const found = Float64Array.from(
        new Int8Array(answer),
        (value) => quantisation!.scales[0] * (value - quantisation!.zeroPoints[0]),
      )
      // Rounding of the sum, and of the shortcut.
      const most = (shortcut ? 1.01 : 0.51) * quantisation!.scales[0]
      for (const [at, value] of wanted.entries()) {
        expect(Math.abs(found[at] - Math.max(-6, Math.min(6, value)))).toBeLessThan(most)
      }
    },
  )

  it('takes one bit per weight in the file', () => {
    const { operators, tensors } = readModel(convertGraph(binaryGraph(false), 'binary'))
    const weights = tensors[operators[1].inputs[1]]
    expect(weights.shape).toEqual([CHANNELS, 2])
    expect(weights.data!.length).toBe(CHANNELS * 8)
  })

  it('is refused where it cannot be what it says', () => {
    for (const precision of PRECISIONS) {
      expect(() => convertGraph(binaryGraph(false), precision)).toThrow(
        /is binary: the network has the precision/,
      )
    }
    const { nodes, ...rest } = binaryGraph(false)
    expect(() => convertGraph({ ...rest, nodes: nodes.slice(0, 1), outputs: ['twice'] }, 'binary')).toThrow(
      /no binary/,
    )
    expect(() => convertGraph(binaryGraph(true, { range: [-6, 5] }), 'binary')).toThrow(
      /another range than its shortcut/,
    )
    expect(() => binaryGraph(true, { inputs: ['x', 'twice', 'x'] })).toThrow(GraphError)
    expect(() => binaryGraph(false, { weights: { offset: 0, shape: [CHANNELS, 1, 1, 39] } })).toThrow(
      /for an input/,
    )
    expect(() => binaryGraph(false, { scale: { offset: 0, shape: [39] } })).toThrow(/scale \[39\]/)
    expect(() => binaryGraph(false, { offset: { offset: 1e6, shape: [40] } })).toThrow(
      /outside the weights file/,
    )
  })

  it('packs signs with the first channel in the lowest bit', () => {
    const values = Float32Array.of(1, -1, 0, -2, ...new Array(28).fill(-1), 5, -1)
    expect([...packedSigns(values, 1)]).toEqual([0b101, 1])
  })

  it('scales by the largest power of two that 30 bits hold', () => {
    // 0.5 (4 - 2 d) + 1, in steps of 0.25: 12 - 4 d, plus a half for rounding.
    const { multipliers, offsets, shift } = binaryScaling(Float32Array.of(0.5), Float32Array.of(1), 4, {
      scale: 0.25,
      zeroPoint: 0,
    })
    expect(shift).toBe(26)
    expect(multipliers[0]).toBe(-4 * 2 ** 26)
    expect(offsets[0]).toBe(12.5 * 2 ** 26)
    expect(() =>
      binaryScaling(Float32Array.of(1e12), Float32Array.of(0), 4, { scale: 0.25, zeroPoint: 0 }),
    ).toThrow(GraphError)
  })
})
