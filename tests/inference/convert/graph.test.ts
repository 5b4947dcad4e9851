import { describe, expect, it } from 'vitest'
import { GraphError, outputSize, readGraph } from '../../../main/inference/convert/graph.ts'
import { randomGraph } from './random-graph.ts'

const example = () =>
  randomGraph(
    [1, 5, 5, 2],
    [
      {
        op: 'conv_2d',
        inputs: ['input'],
        output: 'conv',
        weights: [4, 3, 3, 2],
        bias: [4],
        stride: [2, 2],
        dilation: [1, 1],
        padding: 'same',
        activation: 'relu',
      },
      { op: 'mean', inputs: ['conv'], output: 'mean', axes: [1, 2], keep_dims: false },
    ],
    ['mean'],
  )

interface Exported {
  format: string
  outputs: string[]
  nodes: {
    op: string
    inputs: string[]
    output: string
    range: number[]
    axes: number[]
    weights: { offset: number; shape: number[] }
  }[]
}

/** The example with one change in its JSON. */
const changed = (change: (json: Exported) => void): (() => void) => {
  const { json, bin } = example()
  change(json as unknown as Exported)
  return () => readGraph(json, bin)
}

describe('reading an exported network', () => {
  it('works out the shapes', () => {
    const { graph } = example()
    expect(Object.fromEntries(graph.shapes)).toEqual({
      input: [1, 5, 5, 2],
      conv: [1, 3, 3, 4],
      mean: [1, 4],
    })
  })

  it('counts positions as TensorFlow does', () => {
    expect(outputSize(5, 3, 2, 1, 'same')).toBe(3)
    expect(outputSize(5, 3, 2, 1, 'valid')).toBe(2)
    expect(outputSize(9, 3, 1, 3, 'valid')).toBe(3)
  })

  it.each([
    ['another format', (json: Exported) => (json.format = 'viseme-float-graph/2'), /format/],
    ['an unknown operation', (json: Exported) => (json.nodes[0].op = 'conv_3d'), /nodes\.0/],
    ['a missing input', (json: Exported) => (json.nodes[0].inputs = ['nothing']), /"nothing" is not written/],
    [
      'two layers of one name',
      (json: Exported) => (json.nodes[1].output = 'conv'),
      /Two layers write "conv"/,
    ],
    [
      'weights outside the file',
      (json: Exported) => (json.nodes[0].weights.offset = 60),
      /outside the weights file/,
    ],
    [
      'weights of a wrong shape',
      (json: Exported) => (json.nodes[0].weights.shape = [4, 3, 2, 3]),
      /for an input/,
    ],
    ['an output nobody writes', (json: Exported) => (json.outputs = ['end']), /"end"/],
    ['an axis that does not exist', (json: Exported) => (json.nodes[1].axes = [4]), /axes \[4\]/],
    ['a range upside down', (json: Exported) => (json.nodes[0].range = [1, 0]), /range/],
  ])('refuses %s', (_, change, message) => {
    expect(changed(change)).toThrow(GraphError)
    expect(changed(change)).toThrow(message)
  })

  it('refuses a weights file of another length or with values that are not finite', () => {
    const { json, bin } = example()
    expect(() => readGraph(json, bin.subarray(4))).toThrow(/bytes/)
    new DataView(bin.buffer).setFloat32(0, Number.NaN, true)
    expect(() => readGraph(json, bin)).toThrow(/not finite/)
  })
})
