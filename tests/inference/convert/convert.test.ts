import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Precision } from '../../../main/inference/convert/convert.ts'
import { convertGraph } from '../../../main/inference/convert/convert.ts'
import { readGraphFiles } from '../../../main/inference/convert/files.ts'
import type { FloatGraph } from '../../../main/inference/convert/graph.ts'
import { prepare } from '../../../main/inference/interpreter.ts'
import { readModel } from '../../../main/inference/reader.ts'
import { zooFolder } from '../../../main/inference/zoo.ts'
import { evaluate } from './float-evaluation.ts'
import { randomGraph } from './random-graph.ts'

const conv = (inputs: string[], output: string, weights: number[], more: object = {}) => ({
  op: 'conv_2d',
  inputs,
  output,
  weights,
  bias: [weights[0]],
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  activation: 'relu',
  ...more,
})
const depthwise = (inputs: string[], output: string, weights: number[], more: object = {}) => ({
  ...conv(inputs, output, weights, more),
  op: 'depthwise_conv_2d',
  bias: [weights[3]],
})

/** Every operation, both paddings, a dilation, a residual and two outputs. */
const everything = () =>
  randomGraph(
    [1, 9, 8, 3],
    [
      conv(['input'], 'stem', [8, 3, 3, 3], { stride: [2, 1] }),
      depthwise(['stem'], 'dw', [1, 3, 3, 8], { dilation: [1, 2] }),
      conv(['dw'], 'pw', [8, 1, 1, 8], { activation: 'none' }),
      { op: 'add', inputs: ['stem', 'pw'], output: 'sum', activation: 'relu' },
      {
        op: 'average_pool_2d',
        inputs: ['sum'],
        output: 'pool',
        kernel: [2, 2],
        stride: [2, 2],
        padding: 'same',
      },
      conv(['pool'], 'valid', [6, 2, 2, 8], { padding: 'valid', activation: 'none' }),
      { op: 'mul', inputs: ['valid', 'valid'], output: 'square', activation: 'none' },
      { op: 'mean', inputs: ['square'], output: 'mean', axes: [1, 2], keep_dims: true },
      { op: 'reshape', inputs: ['mean'], output: 'flat', shape: [1, 6] },
      {
        op: 'fully_connected',
        inputs: ['flat'],
        output: 'head',
        weights: [5, 6],
        bias: [5],
        activation: 'none',
      },
    ],
    ['pool', 'head'],
    3,
  )

/** Real outputs of the converted network, in order. */
function run(graph: FloatGraph, precision: Precision, input: Float64Array): number[][] {
  const network = prepare(readModel(convertGraph(graph, precision)))
  const quantised = Int8Array.from(
    input,
    (value) => Math.round(value / graph.input.scale) + graph.input.zero_point,
  )
  const bytes =
    precision === 'int8' ? new Uint8Array(quantised.buffer) : new Uint8Array(Float32Array.from(input).buffer)
  return network.invoke([bytes]).map((output, index) => {
    const { quantisation } = network.outputs[index]
    if (precision === 'float32') return [...new Float32Array(output.slice().buffer)]
    return [...new Int8Array(output)].map((q) => quantisation!.scales[0] * (q - quantisation!.zeroPoints[0]))
  })
}

describe('a converted network', () => {
  it('agrees with the float network within its quantisation error', () => {
    const { graph, input } = everything()
    const float = evaluate(graph, input)
    const outputs = run(graph, 'int8', input)
    for (const [index, name] of graph.outputs.entries()) {
      const expected = float.get(name)!
      const span = Math.max(...expected) - Math.min(0, ...expected)
      const worst = Math.max(...outputs[index].map((value, at) => Math.abs(value - expected[at])))
      expect(outputs[index]).toHaveLength(expected.length)
      expect(worst / span, name).toBeLessThan(0.03)
    }
  })

  it('agrees to rounding where it stays float32', () => {
    const { graph, input } = everything()
    const float = evaluate(graph, input)
    const outputs = run(graph, 'float32', input)
    for (const [index, name] of graph.outputs.entries()) {
      const expected = float.get(name)!
      expect(outputs[index]).toHaveLength(expected.length)
      for (const [at, value] of outputs[index].entries()) expect(value).toBeCloseTo(expected[at], 4)
    }
  })

  it('has the same bytes every time', () => {
    const first = convertGraph(everything().graph)
    expect(convertGraph(everything().graph)).toEqual(first)
  })

  it('keeps its layers, quantisation rules and description', () => {
    const model = readModel(convertGraph(everything().graph))
    expect(model.operators.map(({ op }) => op)).toEqual([
      ...['CONV_2D', 'DEPTHWISE_CONV_2D', 'CONV_2D', 'ADD', 'AVERAGE_POOL_2D'],
      ...['CONV_2D', 'MUL', 'MEAN', 'RESHAPE', 'FULLY_CONNECTED'],
    ])
    const named = (name: string) => model.tensors.find((tensor) => tensor.name === name)!
    expect(named('pool').quantisation).toEqual(named('sum').quantisation)
    expect(named('flat').quantisation).toEqual(named('mean').quantisation)
    expect(named('mean').quantisation).not.toEqual(named('square').quantisation)
    const weights = named('dw/weights')
    expect(weights.quantisation!.axis).toBe(3)
    expect(weights.quantisation!.scales).toHaveLength(8)
    const products = weights.quantisation!.scales.map(
      (scale) => scale * named('stem').quantisation!.scales[0],
    )
    expect(named('dw/bias').quantisation!.scales).toEqual(products)
    expect(model.description).toBe('random: made up for a test')
  })

  it('aligns every constant to 16 bytes', () => {
    const model = readModel(convertGraph(everything().graph))
    const constants = model.tensors.filter(({ data }) => data !== null)
    expect(constants.length).toBeGreaterThan(8)
    for (const { data } of constants) expect(data!.byteOffset % 16).toBe(0)
  })
})

describe('the networks of the zoo', () => {
  const folder = zooFolder()
  const stems = readdirSync(join(folder, 'float')).filter((name) => name.endsWith('.json'))
  it.each(stems)('%s converts again to the committed bytes', async (file) => {
    const name = file.replace('.json', '')
    const graph = await readGraphFiles(join(folder, 'float', name))
    const precision = graph.nodes.some(({ op }) => op === 'binary_pointwise') ? 'binary' : 'int8'
    expect(
      Buffer.from(convertGraph(graph, precision)).equals(readFileSync(join(folder, `${name}.tflite`))),
    ).toBe(true)
  })
})
