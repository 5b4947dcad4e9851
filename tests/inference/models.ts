// Small models written out by hand for tests: tensors by name, operators by the names of their tensors.

import type { Model, Operator, Tensor, TensorType } from '../../main/inference/model.ts'
import { ACTIVATIONS, BITS_PER_ELEMENT, OPTIONS, PADDINGS } from '../../main/inference/schema.ts'

export interface TensorSpec {
  type?: TensorType
  shape: number[]
  /** One scale, or one per channel. */
  scale?: number | number[]
  zeroPoint?: number
  axis?: number
  /** Values of a constant. */
  values?: number[]
  variable?: boolean
}

export interface OperatorSpec {
  op: string
  inputs: (string | null)[]
  outputs: string[]
  options?: Operator['options']
}

export interface ModelSpec {
  tensors: Record<string, TensorSpec>
  operators: OperatorSpec[]
  inputs: string[]
  outputs: string[]
}

const ARRAYS = {
  float32: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
}

/** The bytes of `values` as elements of `type`; int4 packs two a byte, the first in the lower four bits. */
export function elementBytes(type: TensorType, values: readonly number[]): Uint8Array {
  if (type === 'int64') return new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)
  if (type === 'int4') {
    return Uint8Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => {
      return (values[2 * i] & 15) | (((values[2 * i + 1] ?? 0) & 15) << 4)
    })
  }
  return new Uint8Array(ARRAYS[type].from(values).buffer)
}

/** The elements in `bytes`. */
export function elements(type: TensorType, bytes: Uint8Array): number[] {
  if (type === 'int4') throw new RangeError('int4 outputs do not occur')
  const { buffer } = Uint8Array.from(bytes)
  if (type === 'int64') return Array.from(new BigInt64Array(buffer), Number)
  return Array.from(new ARRAYS[type](buffer))
}

export function model({ tensors, operators, inputs, outputs }: ModelSpec): Model {
  const names = Object.keys(tensors)
  const indexOf = (name: string): number => {
    const index = names.indexOf(name)
    if (index === -1) throw new RangeError(`no tensor ${name}`)
    return index
  }
  return {
    bytes: new Uint8Array(0),
    description: 'test',
    tensors: names.map((name, index) => tensor(tensors[name], name, index)),
    operators: operators.map(({ op, inputs, outputs, options }, index) => ({
      index,
      op,
      version: 1,
      inputs: inputs.map((name) => (name === null ? -1 : indexOf(name))),
      outputs: outputs.map(indexOf),
      intermediates: [],
      options: { ...defaultOptions(op), ...options },
    })),
    inputs: inputs.map(indexOf),
    outputs: outputs.map(indexOf),
  }
}

function tensor(spec: TensorSpec, name: string, index: number): Tensor {
  const { type = 'int8', shape, scale, zeroPoint = 0, axis = 0, values, variable = false } = spec
  const count = shape.reduce((product, size) => product * size, 1)
  const scales = scale === undefined ? null : typeof scale === 'number' ? [scale] : scale
  return {
    index,
    name,
    type,
    shape,
    bytes: Math.ceil((count * BITS_PER_ELEMENT[type]) / 8),
    quantisation: scales && {
      scales: Float32Array.from(scales),
      zeroPoints: new Int32Array(scales.length).fill(zeroPoint),
      axis,
    },
    data: values === undefined ? null : elementBytes(type, values),
    isVariable: variable,
  }
}

function defaultOptions(op: string): Operator['options'] {
  const fields = Object.entries(OPTIONS[op]?.fields ?? {})
  return Object.fromEntries(
    fields.map(([name, field]) => {
      if (field.kind === 'enum') return [name, field.names[0]]
      return [name, field.kind === 'ints' ? [] : field.otherwise]
    }),
  )
}

/** Reproducible whole numbers in [low, high]. */
export function randomIntegers(count: number, low: number, high: number, seed = 1): number[] {
  let state = seed >>> 0
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return low + Math.floor(((state >>> 8) / 2 ** 24) * (high - low + 1))
  })
}

export { ACTIVATIONS, PADDINGS }
