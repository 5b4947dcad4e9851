// A SuperNet as training writes it (models/training/supernet_file.py): `stem.json` and `stem.bin`, the latter one image
// of int8 kernels that all SubNets share, tables of scales, gains and biases, and the float32 values of the kernels.
// A SubNet's convolution uses the first channels of its kernel: weight = value * scale[out] * gain[out].

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { fourBitSteps } from '../inference/convert/graph.ts'

/** The files are missing, damaged or contradict themselves: exit 4, since they are part of the installation. */
export class SupernetError extends VisemeError {
  constructor(message: string, cause?: unknown) {
    super({
      code: 'bad-supernet',
      message,
      next: 'Restore the folder models/supernet/ from the repository, or export it again with models/training/.',
      exitCode: 4,
      cause,
    })
  }
}

const count = z.number().int().positive()
const offset = z.number().int().nonnegative()
const pair = z.tuple([count, count])
const activation = z.enum(['none', 'relu'])
const padding = z.enum(['same', 'valid'])
const common = {
  inputs: z.array(z.string()).min(1).max(2),
  output: z.string().min(1),
  range: z.tuple([z.number(), z.number()]),
}
const convolution = {
  ...common,
  /** Name of the kernel. */
  kernel: z.string(),
  /** How many of the kernel's channels are used: in, out. Both the same for a depthwise one. */
  channels: pair,
  /** Where the tables hold a gain and a bias for each channel out. */
  gain: offset,
  bias: offset,
  /** The same for 4-bit weights, where they have batch-norm statistics of their own. */
  gain4: offset.optional(),
  bias4: offset.optional(),
  stride: pair,
  dilation: pair.default([1, 1]),
  padding,
  activation,
}
const node = z.discriminatedUnion('op', [
  z.object({ op: z.literal('conv_2d'), ...convolution }),
  z.object({ op: z.literal('depthwise_conv_2d'), ...convolution }),
  z.object({ op: z.literal('add'), ...common, activation }),
  z.object({ op: z.literal('mul'), ...common, activation }),
  z.object({ op: z.literal('mean'), ...common, axes: z.array(offset).min(1), keep_dims: z.boolean() }),
  z.object({ op: z.literal('average_pool_2d'), ...common, kernel: pair, stride: pair, padding }),
  z.object({ op: z.literal('reshape'), ...common, shape: z.array(count).min(1) }),
])
const kernel = z.object({
  name: z.string().min(1),
  op: z.enum(['conv_2d', 'depthwise_conv_2d']),
  /** [out, height, width, in]; depthwise [1, height, width, channels]. */
  shape: z.tuple([count, count, count, count]),
  /** First value in the image and in the float32 values. */
  offset,
  /** Where the tables hold a scale for each channel out of the whole kernel. */
  scales: offset,
})
const subnet = z.object({
  name: z.string().min(1),
  /** What tells it from the others: width, depth, input size and so on. */
  choice: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Shape of the input, NHWC. */
  input: z.array(count).min(1).max(4),
  nodes: z.array(node).min(1),
})
const document = z.object({
  format: z.literal('viseme-supernet/1'),
  name: z.string().min(1),
  task: z.string().min(1),
  description: z.string(),
  input: z.object({ name: z.string().min(1), scale: z.number().positive(), zero_point: z.number().int() }),
  four_bit_steps: fourBitSteps.default('largest-weight'),
  /** Of the .bin file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  image_bytes: count,
  table_values: count,
  kernels: z.array(kernel).min(1),
  subnets: z.array(subnet).min(1),
})

export type SubnetNode = z.infer<typeof node>
export type SubnetConvolution = Extract<SubnetNode, { op: 'conv_2d' | 'depthwise_conv_2d' }>
export type SupernetKernel = z.infer<typeof kernel>
export type SupernetSubnet = z.infer<typeof subnet>

export interface SupernetImage extends Omit<z.infer<typeof document>, 'kernels'> {
  kernels: ReadonlyMap<string, SupernetKernel>
  /** int8 values of all kernels: the bytes that the board holds once for all SubNets. */
  image: Int8Array
  tables: Float32Array
  /** float32 values of the kernels, in the image's order. */
  master: Float32Array
}

/** Reads and checks `stem.json` and `stem.bin`. Throws SupernetError. */
export function readSupernet(stem: string): SupernetImage {
  const base = stem.replace(/\.(json|bin)$/, '')
  const read = (path: string): Uint8Array => {
    try {
      return readFileSync(path)
    } catch (cause) {
      throw new SupernetError(`${path} cannot be read.`, cause)
    }
  }
  const [json, bin] = [read(`${base}.json`), read(`${base}.bin`)]
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(json))
  } catch (cause) {
    throw new SupernetError(`${base}.json is not valid JSON.`, cause)
  }
  return checkSupernet(parsed, bin)
}

/** The SuperNet of a parsed JSON document and the bytes beside it. Throws SupernetError. */
export function checkSupernet(json: unknown, bin: Uint8Array): SupernetImage {
  const parsed = document.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new SupernetError(
      `The SuperNet is malformed at ${issue.path.join('.') || 'its root'}: ${issue.message}.`,
    )
  }
  const { data } = parsed
  const tablesAt = Math.ceil(data.image_bytes / 4) * 4
  const masterAt = tablesAt + 4 * data.table_values
  const expected = masterAt + 4 * data.image_bytes
  if (bin.length !== expected) {
    throw new SupernetError(`The SuperNet's .bin has ${bin.length} bytes, its .json declares ${expected}.`)
  }
  if (createHash('sha256').update(bin).digest('hex') !== data.sha256) {
    throw new SupernetError("The SuperNet's .bin is not the one that its .json describes (SHA-256 differs).")
  }
  const floats = (from: number, values: number): Float32Array => {
    const view = new DataView(bin.buffer, bin.byteOffset + from, 4 * values)
    const read = Float32Array.from({ length: values }, (_, at) => view.getFloat32(4 * at, true))
    if (!read.every(Number.isFinite))
      throw new SupernetError('The SuperNet holds values that are not finite.')
    return read
  }
  const supernet: SupernetImage = {
    ...data,
    kernels: new Map(data.kernels.map((each) => [each.name, each])),
    image: Int8Array.from(new Int8Array(bin.buffer, bin.byteOffset, data.image_bytes)),
    tables: floats(tablesAt, data.table_values),
    master: floats(masterAt, data.image_bytes),
  }
  for (const each of data.kernels) checkKernel(supernet, each)
  for (const each of data.subnets) for (const layer of each.nodes) checkNode(supernet, each.name, layer)
  return supernet
}

/** Channels out of a whole kernel. */
const channelsOut = ({ op, shape }: SupernetKernel): number => (op === 'conv_2d' ? shape[0] : shape[3])

function checkKernel({ image, tables }: SupernetImage, each: SupernetKernel): void {
  const refuse = (why: string): never => {
    throw new SupernetError(`Kernel "${each.name}": ${why}.`)
  }
  const values = each.shape.reduce((product, size) => product * size)
  if (each.op === 'depthwise_conv_2d' && each.shape[0] !== 1) refuse('a depthwise kernel starts with 1')
  if (each.offset + values > image.length) refuse('lies outside the image')
  const scales = tables.subarray(each.scales, each.scales + channelsOut(each))
  if (scales.length !== channelsOut(each)) refuse('its scales lie outside the tables')
  if (scales.some((scale) => scale <= 0)) refuse('has a scale that is not positive')
}

function checkNode({ kernels, tables }: SupernetImage, subnetName: string, layer: SubnetNode): void {
  if (layer.op !== 'conv_2d' && layer.op !== 'depthwise_conv_2d') return
  const refuse = (why: string): never => {
    throw new SupernetError(`SubNet "${subnetName}", layer "${layer.output}": ${why}.`)
  }
  const whole = kernels.get(layer.kernel) ?? refuse(`there is no kernel "${layer.kernel}"`)
  const [channelsIn, channels] = layer.channels
  if (whole.op !== layer.op) refuse(`its kernel is of a ${whole.op}`)
  if (channels > channelsOut(whole) || (layer.op === 'conv_2d' && channelsIn > whole.shape[3])) {
    refuse(`uses more channels (${layer.channels}) than its kernel has (${whole.shape})`)
  }
  if (layer.op === 'depthwise_conv_2d' && channelsIn !== channels) refuse('changes the number of channels')
  if ((layer.gain4 === undefined) !== (layer.bias4 === undefined))
    refuse('has not both a gain and bias of 4-bit weights')
  const { gain, bias, gain4 = gain, bias4 = bias } = layer
  if (Math.max(gain, bias, gain4, bias4) + channels > tables.length)
    refuse('its table lies outside the tables')
  for (const at of [gain, gain4]) {
    if (tables.subarray(at, at + channels).some((value) => value <= 0))
      refuse('has a gain that is not positive')
  }
}
