// From an exported float network to a .tflite: int8 for the board, or float32 to compare with.
// Fully connected weights have one scale: scales per channel need a version of the operator that few runtimes know.
// average_pool_2d and reshape keep their input's quantisation, as their kernels demand; the others have their own.

import type { Model, Operator, Quantisation, Tensor, TensorType } from '../model.ts'
import { BITS_PER_ELEMENT } from '../schema.ts'
import type { FloatGraph, GraphNode } from './graph.ts'
import { elements, values } from './graph.ts'
import { activationQuantisation, perTensor, quantiseWeights } from './quantise.ts'
import { writeModel } from './writer.ts'

export type Precision = 'int8' | 'float32'

/** Operators and the versions that brought int8; float32 needs the first. */
const OPERATOR: Record<GraphNode['op'], { op: string; int8Version: number }> = {
  conv_2d: { op: 'CONV_2D', int8Version: 3 },
  depthwise_conv_2d: { op: 'DEPTHWISE_CONV_2D', int8Version: 3 },
  fully_connected: { op: 'FULLY_CONNECTED', int8Version: 4 },
  add: { op: 'ADD', int8Version: 2 },
  mul: { op: 'MUL', int8Version: 2 },
  mean: { op: 'MEAN', int8Version: 2 },
  average_pool_2d: { op: 'AVERAGE_POOL_2D', int8Version: 2 },
  reshape: { op: 'RESHAPE', int8Version: 1 },
}

/** The network as bytes of a .tflite; the same graph always gives the same bytes. */
export function convertGraph(graph: FloatGraph, precision: Precision = 'int8'): Uint8Array {
  return writeModel(new Lowering(graph, precision).model())
}

class Lowering {
  readonly #graph: FloatGraph
  readonly #precision: Precision
  readonly #tensors: Tensor[] = []
  readonly #activations = new Map<string, Tensor>()

  constructor(graph: FloatGraph, precision: Precision) {
    this.#graph = graph
    this.#precision = precision
  }

  model(): Omit<Model, 'bytes'> {
    const { input, nodes, outputs, name, description } = this.#graph
    this.#addActivation(input.name, perTensor(input.scale, input.zero_point))
    const operators = nodes.map((node, index) => this.#operator(node, index))
    return {
      description: description === '' ? name : `${name}: ${description}`,
      tensors: this.#tensors,
      operators,
      inputs: [this.#activation(input.name).index],
      outputs: outputs.map((output) => this.#activation(output).index),
    }
  }

  #operator(node: GraphNode, index: number): Operator {
    const { op, int8Version } = OPERATOR[node.op]
    const inputs = node.inputs.map((name) => this.#activation(name))
    const constants = this.#constants(node, inputs[0])
    const inherits = node.op === 'average_pool_2d' || node.op === 'reshape'
    const output = this.#addActivation(
      node.output,
      inherits ? inputs[0].quantisation! : activationQuantisation(node.range),
    )
    return {
      index,
      op,
      version: this.#precision === 'int8' ? int8Version : 1,
      inputs: [...inputs, ...constants].map((tensor) => tensor.index),
      outputs: [output.index],
      intermediates: [],
      options: optionsOf(node, this.#graph),
    }
  }

  /** Weights and bias, axes or shape: the constant inputs of an operator. */
  #constants(node: GraphNode, input: Tensor): Tensor[] {
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
    const quantised = quantiseWeights(
      {
        values: weights,
        shape: node.weights.shape,
        axis: node.op === 'depthwise_conv_2d' ? 3 : 0,
        perChannel: node.op !== 'fully_connected',
        bias,
      },
      input.quantisation!.scales[0],
    )
    return [
      this.#add(weightsName, 'int8', node.weights.shape, quantised.quantisation, quantised.weights),
      this.#add(biasName, 'int32', node.bias.shape, quantised.biasQuantisation, quantised.bias),
    ]
  }

  #activation(name: string): Tensor {
    return this.#activations.get(name)!
  }

  #addActivation(name: string, quantisation: Quantisation): Tensor {
    const tensor = this.#add(name, this.#precision, this.#graph.shapes.get(name)!, quantisation, null)
    this.#activations.set(name, tensor)
    return tensor
  }

  #add(
    name: string,
    type: TensorType,
    shape: number[],
    quantisation: Quantisation | null,
    data: Int8Array | Int32Array | Float32Array | null,
  ): Tensor {
    const tensor: Tensor = {
      index: this.#tensors.length,
      name,
      type,
      shape,
      bytes: (elements(shape) * BITS_PER_ELEMENT[type]) / 8,
      quantisation: type === 'float32' ? null : quantisation,
      data: data && new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      isVariable: false,
    }
    this.#tensors.push(tensor)
    return tensor
  }
}

/** Built-in options by their schema names. */
function optionsOf(node: GraphNode, graph: FloatGraph): Operator['options'] {
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
