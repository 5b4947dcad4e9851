// A plain float32 evaluation of an exported graph, straight from the definitions: the test's own yardstick.

import type { Convolution, FloatGraph, GraphNode } from '../../../main/inference/convert/graph.ts'
import { elements, values } from '../../../main/inference/convert/graph.ts'

/** Activations by name for one input (NHWC, real values). */
export function evaluate(graph: FloatGraph, input: Float64Array): Map<string, Float64Array> {
  const activations = new Map([[graph.input.name, input]])
  for (const node of graph.nodes) activations.set(node.output, evaluateNode(graph, node, activations))
  return activations
}

function evaluateNode(graph: FloatGraph, node: GraphNode, known: Map<string, Float64Array>): Float64Array {
  const inputs = node.inputs.map((name) => known.get(name)!)
  const shape = graph.shapes.get(node.inputs[0])!
  const relu = (value: number): number =>
    'activation' in node && node.activation === 'relu' ? Math.max(0, value) : value
  switch (node.op) {
    case 'conv_2d':
    case 'depthwise_conv_2d':
      return convolve(graph, node, inputs[0]).map(relu)
    case 'fully_connected': {
      const weights = values(graph, node.weights)
      const width = inputs[0].length
      return Float64Array.from(values(graph, node.bias), (bias, row) =>
        relu(inputs[0].reduce((sum, value, column) => sum + value * weights[row * width + column], bias)),
      )
    }
    case 'binary_pointwise': {
      const [signs, scale, offset] = [node.weights, node.scale, node.offset].map((each) =>
        values(graph, each),
      )
      const [depth, channels] = [shape[3], scale.length]
      return Float64Array.from({ length: (inputs[0].length / depth) * channels }, (_, at) => {
        const [position, channel] = [Math.floor(at / channels), at % channels]
        let sum = 0
        for (let k = 0; k < depth; k++) {
          const agree = inputs[0][position * depth + k] >= 0 === signs[channel * depth + k] >= 0
          sum += agree ? 1 : -1
        }
        return (inputs[1]?.[at] ?? 0) + scale[channel] * sum + offset[channel]
      })
    }
    case 'add':
      return inputs[0].map((value, index) => relu(value + inputs[1][index]))
    case 'mul':
      return inputs[0].map((value, index) => relu(value * inputs[1][index]))
    case 'mean': {
      const strides = shape.map((_, axis) => elements(shape.slice(axis + 1)))
      const kept = shape.map((_, axis) => axis).filter((axis) => !node.axes.includes(axis))
      const sums = new Float64Array(elements(kept.map((axis) => shape[axis])))
      for (let index = 0; index < inputs[0].length; index++) {
        const place = kept.reduce(
          (sum, axis) => sum * shape[axis] + (Math.floor(index / strides[axis]) % shape[axis]),
          0,
        )
        sums[place] += inputs[0][index]
      }
      return sums.map((sum) => (sum * sums.length) / inputs[0].length)
    }
    case 'average_pool_2d': {
      const [, height, width, channels] = shape
      const [, rows, columns] = graph.shapes.get(node.output)!
      const result = new Float64Array(rows * columns * channels)
      eachWindow(
        node.padding,
        [height, width],
        [rows, columns],
        node.kernel,
        node.stride,
        [1, 1],
        (y, x, taps) => {
          for (let channel = 0; channel < channels; channel++) {
            const sum = taps.reduce(
              (total, tap) => total + inputs[0][(tap.y * width + tap.x) * channels + channel],
              0,
            )
            result[(y * columns + x) * channels + channel] = sum / taps.length
          }
        },
      )
      return result
    }
    case 'reshape':
      return inputs[0]
  }
}

interface Tap {
  y: number
  x: number
  row: number
  column: number
}

/** Calls `visit` with every output position and the kernel positions that lie inside the picture. */
function eachWindow(
  padding: 'same' | 'valid',
  [height, width]: number[],
  [rows, columns]: number[],
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  visit: (y: number, x: number, taps: Tap[]) => void,
): void {
  const before = (axis: number, size: number, outputs: number): number => {
    const total = (outputs - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1 - size
    return padding === 'same' ? Math.floor(Math.max(total, 0) / 2) : 0
  }
  const top = before(0, height, rows)
  const left = before(1, width, columns)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const taps: Tap[] = []
      for (let row = 0; row < kernel[0]; row++) {
        for (let column = 0; column < kernel[1]; column++) {
          const tap = {
            y: y * stride[0] - top + row * dilation[0],
            x: x * stride[1] - left + column * dilation[1],
            row,
            column,
          }
          if (tap.y >= 0 && tap.y < height && tap.x >= 0 && tap.x < width) taps.push(tap)
        }
      }
      visit(y, x, taps)
    }
  }
}

function convolve(graph: FloatGraph, node: Convolution, input: Float64Array): Float64Array {
  const [, height, width, channels] = graph.shapes.get(node.inputs[0])!
  const [, rows, columns, outputs] = graph.shapes.get(node.output)!
  const weights = values(graph, node.weights)
  const bias = values(graph, node.bias)
  const kernel = node.weights.shape.slice(1, 3)
  const depthwise = node.op === 'depthwise_conv_2d'
  const result = new Float64Array(rows * columns * outputs)
  eachWindow(
    node.padding,
    [height, width],
    [rows, columns],
    kernel,
    node.stride,
    node.dilation,
    (y, x, taps) => {
      for (let out = 0; out < outputs; out++) {
        let sum = bias[out]
        for (const { y: fromY, x: fromX, row, column } of taps) {
          const pixel = (fromY * width + fromX) * channels
          if (depthwise) {
            const source = Math.floor(out / (outputs / channels))
            sum += input[pixel + source] * weights[(row * kernel[1] + column) * outputs + out]
          } else {
            for (let channel = 0; channel < channels; channel++) {
              const weight = ((out * kernel[0] + row) * kernel[1] + column) * channels + channel
              sum += input[pixel + channel] * weights[weight]
            }
          }
        }
        result[(y * columns + x) * outputs + out] = sum
      }
    },
  )
  return result
}
