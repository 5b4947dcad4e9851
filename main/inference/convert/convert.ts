// From an exported float network to a .tflite: int8 for the board, float32 to compare with, 16-bit activations, or 4-bit
// weights in all convolutions of 1x1 (the others keep 8 bits: they hold few weights and lose most).
// Fully connected weights have one scale: scales per channel need a version of the operator that few runtimes know.
// A network with binary pointwise layers has one precision, with 8 bits in all other layers; their shortcut must be quantised as
// their output, which equal ranges see to.
// average_pool_2d and reshape keep their input's quantisation, as their kernels demand; the others have their own.

import type { Model, Operator, Quantisation, Tensor, TensorType } from '../model.ts'
import { BINARY_POINTWISE_OPERATOR } from '../operators/binary-pointwise.ts'
import { BITS_PER_ELEMENT } from '../schema.ts'
import { binaryScaling, packedSigns } from './binary-weights.ts'
import type { BinaryPointwise, FloatGraph, GraphNode } from './graph.ts'
import { elements, GraphError, values } from './graph.ts'
import {
  activationQuantisation,
  perTensor,
  quantiseWeights,
  type WeightBits,
  wideActivationQuantisation,
} from './quantise.ts'
import { writeModel } from './writer.ts'

/**
 * Activations and weights of networks without binary layers; int16x8 has 16-bit activations and 8-bit weights, int4 has
 * 8-bit activations.
 */
export const PRECISIONS = ['int8', 'float32', 'int16x8', 'int4'] as const
export type Precision = (typeof PRECISIONS)[number] | 'binary'

/** The type of a precision's activations. */
export const ACTIVATION_TYPE = {
  int8: 'int8',
  float32: 'float32',
  int16x8: 'int16',
  int4: 'int8',
  binary: 'int8',
} as const satisfies Record<Precision, TensorType>

/** Layers that become operators of the schema. */
type SchemaNode = Exclude<GraphNode, BinaryPointwise>

/** Operators and the versions that brought 8-bit and 16-bit activations; float32 needs the first. */
const OPERATOR: Record<SchemaNode['op'], { op: string; versions: { int8: number; int16: number } }> = {
  conv_2d: { op: 'CONV_2D', versions: { int8: 3, int16: 4 } },
  depthwise_conv_2d: { op: 'DEPTHWISE_CONV_2D', versions: { int8: 3, int16: 5 } },
  fully_connected: { op: 'FULLY_CONNECTED', versions: { int8: 4, int16: 7 } },
  add: { op: 'ADD', versions: { int8: 2, int16: 3 } },
  mul: { op: 'MUL', versions: { int8: 2, int16: 4 } },
  mean: { op: 'MEAN', versions: { int8: 2, int16: 3 } },
  average_pool_2d: { op: 'AVERAGE_POOL_2D', versions: { int8: 2, int16: 3 } },
  reshape: { op: 'RESHAPE', versions: { int8: 1, int16: 1 } },
}

/** The network as bytes of a .tflite; the same graph always gives the same bytes. */
export function convertGraph(graph: FloatGraph, precision: Precision = 'int8'): Uint8Array {
  const binary = graph.nodes.find(({ op }) => op === 'binary_pointwise')
  if (binary === undefined && precision === 'binary')
    throw new GraphError('The network has no binary layers.')
  if (binary !== undefined && precision !== 'binary') {
    throw new GraphError(
      `Layer "${binary.output}" is binary: the network has the precision "binary" and no other.`,
    )
  }
  return writeModel(new Lowering(graph, precision).model())
}

class Lowering {
  readonly #graph: FloatGraph
  readonly #precision: Precision
  readonly #type: 'int8' | 'int16' | 'float32'
  readonly #tensors: Tensor[] = []
  readonly #activations = new Map<string, Tensor>()

  constructor(graph: FloatGraph, precision: Precision) {
    this.#graph = graph
    this.#precision = precision
    this.#type = ACTIVATION_TYPE[precision]
  }

  model(): Omit<Model, 'bytes'> {
    const { input, nodes, outputs, name, description } = this.#graph
    this.#addActivation(input.name, this.#inputQuantisation())
    const operators = nodes.map((node, index) => this.#operator(node, index))
    return {
      description: description === '' ? name : `${name}: ${description}`,
      tensors: this.#tensors,
      operators,
      inputs: [this.#activation(input.name).index],
      outputs: outputs.map((output) => this.#activation(output).index),
    }
  }

  /** The graph states its input's int8 quantisation; 16 bits cover the same real values with 256 times finer steps. */
  #inputQuantisation(): Quantisation {
    const { scale, zero_point } = this.#graph.input
    if (this.#type !== 'int16') return perTensor(scale, zero_point)
    if (zero_point !== 0) throw new GraphError('16-bit activations need an input whose zero point is 0.')
    return perTensor(scale / 256, 0)
  }

  #operator(node: GraphNode, index: number): Operator {
    if (node.op === 'binary_pointwise') return this.#binaryOperator(node, index)
    const { op, versions } = OPERATOR[node.op]
    const inputs = node.inputs.map((name) => this.#activation(name))
    const constants = this.#constants(node, inputs[0])
    const inherits = node.op === 'average_pool_2d' || node.op === 'reshape'
    const own = this.#type === 'int16' ? wideActivationQuantisation : activationQuantisation
    const output = this.#addActivation(
      node.output,
      inherits ? (inputs[0].quantisation ?? own(node.range)) : own(node.range),
    )
    return {
      index,
      op,
      version: this.#type === 'float32' ? 1 : versions[this.#type],
      inputs: [...inputs, ...constants].map((tensor) => tensor.index),
      outputs: [output.index],
      intermediates: [],
      options: optionsOf(node, this.#graph),
    }
  }

  #binaryOperator(node: BinaryPointwise, index: number): Operator {
    const inputs = node.inputs.map((name) => this.#activation(name))
    const quantisation = activationQuantisation(node.range)
    const [scale] = quantisation.scales
    const [zeroPoint] = quantisation.zeroPoints
    const [{ shape }, shortcut] = inputs
    if (shortcut !== undefined) {
      const own = shortcut.quantisation!
      if (own.scales[0] !== scale || own.zeroPoints[0] !== zeroPoint) {
        throw new GraphError(`Layer "${node.output}" has another range than its shortcut.`)
      }
    }
    const [channels] = node.weights.shape
    const { multipliers, offsets, shift } = binaryScaling(
      values(this.#graph, node.scale),
      values(this.#graph, node.offset),
      shape[3],
      // The shortcut brings the zero point.
      { scale, zeroPoint: shortcut === undefined ? zeroPoint : 0 },
    )
    const signs = packedSigns(values(this.#graph, node.weights), channels)
    const constants = [
      this.#add(`${node.output}/signs`, 'int32', [channels, signs.length / channels], null, signs),
      this.#add(`${node.output}/multipliers`, 'int32', [channels], null, multipliers),
      this.#add(`${node.output}/offsets`, 'int32', [channels], null, offsets),
    ]
    const output = this.#addActivation(node.output, quantisation)
    const ordered = [inputs[0], ...constants, ...inputs.slice(1)]
    return {
      index,
      op: BINARY_POINTWISE_OPERATOR,
      version: 1,
      inputs: ordered.map((tensor) => tensor.index),
      outputs: [output.index],
      intermediates: [],
      options: { shift },
    }
  }

  /** Weights and bias, axes or shape: the constant inputs of an operator. */
  #constants(node: SchemaNode, input: Tensor): Tensor[] {
    const ints = (name: string, list: number[]): Tensor =>
      this.#add(`${node.output}/${name}`, 'int32', [list.length], null, Int32Array.from(list))
    if (node.op === 'mean') return [ints('axes', node.axes)]
    if (node.op === 'reshape') return [ints('shape', node.shape)]
    if (!('weights' in node)) return []
    const weights = values(this.#graph, node.weights)
    const bias = values(this.#graph, node.bias)
    const [weightsName, biasName] = [`${node.output}/weights`, `${node.output}/bias`]
    if (this.#precision === 'float32') {
      return [
        this.#add(weightsName, 'float32', node.weights.shape, null, weights),
        this.#add(biasName, 'float32', node.bias.shape, null, bias),
      ]
    }
    const prescribed = 'weight_scales' in node ? node.weight_scales : undefined
    const bits = this.#weightBits(node)
    const quantised = quantiseWeights(
      {
        values: weights,
        shape: node.weights.shape,
        axis: node.op === 'depthwise_conv_2d' ? 3 : 0,
        perChannel: node.op !== 'fully_connected',
        bias,
        scales: prescribed && values(this.#graph, prescribed),
        leastError: bits === 4 && 'four_bit_steps' in node && node.four_bit_steps === 'least-error',
      },
      input.quantisation!.scales[0],
      bits,
    )
    const { quantisation, biasQuantisation } = quantised
    const wide = this.#type === 'int16'
    const stored = bits === 4 ? packed(quantised.weights) : quantised.weights
    return [
      this.#add(weightsName, bits === 4 ? 'int4' : 'int8', node.weights.shape, quantisation, stored),
      wide
        ? this.#add(
            biasName,
            'int64',
            node.bias.shape,
            biasQuantisation,
            BigInt64Array.from(quantised.bias, BigInt),
          )
        : this.#add(biasName, 'int32', node.bias.shape, biasQuantisation, Int32Array.from(quantised.bias)),
    ]
  }

  /** 4 bits for convolutions of 1x1, where nearly all weights are. */
  #weightBits(node: GraphNode): WeightBits {
    if (this.#precision !== 'int4' || node.op !== 'conv_2d') return 8
    return node.weights.shape[1] * node.weights.shape[2] === 1 ? 4 : 8
  }

  #activation(name: string): Tensor {
    return this.#activations.get(name)!
  }

  #addActivation(name: string, quantisation: Quantisation): Tensor {
    const tensor = this.#add(name, this.#type, this.#graph.shapes.get(name)!, quantisation, null)
    this.#activations.set(name, tensor)
    return tensor
  }

  #add(
    name: string,
    type: TensorType,
    shape: number[],
    quantisation: Quantisation | null,
    data: Int8Array | Int32Array | BigInt64Array | Float32Array | null,
  ): Tensor {
    const tensor: Tensor = {
      index: this.#tensors.length,
      name,
      type,
      shape,
      bytes: Math.ceil((elements(shape) * BITS_PER_ELEMENT[type]) / 8),
      quantisation: type === 'float32' ? null : quantisation,
      data: data && new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      isVariable: false,
    }
    this.#tensors.push(tensor)
    return tensor
  }
}

/** Two 4-bit values a byte, the first in the lower half. */
function packed(values: Int8Array): Int8Array {
  return Int8Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, at) => (values[2 * at] & 15) | ((values[2 * at + 1] ?? 0) << 4),
  )
}

/** Built-in options by their schema names. */
function optionsOf(node: SchemaNode, graph: FloatGraph): Operator['options'] {
  const activation = 'activation' in node && node.activation === 'relu' ? 'RELU' : 'NONE'
  switch (node.op) {
    case 'conv_2d':
    case 'depthwise_conv_2d': {
      const channels = graph.shapes.get(node.inputs[0])![3]
      return {
        padding: node.padding === 'same' ? 'SAME' : 'VALID',
        stride_h: node.stride[0],
        stride_w: node.stride[1],
        ...(node.op === 'depthwise_conv_2d' && { depth_multiplier: node.weights.shape[3] / channels }),
        fused_activation_function: activation,
        dilation_h_factor: node.dilation[0],
        dilation_w_factor: node.dilation[1],
      }
    }
    case 'average_pool_2d':
      return {
        padding: node.padding === 'same' ? 'SAME' : 'VALID',
        stride_h: node.stride[0],
        stride_w: node.stride[1],
        filter_height: node.kernel[0],
        filter_width: node.kernel[1],
        fused_activation_function: 'NONE',
      }
    case 'fully_connected':
    case 'add':
    case 'mul':
      return { fused_activation_function: activation }
    case 'mean':
      return { keep_dims: node.keep_dims }
    case 'reshape':
      return { new_shape: node.shape }
  }
}
