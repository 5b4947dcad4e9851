// A float network as training exports it (models/training/graph.py): `stem.json` with layers, shapes and ranges,
// `stem.bin` with float32 weights, little endian. Read and checked here; layouts are TensorFlow Lite's.

import { z } from 'zod'
import { VisemeError } from '../../errors.ts'

/** The exported network cannot be converted; says which layer and why. */
export class GraphError extends VisemeError {
  constructor(message: string) {
    super({
      code: 'bad-graph',
      message,
      next: 'Export the network again with models/training/graph.py.',
      exitCode: 2,
    })
  }
}

const size = z.number().int().positive()
const pair = z.tuple([size, size])
const array = z.object({ offset: z.number().int().nonnegative(), shape: z.array(size).min(1).max(4) })
const padding = z.enum(['same', 'valid'])
const activation = z.enum(['none', 'relu'])
/** How steps are chosen at 4 bits where none are given: see `leastError` of quantise.ts's Weights. */
export const fourBitSteps = z.enum(['largest-weight', 'least-error'])

const common = {
  inputs: z.array(z.string()).min(1).max(2),
  output: z.string(),
  range: z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, 'a range is [low, high]'),
}
const convolution = {
  ...common,
  weights: array,
  bias: array,
  /** Steps of the quantised weights, one per output channel, all positive; without it the weights decide. */
  weight_scales: array.optional(),
  four_bit_steps: fourBitSteps.optional(),
  stride: pair,
  dilation: pair,
  padding,
  activation,
}

const node = z.discriminatedUnion('op', [
  z.object({ op: z.literal('conv_2d'), ...convolution }),
  z.object({ op: z.literal('depthwise_conv_2d'), ...convolution }),
  z.object({ op: z.literal('fully_connected'), ...common, weights: array, bias: array, activation }),
  /** shortcut + scale * (signs of the weights . signs of the input) + offset; a second input is the shortcut. */
  z.object({ op: z.literal('binary_pointwise'), ...common, weights: array, scale: array, offset: array }),
  z.object({ op: z.literal('add'), ...common, activation }),
  z.object({ op: z.literal('mul'), ...common, activation }),
  z.object({
    op: z.literal('mean'),
    ...common,
    axes: z.array(z.number().int().nonnegative()).min(1),
    keep_dims: z.boolean(),
  }),
  z.object({ op: z.literal('average_pool_2d'), ...common, kernel: pair, stride: pair, padding }),
  z.object({ op: z.literal('reshape'), ...common, shape: z.array(size).min(1) }),
])

const document = z.object({
  format: z.literal('viseme-float-graph/1'),
  name: z.string().min(1),
  description: z.string(),
  input: z.object({
    name: z.string(),
    shape: z.array(size).min(1).max(4),
    scale: z.number().positive(),
    zero_point: z.number().int().min(-128).max(127),
  }),
  outputs: z.array(z.string()).min(1),
  weights: z.number().int().nonnegative(),
  nodes: z.array(node).min(1),
})

export type GraphNode = z.infer<typeof node>
export type StoredArray = z.infer<typeof array>
export type BinaryPointwise = Extract<GraphNode, { op: 'binary_pointwise' }>
export type Convolution = Extract<GraphNode, { op: 'conv_2d' | 'depthwise_conv_2d' }>

export interface FloatGraph extends Omit<z.infer<typeof document>, 'weights'> {
  weights: Float32Array
  /** Shape of every activation by name, the input's included. */
  shapes: Map<string, number[]>
}

/** Elements of an array of this shape. */
export const elements = (shape: readonly number[]): number =>
  shape.reduce((product, count) => product * count, 1)

/** The values of a stored array. */
export const values = (graph: FloatGraph, { offset, shape }: StoredArray): Float32Array =>
  graph.weights.subarray(offset, offset + elements(shape))

/** Output positions along one axis, as TensorFlow counts them. */
export function outputSize(
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
  kind: 'same' | 'valid',
): number {
  const span = (kernel - 1) * dilation + 1
  return kind === 'same' ? Math.ceil(input / stride) : Math.floor((input - span) / stride) + 1
}

/** Checks the parsed JSON and the bytes of the two files. Throws GraphError. */
export function readGraph(json: unknown, bin: Uint8Array): FloatGraph {
  const parsed = document.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new GraphError(
      `The exported network is malformed at ${issue.path.join('.') || 'its root'}: ${issue.message}.`,
    )
  }
  const { data } = parsed
  if (bin.length !== data.weights * 4) {
    throw new GraphError(
      `The weights file has ${bin.length} bytes, the network declares ${data.weights * 4}.`,
    )
  }
  const view = new DataView(bin.buffer, bin.byteOffset, bin.length)
  const weights = Float32Array.from({ length: data.weights }, (_, index) => view.getFloat32(index * 4, true))
  if (!weights.every(Number.isFinite))
    throw new GraphError('The weights file holds values that are not finite.')

  const shapes = new Map([[data.input.name, data.input.shape]])
  for (const each of data.nodes) {
    if (shapes.has(each.output)) throw new GraphError(`Two layers write "${each.output}".`)
    shapes.set(each.output, outputShape(each, shapes, data.weights))
  }
  for (const name of data.outputs)
    if (!shapes.has(name)) throw new GraphError(`No layer writes the output "${name}".`)
  return { ...data, weights, shapes }
}

function outputShape(layer: GraphNode, shapes: Map<string, number[]>, stored: number): number[] {
  const refuse = (why: string): never => {
    throw new GraphError(`Layer "${layer.output}" (${layer.op}): ${why}.`)
  }
  const inputs = layer.inputs.map(
    (name) => shapes.get(name) ?? refuse(`its input "${name}" is not written before it`),
  )
  const [input] = inputs
  const takesTwo =
    layer.op === 'add' || layer.op === 'mul' || (layer.op === 'binary_pointwise' && inputs.length === 2)
  if (inputs.length !== (takesTwo ? 2 : 1)) refuse('has a wrong number of inputs')
  for (const { offset, shape } of storedArrays(layer)) {
    if (offset + elements(shape) > stored) refuse('its weights lie outside the weights file')
  }
  switch (layer.op) {
    case 'conv_2d':
    case 'depthwise_conv_2d':
      return convolvedShape(layer, input, refuse)
    case 'binary_pointwise':
      return binaryShape(layer, inputs, refuse)
    case 'fully_connected': {
      const [outputs, width] = layer.weights.shape
      if (layer.weights.shape.length !== 2 || elements(input) !== width) {
        refuse(`weights [${layer.weights.shape}] for an input of [${input}]`)
      }
      if (layer.bias.shape.length !== 1 || layer.bias.shape[0] !== outputs)
        refuse(`bias [${layer.bias.shape}]`)
      return [1, outputs]
    }
    case 'add':
    case 'mul':
      if (inputs[1].join() !== input.join()) refuse(`inputs of [${input}] and [${inputs[1]}]`)
      return input
    case 'mean': {
      if (layer.axes.some((axis) => axis >= input.length)) refuse(`axes [${layer.axes}] of [${input}]`)
      const reduced = input.map((count, axis) => (layer.axes.includes(axis) ? 1 : count))
      return layer.keep_dims ? reduced : reduced.filter((_, axis) => !layer.axes.includes(axis))
    }
    case 'average_pool_2d': {
      if (input.length !== 4) refuse(`an input of [${input}]`)
      const [height, width] = [0, 1].map((axis) =>
        outputSize(input[axis + 1], layer.kernel[axis], layer.stride[axis], 1, layer.padding),
      )
      if (height < 1 || width < 1) refuse('its kernel is larger than its input')
      return [input[0], height, width, input[3]]
    }
    case 'reshape':
      if (elements(layer.shape) !== elements(input)) refuse(`from [${input}] to [${layer.shape}]`)
      return layer.shape
  }
}

/** What of the weights file a layer names. */
function storedArrays(layer: GraphNode): StoredArray[] {
  if (!('weights' in layer)) return []
  if (layer.op === 'binary_pointwise') return [layer.weights, layer.scale, layer.offset]
  const scales = 'weight_scales' in layer && layer.weight_scales ? [layer.weight_scales] : []
  return [layer.weights, layer.bias, ...scales]
}

function binaryShape(layer: BinaryPointwise, inputs: number[][], refuse: (why: string) => never): number[] {
  const [input, shortcut] = inputs
  const { weights, scale, offset } = layer
  const [channels, height, width, depth] = weights.shape
  if (input.length !== 4 || weights.shape.length !== 4 || height * width !== 1 || depth !== input[3]) {
    refuse(`weights [${weights.shape}] for an input of [${input}]`)
  }
  for (const { shape } of [scale, offset]) {
    if (shape.length !== 1 || shape[0] !== channels)
      refuse(`scale [${scale.shape}], offset [${offset.shape}]`)
  }
  const output = [...input.slice(0, 3), channels]
  if (shortcut !== undefined && shortcut.join() !== output.join()) refuse(`a shortcut of [${shortcut}]`)
  return output
}

function convolvedShape(layer: Convolution, input: number[], refuse: (why: string) => never): number[] {
  if (input.length !== 4 || layer.weights.shape.length !== 4)
    refuse(`weights [${layer.weights.shape}], input [${input}]`)
  const [first, kernelHeight, kernelWidth, last] = layer.weights.shape
  const depthwise = layer.op === 'depthwise_conv_2d'
  const channels = depthwise ? last : first
  if (depthwise ? first !== 1 || last % input[3] !== 0 : last !== input[3]) {
    refuse(`weights [${layer.weights.shape}] for an input of [${input}]`)
  }
  if (layer.bias.shape.length !== 1 || layer.bias.shape[0] !== channels) refuse(`bias [${layer.bias.shape}]`)
  const steps = layer.weight_scales?.shape
  if (steps !== undefined && (steps.length !== 1 || steps[0] !== channels)) refuse(`weight scales [${steps}]`)
  const { stride, dilation, padding: kind } = layer
  const height = outputSize(input[1], kernelHeight, stride[0], dilation[0], kind)
  const width = outputSize(input[2], kernelWidth, stride[1], dilation[1], kind)
  if (height < 1 || width < 1) refuse('its kernel is larger than its input')
  return [input[0], height, width, channels]
}
