import { describe, expect, it } from 'vitest'
import { ACTIVATION_TYPE, PRECISIONS, type Precision } from '../../main/inference/convert/convert.ts'
import { values } from '../../main/inference/convert/graph.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { checkSupernet, SupernetError } from '../../main/supernet/image.ts'
import { kernelBytes, subnetGraph, subnetModel, subnetOf } from '../../main/supernet/subnet-model.ts'
import { evaluate } from '../inference/convert/float-evaluation.ts'
import { randomValues } from '../inference/convert/random-graph.ts'
import { smallSupernet } from './small-supernet.ts'

const supernet = (() => {
  const { json, bin } = smallSupernet()
  return checkSupernet(json, bin)
})()
const input = randomValues(8 * 8 * 3, 5).map((value) => Math.round(value * 127) / 128)

/** Real outputs of a SubNet's .tflite. */
function run(name: string, precision: Precision): number[] {
  const network = prepare(readModel(subnetModel(supernet, name, precision)))
  const type = ACTIVATION_TYPE[precision]
  const given =
    type === 'float32'
      ? Float32Array.from(input)
      : type === 'int16'
        ? Int16Array.from(input, (value) => value * 32768)
        : Int8Array.from(input, (value) => value * 128)
  const [output] = network.invoke([new Uint8Array(given.buffer)])
  const bytes = output.slice().buffer
  if (type === 'float32') return [...new Float32Array(bytes)]
  const { scales, zeroPoints } = network.outputs[0].quantisation!
  const quantised = type === 'int16' ? new Int16Array(bytes) : new Int8Array(bytes)
  return [...quantised].map((value) => scales[0] * (value - zeroPoints[0]))
}

describe('a SubNet', () => {
  it.each(['wide', 'narrow'])('%s has the very bytes of the shared image at int8', (name) => {
    const model = readModel(subnetModel(supernet, name))
    for (const layer of subnetOf(supernet, name).nodes) {
      if (layer.op !== 'conv_2d' && layer.op !== 'depthwise_conv_2d') continue
      const weights = model.tensors.find((tensor) => tensor.name === `${layer.output}/weights`)!
      const shared = kernelBytes(supernet, layer)
      expect(Buffer.from(weights.data!).equals(Buffer.from(shared.buffer))).toBe(true)
    }
  })

  it('takes the first channels of every kernel', () => {
    const layer = subnetOf(supernet, 'narrow').nodes[3]
    if (layer.op !== 'conv_2d') throw new Error('the layer is a convolution')
    const { offset } = supernet.kernels.get('point')!
    const rows = [0, 1, 2, 3].flatMap((row) => [
      ...supernet.image.subarray(offset + 6 * row, offset + 6 * row + 3),
    ])
    expect([...kernelBytes(supernet, layer)]).toEqual(rows)
  })

  it.each(['wide', 'narrow'].flatMap((name) => PRECISIONS.map((precision) => ({ name, precision }))))(
    '$name answers at $precision what the float graph does, within its rounding',
    ({ name, precision }) => {
      const graph = subnetGraph(supernet, name, 'float32')
      const expected = evaluate(graph, input).get(graph.outputs[0])!
      const found = run(name, precision)
      expect(found).toHaveLength(expected.length)
      const worst = Math.max(
        ...found.map((value, at) =>
          Math.abs(value - Math.min(expected[at], precision === 'float32' ? Infinity : 1.5)),
        ),
      )
      expect(worst).toBeLessThan({ float32: 1e-5, int16x8: 0.03, int8: 0.06, int4: 0.4 }[precision])
    },
  )

  it('has the gains and biases of 4-bit weights at int4 alone', () => {
    const { json, bin } = smallSupernet()
    const last = json.subnets[0].nodes[3] as { gain: number; bias: number }
    Object.assign(last, { gain4: json.kernels[2].scales, bias4: last.gain })
    const own = checkSupernet(json, bin)
    const table = (at: number) => own.tables.slice(at, at + 8)
    const kernel = own.master.slice(json.kernels[2].offset)
    const expectLayer = (precision: Precision, gain: number, bias: number) => {
      const graph = subnetGraph(own, 'wide', precision)
      const node = graph.nodes[3]
      if (node.op !== 'conv_2d') throw new Error('the layer is a convolution')
      expect(values(graph, node.bias)).toEqual(table(bias))
      values(graph, node.weights).forEach((weight, at) => {
        expect(weight).toBe(Math.fround(kernel[at] * table(gain)[Math.floor(at / 6)]))
      })
    }
    expectLayer('int4', json.kernels[2].scales, last.gain)
    expectLayer('float32', last.gain, last.bias)
  })

  it('has 4-bit steps of its own part of a kernel', () => {
    const graph = subnetGraph(supernet, 'narrow', 'int4')
    const node = graph.nodes[3]
    if (node.op !== 'conv_2d') throw new Error('the layer is a convolution')
    const weights = values(graph, node.weights)
    const model = readModel(subnetModel(supernet, 'narrow', 'int4'))
    const { scales } = model.tensors.find(({ name }) => name === 'point/weights')!.quantisation!
    const largest = [0, 1, 2, 3].map((row) => Math.max(...weights.slice(3 * row, 3 * row + 3).map(Math.abs)))
    expect([...scales]).toEqual(largest.map((value) => Math.fround(value / 7)))
  })

  it('has 4-bit steps of the least square error where its file says so', () => {
    const { json, bin } = smallSupernet()
    Object.assign(json, { four_bit_steps: 'least-error' })
    const graph = subnetGraph(checkSupernet(json, bin), 'narrow', 'int4')
    const node = graph.nodes[3]
    if (node.op !== 'conv_2d') throw new Error('the layer is a convolution')
    const weights = [...values(graph, node.weights)]
    const model = readModel(subnetModel(checkSupernet(json, bin), 'narrow', 'int4'))
    const { scales } = model.tensors.find(({ name }) => name === 'point/weights')!.quantisation!
    const error = (row: number[], scale: number): number =>
      row.reduce(
        (sum, weight) =>
          sum + (Math.min(7, Math.round(Math.abs(weight) / scale)) * scale - Math.abs(weight)) ** 2,
        0,
      )
    const wanted = [0, 1, 2, 3].map((at) => {
      const row = weights.slice(3 * at, 3 * at + 3)
      const steps = [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10].map(
        (share) => ((share / 20) * Math.max(...row.map(Math.abs))) / 7,
      )
      return steps.reduce((best, step) => (error(row, step) < error(row, best) ? step : best))
    })
    for (const [at, scale] of scales.entries()) expect(scale).toBeCloseTo(wanted[at], 7)
    const byLargest = [0, 1, 2, 3].map(
      (at) => Math.max(...weights.slice(3 * at, 3 * at + 3).map(Math.abs)) / 7,
    )
    expect([...scales].filter((scale, at) => scale < 0.99 * byLargest[at]).length).toBeGreaterThan(0)
  })

  it('is refused by name where there is none', () => {
    expect(() => subnetModel(supernet, 'huge')).toThrow(/The SuperNet small has no SubNet "huge"/)
  })
})

describe('the files of a SuperNet', () => {
  const changed = (change: (json: ReturnType<typeof smallSupernet>['json']) => void) => () => {
    const { json, bin } = smallSupernet()
    change(json)
    return checkSupernet(json, bin)
  }

  it('are refused when the weights are not those described', () => {
    const { json, bin } = smallSupernet()
    bin[0] ^= 1
    expect(() => checkSupernet(json, bin)).toThrow(SupernetError)
  })

  it('are refused when 4-bit steps are of no known kind', () => {
    expect(changed((json) => Object.assign(json, { four_bit_steps: 'halves' }))).toThrow(
      /malformed at four_bit_steps/,
    )
  })

  it('are refused when the sizes disagree', () => {
    expect(changed((json) => (json.table_values += 1))).toThrow(/has \d+ bytes, its .json declares \d+/)
  })

  it('are refused when 4-bit weights have a gain without a bias, outside the tables, or not positive', () => {
    const given = (own: object) => changed((json) => Object.assign(json.subnets[0].nodes[3], own))
    expect(given({ gain4: 0 })).toThrow(/not both a gain and bias of 4-bit weights/)
    expect(given({ gain4: 0, bias4: 1e6 })).toThrow(/outside the tables/)
    const { bias } = smallSupernet().json.subnets[0].nodes[3] as { bias: number }
    expect(given({ gain4: bias, bias4: bias })).toThrow(/gain that is not positive/)
  })

  it('are refused when a SubNet uses more channels than there are', () => {
    expect(
      changed((json) => ((json.subnets[0].nodes[0] as { channels: number[] }).channels = [3, 7])),
    ).toThrow(/"wide", layer "stem": uses more channels/)
  })

  it('are refused when a SubNet names a kernel that is not there', () => {
    expect(changed((json) => ((json.subnets[0].nodes[0] as { kernel: string }).kernel = 'none'))).toThrow(
      /there is no kernel "none"/,
    )
  })
})
