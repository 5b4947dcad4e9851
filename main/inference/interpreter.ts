// Prepares a model for running: resolves its operators, plans the arena, binds the kernels. As TensorFlow Lite
// Micro's MicroInterpreter, all memory is laid out once; running allocates only the arrays it returns.

import { type ArenaLayout, layOutArena, type OperatorMemory, type PlannedBuffer } from './arena.ts'
import { ModelError, UnsupportedOperatorError } from './errors.ts'
import { installedKernels } from './kernels/kernels.ts'
import { allocateSimdMemory, type SimdMemory } from './kernels/simd-memory.ts'
import type { SimdTwin } from './kernels/simd-twin.ts'
import { ArenaMemory, arenaSize } from './memory.ts'
import type { Model, Operator, Tensor } from './model.ts'
import {
  elementCount,
  HostMemory,
  type KernelShape,
  OperatorContext,
  type PreparedOperator,
} from './operators/operator.ts'
import { OPERATOR_KINDS } from './operators/registry.ts'

/** What a model may ask for at most. The defaults are far above what any board has, and keep a PC responsive. */
export interface Limits {
  arenaBytes: number
  /** Steps of one run: multiply-accumulates or window positions, and elements read and written. */
  work: number
  /** Bytes of tables and copies that this interpreter keeps beside the arena. */
  hostBytes: number
}

/** `simd: false` computes with the reference kernels alone, to the same numbers. */
export interface PrepareOptions {
  simd?: boolean
}

const MOST_ENTRIES = 4096
const DEFAULT_LIMITS: Limits = { arenaBytes: 64 * 2 ** 20, work: 2e9, hostBytes: 256 * 2 ** 20 }

/** Weights are unpacked and kept as doubles where that is faster. */
const HOST_BYTES_PER_CONSTANT = 8

/** What the board needs to know to compute an operator's cycles; counts are per run. */
export interface OperatorCost {
  index: number
  /** Schema name, e.g. `CONV_2D`. */
  op: string
  /** Multiply-accumulates carried out: kernel positions outside the image do not count. */
  macs: number
  /** Bytes of constants read: weights, biases, axes. */
  weightBytes: number
  /** Elements of all outputs. */
  outputs: number
  /** Elements of the first input. */
  inputElements: number
  /** Bytes of activations read and written. */
  activationBytes: number
  /** Elements are of this type. */
  type: Tensor['type']
  kernel: KernelShape
  /** Its window is dilated, or its weights have four bits: libraries of optimised kernels have none for it. */
  needsReference?: boolean
  /** Weights of four bits, which are unpacked into the arena before they are used; absent where there are none. */
  unpackedWeights?: number
}

export interface PreparedModel {
  model: Model
  arena: {
    /** MicroInterpreter::arena_used_bytes() on a 32-bit target. */
    usedBytes: number
    headBytes: number
    tailBytes: number
    plan: PlannedBuffer[]
  }
  operators: OperatorCost[]
  inputs: Tensor[]
  outputs: Tensor[]
  /** Runs the model: raw bytes of each input in, raw bytes of each output out. State of variables is kept. */
  invoke(inputs: Uint8Array[]): Uint8Array[]
  /** Sets variables back to their start. */
  reset(): void
}

/** What a board has to know of a network to give it room and time; nothing of it runs. */
export interface NetworkCost extends Pick<PreparedModel, 'operators'> {
  model: {
    bytes: { length: number }
    operators: readonly {
      index: number
      op: string
      inputs: { length: number }
      outputs: { length: number }
    }[]
  }
  arena: Pick<PreparedModel['arena'], 'usedBytes' | 'headBytes' | 'tailBytes'>
}

/**
 * Throws UnsupportedOperatorError naming the first operator without a kernel, and ModelError for contradictions
 * within an operator or a model beyond `limits`, before anything runs.
 */
export function prepare(
  model: Model,
  limits: Partial<Limits> = {},
  { simd = true }: PrepareOptions = {},
): PreparedModel {
  const { arenaBytes, work, hostBytes } = { ...DEFAULT_LIMITS, ...limits }
  checkCounts(model)
  checkActivationBytes(model, arenaBytes)
  const host = new HostMemory(hostBytes)
  const prepared = model.operators.map((operator) => prepareOperator(operator, model.tensors, host))
  const layout = layOutArena(
    model,
    prepared.map(({ memory }) => memory),
  )
  if (layout.usedBytes > arenaBytes) {
    throw new ModelError(
      `the model needs an arena of ${layout.usedBytes} bytes; at most ${arenaBytes} are allowed`,
    )
  }
  const operators = prepared.map(({ operator, kernel }) => cost(operator, kernel, model.tensors))
  const total = operators.reduce((sum, operator) => sum + workOf(operator), 0)
  if (total > work) throw new ModelError(`the model needs ${total} steps; at most ${work} are allowed`)
  return bind(
    model,
    layout,
    operators,
    prepared.map(({ kernel }) => kernel),
    simd ? installedKernels() : null,
  )
}

/** The planner compares every buffer with every other, as TFLM's does: far more of them than any network has are refused. */
function checkCounts({ tensors, operators }: Model): void {
  const activations = tensors.filter(({ data }) => data === null).length
  if (activations > MOST_ENTRIES || operators.length > MOST_ENTRIES) {
    throw new ModelError(
      `the model has ${activations} activations and ${operators.length} operators; at most ${MOST_ENTRIES} of each are allowed`,
    )
  }
}

/** Activations must fit before any operator sizes its own tables by them. */
function checkActivationBytes(model: Model, most: number): void {
  for (const { index, data, bytes } of model.tensors) {
    if (data === null && bytes > most) {
      throw new ModelError(`tensor ${index} needs ${bytes} bytes; an arena of at most ${most} is allowed`)
    }
  }
}

interface Preparation {
  operator: Operator
  kernel: PreparedOperator
  memory: OperatorMemory
}

function prepareOperator(operator: Operator, tensors: readonly Tensor[], host: HostMemory): Preparation {
  const kind = OPERATOR_KINDS.get(operator.op)
  if (kind === undefined) throw new UnsupportedOperatorError(operator)
  const context = new OperatorContext(operator, tensors, host)
  for (const index of operator.inputs) {
    if (index !== -1 && tensors[index].data !== null) {
      context.claim(HOST_BYTES_PER_CONSTANT * elementCount(tensors[index].shape))
    }
  }
  const kernel = kind.prepare(context)
  const { parameterBytes, dataBytes } = kind
  return {
    operator,
    kernel,
    memory: {
      parameterBytes,
      persistent: dataBytes > 0 ? [dataBytes, ...context.persistentRequests] : context.persistentRequests,
      scratch: context.scratchRequests,
    },
  }
}

function cost(operator: Operator, kernel: PreparedOperator, tensors: readonly Tensor[]): OperatorCost {
  const inputs = operator.inputs.filter((index) => index !== -1).map((index) => tensors[index])
  const outputs = operator.outputs.map((index) => tensors[index])
  const unpackedWeights = inputs
    .filter(({ type }) => type === 'int4')
    .reduce((sum, { shape }) => sum + elementCount(shape), 0)
  const sumBytes = (list: Tensor[]): number => list.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    index: operator.index,
    op: operator.op,
    macs: kernel.macs,
    weightBytes: sumBytes(inputs.filter(({ data }) => data !== null)),
    outputs: outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    inputElements: inputs.length > 0 ? elementCount(inputs[0].shape) : 0,
    activationBytes: sumBytes(inputs.filter(({ data }) => data === null)) + sumBytes(outputs),
    type: inputs[0]?.type ?? outputs[0].type,
    kernel: kernel.kernel,
    needsReference: isDilated(operator) || unpackedWeights > 0,
    ...(unpackedWeights > 0 && { unpackedWeights }),
  }
}

const isDilated = ({ options }: Operator): boolean =>
  Number(options.dilation_w_factor ?? 1) > 1 || Number(options.dilation_h_factor ?? 1) > 1

/** Steps of one run of an operator; pools and reductions multiply nothing, but visit their taps. */
function workOf({ macs, kernel, inputElements, outputs }: OperatorCost): number {
  return Math.max(macs, kernel.taps) + inputElements + outputs
}

/** Memory for the SIMD kernels, where the model has any and they are installed. */
function simdMemory(
  layout: ArenaLayout,
  kernels: PreparedOperator[],
  compiled: WebAssembly.Module | null,
): SimdMemory | null {
  const twins = kernels.map(({ simd }) => simd).filter((twin): twin is SimdTwin => Boolean(twin))
  return compiled === null || twins.length === 0
    ? null
    : allocateSimdMemory(compiled, arenaSize(layout), twins)
}

function bind(
  model: Model,
  layout: ArenaLayout,
  operators: OperatorCost[],
  kernels: PreparedOperator[],
  compiled: WebAssembly.Module | null,
): PreparedModel {
  const simd = simdMemory(layout, kernels, compiled)
  const memory = new ArenaMemory(layout, (bytes) =>
    simd === null ? new Uint8Array(bytes) : new Uint8Array(simd.buffer, simd.arena, bytes),
  )
  const address = (tensor: Tensor): number => memory.bytes(tensor).byteOffset
  const steps = kernels.map((kernel, index) =>
    simd !== null && kernel.simd ? kernel.simd.bind(simd, address) : kernel.bind(memory.forOperator(index)),
  )
  const inputs = model.inputs.map((index) => model.tensors[index])
  const outputs = model.outputs.map((index) => model.tensors[index])
  const inputBytes = inputs.map((tensor) => memory.bytes(tensor))
  const outputBytes = outputs.map((tensor) => memory.bytes(tensor))
  memory.resetVariables(model)
  const { usedBytes, headBytes, tailBytes, plan } = layout
  return {
    model,
    arena: { usedBytes, headBytes, tailBytes, plan },
    operators,
    inputs,
    outputs,
    invoke(values) {
      if (values.length !== inputs.length) {
        throw new RangeError(`the model has ${inputs.length} inputs, not ${values.length}`)
      }
      values.forEach((value, position) => {
        const wanted = inputBytes[position].length
        if (value.length !== wanted) {
          throw new RangeError(`input ${position} takes ${wanted} bytes, not ${value.length}`)
        }
        inputBytes[position].set(value)
      })
      for (const step of steps) step()
      return outputBytes.map((bytes) => bytes.slice())
    },
    reset: () => memory.resetVariables(model),
  }
}
