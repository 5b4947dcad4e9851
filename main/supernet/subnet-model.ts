// A SubNet of a SuperNet as a network of its own: an exported graph, and the .tflite of it in any precision.
// At int8 the .tflite's weights are the very bytes of the shared image: the graph carries value * scale * gain and
// prescribes scale * gain as the step, so that quantising gives the value back.

import { VisemeError } from '../errors.ts'
import { convertGraph, type Precision } from '../inference/convert/convert.ts'
import { type FloatGraph, type GraphNode, readGraph, type StoredArray } from '../inference/convert/graph.ts'
import type { SubnetConvolution, SupernetImage, SupernetSubnet } from './image.ts'

/** The SubNet called `name`. Exit 2 where there is none. */
export function subnetOf(supernet: SupernetImage, name: string): SupernetSubnet {
  const found = supernet.subnets.find((subnet) => subnet.name === name)
  if (found === undefined) {
    throw new VisemeError({
      code: 'no-such-subnet',
      message: `The SuperNet ${supernet.name} has no SubNet "${name}".`,
      next: `Choose one of ${supernet.subnets.map((subnet) => subnet.name).join(', ')}.`,
      exitCode: 2,
    })
  }
  return found
}

/** The SubNet's .tflite. Exit 2 where the SuperNet has no such SubNet. */
export function subnetModel(
  supernet: SupernetImage,
  subnet: SupernetSubnet | string,
  precision: Precision = 'int8',
): Uint8Array {
  return convertGraph(subnetGraph(supernet, subnet, precision), precision)
}

/** The SubNet's bytes of one kernel, in TensorFlow Lite's layout, as the board reads them from the shared image. */
export function kernelBytes(supernet: SupernetImage, layer: SubnetConvolution): Int8Array {
  return block(supernet, layer, supernet.image)
}

/** The SubNet as an exported graph with the weights of a precision: the image's for int8, else the float32 ones. */
export function subnetGraph(
  supernet: SupernetImage,
  subnet: SupernetSubnet | string,
  precision: Precision = 'int8',
): FloatGraph {
  const { name, input, nodes } = typeof subnet === 'string' ? subnetOf(supernet, subnet) : subnet
  const values: number[] = []
  const store = (array: ArrayLike<number>, shape: number[]): StoredArray => {
    const offset = values.length
    for (let at = 0; at < array.length; at++) values.push(array[at])
    return { offset, shape }
  }
  const lowered = nodes.map((node): GraphNode => {
    if (node.op !== 'conv_2d' && node.op !== 'depthwise_conv_2d') return node
    const { kernel, channels, gain, bias, gain4 = gain, bias4 = bias, ...rest } = node
    const count = channels[1]
    const [gainAt, biasAt] = precision === 'int4' ? [gain4, bias4] : [gain, bias]
    const { steps, weights, shape } = realKernel(supernet, node, precision, gainAt)
    return {
      ...rest,
      weights: store(weights, shape),
      bias: store(supernet.tables.subarray(biasAt, biasAt + count), [count]),
      ...(steps ? { weight_scales: store(steps, [count]) } : { four_bit_steps: supernet.four_bit_steps }),
    }
  })
  const bin = new Uint8Array(Float32Array.from(values).buffer)
  const header = {
    format: 'viseme-float-graph/1',
    name: `${supernet.name} ${name}`,
    description: supernet.description,
    input: { ...supernet.input, shape: input },
    outputs: [nodes[nodes.length - 1].output],
    weights: values.length,
  }
  return readGraph({ ...header, nodes: lowered }, bin)
}

/** Real weights of a layer and their step per channel out; 4-bit ones have no prescribed step. */
function realKernel(
  supernet: SupernetImage,
  layer: SubnetConvolution,
  precision: Precision,
  gainAt: number,
): { steps: Float32Array | null; weights: Float32Array; shape: number[] } {
  const { shape, scales } = supernet.kernels.get(layer.kernel)!
  const [channelsIn, count] = layer.channels
  const exact = precision === 'int8' || precision === 'int16x8'
  const pointwise = layer.op === 'conv_2d' && shape[1] * shape[2] === 1
  const gains = supernet.tables.subarray(gainAt, gainAt + count)
  const units = gains.map((gain, channel) => gain * supernet.tables[scales + channel])
  const source = exact ? block(supernet, layer, supernet.image) : block(supernet, layer, supernet.master)
  const depthwise = layer.op === 'depthwise_conv_2d'
  const perChannel = source.length / count
  const factors = exact ? units : gains
  return {
    steps: precision === 'int4' && pointwise ? null : units,
    weights: Float32Array.from(
      source,
      (value, at) => value * factors[depthwise ? at % count : Math.floor(at / perChannel)],
    ),
    shape: depthwise ? [1, shape[1], shape[2], count] : [count, shape[1], shape[2], channelsIn],
  }
}

/** The first channels of a kernel out of `values`, the image or the float32 ones. */
function block<Values extends Int8Array | Float32Array>(
  { kernels }: SupernetImage,
  layer: SubnetConvolution,
  values: Values,
): Values {
  const { shape, offset } = kernels.get(layer.kernel)!
  const [first, height, width, depth] = shape
  const depthwise = layer.op === 'depthwise_conv_2d'
  const [channelsIn, channelsOut] = layer.channels
  const rows = (depthwise ? first : channelsOut) * height * width
  const taken = depthwise ? channelsOut : channelsIn
  const picked = values.slice(0, rows * taken) as Values
  for (let row = 0; row < rows; row++) {
    const from = offset + row * depth
    picked.set(values.subarray(from, from + taken) as Values & ArrayLike<number>, row * taken)
  }
  return picked
}
