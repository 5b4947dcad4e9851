// A small made-up SuperNet for tests, in the exported format: two convolutions, a residual, two SubNets.

import { createHash } from 'node:crypto'
import { randomValues } from '../inference/convert/random-graph.ts'

/** Image 3 -> 6 channels (3x3), depthwise 6, 6 -> 8 (1x1); the small SubNet uses 3, 3 and 4 channels. */
export function smallSupernet(seed = 1) {
  const tables: number[] = []
  const master: number[] = []
  const image: number[] = []
  const table = (values: ArrayLike<number>): number => {
    const at = tables.length
    tables.push(...Array.from(values))
    return at
  }
  const kernels = (
    [
      ['stem', 'conv_2d', [6, 3, 3, 3], 6],
      ['depthwise', 'depthwise_conv_2d', [1, 3, 3, 6], 6],
      ['point', 'conv_2d', [8, 1, 1, 6], 8],
    ] as const
  ).map(([name, op, shape, channels], which) => {
    const count = [...shape].reduce<number>((product, size) => product * size, 1)
    const values = Float32Array.from(randomValues(count, seed + which))
    const channelOf = (at: number): number =>
      op === 'conv_2d' ? Math.floor(at / (count / channels)) : at % channels
    const scales = Float32Array.from({ length: channels }, (_, channel) => {
      const own = values.filter((_, at) => channelOf(at) === channel)
      return Math.max(...own.map(Math.abs)) / 127
    })
    const offset = image.length
    image.push(...Array.from(values, (value, at) => Math.round(value / scales[channelOf(at)])))
    master.push(...values)
    return { name, op, shape: [...shape], offset, scales: table(scales) }
  })
  const nodes = (wide: boolean) => {
    const convolution = (kernel: string, input: string, channels: [number, number], stride: number) => ({
      op: kernel === 'depthwise' ? 'depthwise_conv_2d' : 'conv_2d',
      inputs: [input],
      output: kernel,
      kernel,
      channels,
      gain: table(randomValues(channels[1], seed + 11).map((value) => 0.4 + 0.3 * value)),
      bias: table(randomValues(channels[1], seed + 12).map((value) => 0.2 * value)),
      stride: [stride, stride],
      padding: 'same',
      activation: 'relu',
      range: [0, kernel === 'stem' ? 3 : 1.5],
    })
    const width = wide ? 6 : 3
    return [
      convolution('stem', 'crop', [3, width], 2),
      convolution('depthwise', 'stem', [width, width], 1),
      { op: 'add', inputs: ['stem', 'depthwise'], output: 'sum', activation: 'none', range: [0, 4] },
      convolution('point', 'sum', [width, wide ? 8 : 4], 1),
    ]
  }
  const subnets = [true, false].map((wide) => ({
    name: wide ? 'wide' : 'narrow',
    choice: { width: wide ? 1 : 0 },
    input: [1, 8, 8, 3],
    nodes: nodes(wide),
  }))
  const bytes = Buffer.concat([
    Buffer.from(Int8Array.from([...image, ...Array<number>((4 - (image.length % 4)) % 4).fill(0)]).buffer),
    Buffer.from(Float32Array.from([...tables, ...master]).buffer),
  ])
  const bin = new Uint8Array(bytes)
  const json = {
    format: 'viseme-supernet/1',
    name: 'small',
    task: 'a test',
    description: 'made up for a test',
    input: { name: 'crop', scale: 1 / 128, zero_point: 0 },
    sha256: createHash('sha256').update(bin).digest('hex'),
    image_bytes: image.length,
    table_values: tables.length,
    kernels,
    subnets,
  }
  return { json, bin }
}
