// What every operator provides. As in TensorFlow Lite Micro, validation happens once in prepare(), which also asks
// for memory; the function bind() returns runs blind and fast, any number of times.

import { ModelError, UnsupportedOperatorError } from '../errors.ts'
import { type Multiplier, quantizeMultiplier } from '../fixed-point.ts'
import type { SimdTwin } from '../kernels/simd-twin.ts'
import type { Operator, Quantisation, Tensor, TensorType } from '../model.ts'

/** Where tensors and scratch buffers lie once the arena is planned. Views stay valid for the interpreter's life. */
export interface Memory {
  bytes(tensor: Tensor): Uint8Array
  int8(tensor: Tensor): Int8Array
  int16(tensor: Tensor): Int16Array
  int32(tensor: Tensor): Int32Array
  float32(tensor: Tensor): Float32Array
  /** Elements of an int8, uint8, int16 or int32 tensor. */
  integers(tensor: Tensor): Integers
  scratch(handle: number): Uint8Array
}

export type Integers = Int8Array | Uint8Array | Int16Array | Int32Array

/** The loop dimensions from which the board computes cycles; counts are over the whole operator. */
export interface KernelShape {
  /** Kernel size; 1 by 1 where there is no window. */
  height: number
  width: number
  inChannels: number
  outChannels: number
  /** Depthwise: outputs per input channel; else 1. */
  depthMultiplier: number
  /** Kernel positions inside the image, summed over all output positions, times output channels. */
  taps: number
  /** Kernel rows with a position inside the image, summed over all output positions, times output channels. */
  rows: number
}

export interface PreparedOperator {
  /** Multiply-accumulates carried out: kernel positions outside the image do not count. */
  macs: number
  kernel: KernelShape
  /** Resolves memory and returns the function that computes the outputs from the inputs. */
  bind(memory: Memory): () => void
  /** A faster way to the same numbers, where there is one. */
  simd?: SimdTwin | null
}

/** An operator's entry in the registry. Sizes are those of TFLM's structures on a 32-bit target. */
export interface OperatorKind {
  /** sizeof the built-in parameters its parser allocates; 0 where it allocates none. */
  parameterBytes: number
  /** sizeof the data its init() allocates; 0 where it has none. */
  dataBytes: number
  prepare(context: OperatorContext): PreparedOperator
}

/** Bytes that operators keep on the PC beside the arena: tables and copies of weights that no board needs. */
export class HostMemory {
  private left: number

  constructor(most: number) {
    this.left = most
  }

  /** Whether `bytes` more may be kept; counts them. */
  claim(bytes: number): boolean {
    this.left -= bytes
    return this.left >= 0
  }
}

/** An operator during prepare(): its tensors, checks that name it, and requests for memory. */
export class OperatorContext {
  readonly operator: Operator
  readonly persistentRequests: number[] = []
  readonly scratchRequests: number[] = []
  private readonly tensors: readonly Tensor[]
  private readonly host: HostMemory

  constructor(operator: Operator, tensors: readonly Tensor[], host: HostMemory) {
    this.operator = operator
    this.tensors = tensors
    this.host = host
  }

  get inputCount(): number {
    return this.operator.inputs.length
  }

  get outputCount(): number {
    return this.operator.outputs.length
  }

  input(position: number): Tensor {
    const tensor = this.optionalInput(position)
    if (tensor === null) throw this.error(`has no input ${position}`)
    return tensor
  }

  optionalInput(position: number): Tensor | null {
    const index = this.operator.inputs[position] ?? -1
    return index === -1 ? null : this.tensors[index]
  }

  output(position = 0): Tensor {
    const index = this.operator.outputs[position]
    if (index === undefined) throw this.error(`has no output ${position}`)
    return this.tensors[index]
  }

  intermediate(position: number): Tensor {
    const index = this.operator.intermediates[position]
    if (index === undefined) throw this.error(`has no intermediate tensor ${position}`)
    return this.tensors[index]
  }

  /** Checks how many tensors the operator has. */
  expectTensors(inputs: number | [least: number, most: number], outputs = 1): void {
    const [least, most] = typeof inputs === 'number' ? [inputs, inputs] : inputs
    this.expect(
      this.inputCount >= least && this.inputCount <= most,
      `has ${this.inputCount} inputs, expected ${least === most ? least : `${least} to ${most}`}`,
    )
    this.expect(this.outputCount === outputs, `has ${this.outputCount} outputs, expected ${outputs}`)
  }

  expect(condition: boolean, problem: string): asserts condition {
    if (!condition) throw this.error(problem)
  }

  expectShape(tensor: Tensor, shape: readonly number[], what: string): void {
    const same =
      tensor.shape.length === shape.length && shape.every((size, axis) => tensor.shape[axis] === size)
    this.expect(same, `${what} has shape [${tensor.shape}], expected [${shape}]`)
  }

  expectType(tensor: Tensor, type: TensorType, what: string): void {
    this.expect(tensor.type === type, `${what} is ${tensor.type}, expected ${type}`)
  }

  /** The constant integers of a small int32 tensor such as axes, paddings or a shape. */
  constantIntegers(tensor: Tensor, what: string): number[] {
    this.expectType(tensor, 'int32', what)
    const { data } = tensor
    if (data === null) throw this.unsupported(`${what} is computed at run time`)
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    return Array.from({ length: data.length / 4 }, (_, i) => view.getInt32(4 * i, true))
  }

  /** Scale and zero point of a tensor quantised as a whole. */
  affine(tensor: Tensor, what: string): { scale: number; zeroPoint: number } {
    const quantisation = this.quantisation(tensor, what)
    const scale = quantisation.scales[0]
    const zeroPoint = quantisation.zeroPoints[0]
    const [low, high] = limits(tensor.type)
    this.expect(scale > 0, `${what} has scale ${scale}`)
    this.expect(
      zeroPoint >= low && zeroPoint <= high,
      `${what} has zero point ${zeroPoint}, outside ${tensor.type}`,
    )
    return { scale, zeroPoint }
  }

  /** The fixed-point form of a factor between scales, which must not overflow 32 bits. */
  rescaling(real: number): Multiplier {
    this.expect(Math.abs(real) < 2 ** 30, `rescales by ${real}`)
    return quantizeMultiplier(real)
  }

  quantisation(tensor: Tensor, what: string): Quantisation {
    if (tensor.quantisation === null) throw this.error(`${what} is not quantised`)
    return tensor.quantisation
  }

  /** Counts a buffer that lives as long as the interpreter. */
  persistent(bytes: number): void {
    this.persistentRequests.push(bytes)
  }

  /** Asks for a buffer during the operator; returns the handle for Memory.scratch(). */
  scratch(bytes: number): number {
    return this.scratchRequests.push(bytes) - 1
  }

  /** Counts memory that is kept outside the arena, before it is allocated. */
  claim(bytes: number): void {
    this.expect(this.host.claim(bytes), `needs ${bytes} bytes more beside the arena than are allowed`)
  }

  error(problem: string): ModelError {
    return new ModelError(`operator ${this.operator.index} (${this.operator.op}) ${problem}`)
  }

  unsupported(detail: string): UnsupportedOperatorError {
    return new UnsupportedOperatorError({ index: this.operator.index, op: this.operator.op, detail })
  }
}

/** Smallest and largest value of an integer type. */
export function limits(type: TensorType): [low: number, high: number] {
  switch (type) {
    case 'int4':
      return [-8, 7]
    case 'int8':
      return [-128, 127]
    case 'uint8':
      return [0, 255]
    case 'int16':
      return [-32768, 32767]
    default:
      return [-(2 ** 31), 2 ** 31 - 1]
  }
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The shape of an operator without a window, element by element. */
export function pointwiseShape(tensor: Tensor): KernelShape {
  const channels = tensor.shape.at(-1) ?? 1
  return {
    height: 1,
    width: 1,
    inChannels: channels,
    outChannels: channels,
    depthMultiplier: 1,
    taps: 0,
    rows: 0,
  }
}
