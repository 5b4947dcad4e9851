// The networks that are measured: Viseme's own, models of ../shared, and two made here with random weights.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { readZoo } from '../../main/inference/zoo.ts'
import { type ModelSpec, model, randomIntegers } from '../inference/models.ts'

export interface Network {
  name: string
  bytes: Uint8Array
}

const SHARED = ['kws_ref_model', 'person_detect', 'pretrainedResnet_quant']

/** Models of the shared folder; `missing` names those that are not there. */
export function sharedNetworks(): { networks: Network[]; missing: string[] } {
  const path = (name: string): string =>
    join(process.env.VISEME_SHARED ?? '../shared', 'conformance', `${name}.tflite`)
  const there = SHARED.filter((name) => existsSync(path(name)))
  return {
    networks: there.map((name) => ({ name, bytes: new Uint8Array(readFileSync(path(name))) })),
    missing: SHARED.filter((name) => !there.includes(name)),
  }
}

/** Networks of the zoo that the rival can run: it has no binary layers. */
export const ownNetworks = (): Network[] =>
  [...readZoo().values()]
    .filter(({ precision }) => precision !== 'binary')
    .map(({ name, bytes }) => ({ name, bytes }))

/** A layer of a synthetic network: kernel size 1 is pointwise. */
interface Layer {
  op: 'CONV_2D' | 'DEPTHWISE_CONV_2D'
  kernel: number
  stride: number
  channels: number
}

const pointwise = (channels: number): Layer => ({ op: 'CONV_2D', kernel: 1, stride: 1, channels })

/** 128 to 128 channels on 24 by 24 pixels: 9.4 million multiply-accumulates in one pointwise convolution. */
export const pointwiseNetwork = (): Network =>
  synthetic('pointwise 24x24 128-128', [24, 24, 128], [pointwise(128)])

/** MobileNetV1 0.25 on 96 by 96 colour pixels, the network of MLPerf Tiny's visual wake words, with random weights. */
export function visualWakeWords(): Network {
  const blocks: [stride: number, channels: number][] = [
    [1, 16],
    [2, 32],
    [1, 32],
    [2, 64],
    [1, 64],
    [2, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [2, 256],
    [1, 256],
  ]
  let channels = 8
  const layers: Layer[] = [{ op: 'CONV_2D', kernel: 3, stride: 2, channels }]
  for (const [stride, next] of blocks) {
    layers.push({ op: 'DEPTHWISE_CONV_2D', kernel: 3, stride, channels }, pointwise(next))
    channels = next
  }
  return synthetic('vww-like MobileNetV1 0.25', [96, 96, 3], layers)
}

/** A chain of 8-bit layers with RELU and SAME padding whose outputs fill their range. */
function synthetic(
  name: string,
  input: [height: number, width: number, channels: number],
  layers: Layer[],
): Network {
  const scale = 0.05
  const spec: ModelSpec = {
    tensors: {},
    operators: [],
    inputs: ['activation0'],
    outputs: [`activation${layers.length}`],
  }
  let [height, width, inChannels] = input
  spec.tensors.activation0 = { shape: [1, ...input], scale, zeroPoint: -128 }
  layers.forEach(({ op, kernel, stride, channels }, index) => {
    const isDepthwise = op === 'DEPTHWISE_CONV_2D'
    const depth = kernel * kernel * (isDepthwise ? 1 : inChannels)
    const shape = isDepthwise ? [1, kernel, kernel, channels] : [channels, kernel, kernel, inChannels]
    const weightScale = 1 / (127 * Math.sqrt(depth))
    const scales = randomIntegers(channels, 50, 100, index).map((percent) => (weightScale * percent) / 100)
    height = Math.ceil(height / stride)
    width = Math.ceil(width / stride)
    spec.tensors[`weights${index}`] = {
      shape,
      scale: scales,
      axis: isDepthwise ? 3 : 0,
      values: randomIntegers(channels * depth, -127, 127, index),
    }
    spec.tensors[`bias${index}`] = {
      type: 'int32',
      shape: [channels],
      scale: scales.map((weight) => weight * scale),
      values: randomIntegers(channels, -1000, 1000, index),
    }
    spec.tensors[`activation${index + 1}`] = { shape: [1, height, width, channels], scale, zeroPoint: -128 }
    spec.operators.push({
      op,
      inputs: [`activation${index}`, `weights${index}`, `bias${index}`],
      outputs: [`activation${index + 1}`],
      options: {
        padding: 'SAME',
        stride_w: stride,
        stride_h: stride,
        fused_activation_function: 'RELU',
        ...(isDepthwise ? { depth_multiplier: 1 } : {}),
      },
    })
    inChannels = channels
  })
  return { name, bytes: writeModel(model(spec)) }
}
