// Reads and verifies a .tflite file (TensorFlow Lite schema 3). The file is treated as hostile: every offset,
// length, index, shape product and quantisation array is checked here, so that operators may trust the Model.

import { customName, readCustomOptions } from './custom-options.ts'
import { ModelError } from './errors.ts'
import { FlatBuffer, type Table } from './flatbuffer.ts'
import { verifyGraph } from './graph.ts'
import type { Model, Operator, Quantisation, Tensor } from './model.ts'
import {
  BITS_PER_ELEMENT,
  CUSTOM,
  FIELD,
  FILE_IDENTIFIER,
  OPERATORS,
  OPTIONS,
  type OptionField,
  SCHEMA_VERSION,
  TENSOR_TYPES,
} from './schema.ts'

/** Sizes are 32-bit on the boards; nothing larger can be addressed. */
const MAX_TENSOR_BYTES = 2 ** 31 - 1
const MAX_DIMENSIONS = 8
/** Far above what any network for a microcontroller has; decoding more would take seconds. */
const MOST_TABLES = 32_768
const INT32_MIN = -(2n ** 31n)
const INT32_MAX = 2n ** 31n - 1n

/** Decodes a model. Constants stay views into `bytes`. Throws ModelError saying what is wrong and where. */
export function readModel(bytes: Uint8Array): Model {
  const root = new FlatBuffer(bytes).root(FILE_IDENTIFIER)
  const version = root.u32(FIELD.model.version, 0)
  if (version !== SCHEMA_VERSION)
    throw new ModelError(`schema version ${version}, expected ${SCHEMA_VERSION}`)

  const subgraphs = root.tables(FIELD.model.subgraphs, 'subgraphs')
  if (subgraphs.length !== 1) {
    throw new ModelError(`the model has ${subgraphs.length} subgraphs; only models with one can run`)
  }
  const subgraph = subgraphs[0]
  const codes = root.tables(FIELD.model.operatorCodes, 'operator_codes').map(readOperatorCode)
  const buffers = root.tables(FIELD.model.buffers, 'buffers').map(readBuffer)
  const tensorTables = subgraph.tables(FIELD.subgraph.tensors, 'tensors')
  const operatorTables = subgraph.tables(FIELD.subgraph.operators, 'operators')
  for (const [tables, what] of [
    [tensorTables, 'tensors'],
    [operatorTables, 'operators'],
  ] as const) {
    if (tables.length > MOST_TABLES) {
      throw new ModelError(`the model has ${tables.length} ${what}; at most ${MOST_TABLES} are read`)
    }
  }
  const tensors = tensorTables.map((table, index) => readTensor(table, index, buffers))
  const model: Model = {
    bytes,
    description: root.text(FIELD.model.description, 'description') ?? '',
    tensors,
    operators: operatorTables.map((table, index) => readOperator(table, index, codes)),
    inputs: subgraph.i32s(FIELD.subgraph.inputs, 'inputs') ?? [],
    outputs: subgraph.i32s(FIELD.subgraph.outputs, 'outputs') ?? [],
  }
  for (const metadata of root.tables(FIELD.model.metadata, 'metadata')) {
    if (metadata.text(FIELD.metadata.name, 'name') === 'OfflineMemoryAllocation') {
      throw new ModelError('the model carries an offline memory plan, which is not supported')
    }
  }
  verifyGraph(model)
  return model
}

interface OperatorCode {
  op: string
  /** The name of a custom operator. */
  custom?: string
  version: number
}

function readOperatorCode(table: Table): OperatorCode {
  // Codes below 127 are stored in the old one-byte field; the larger of the two counts.
  const code = Math.max(
    table.i8(FIELD.operatorCode.deprecatedBuiltinCode, 0),
    table.i32(FIELD.operatorCode.builtinCode, 0),
  )
  const version = table.i32(FIELD.operatorCode.version, 1)
  if (code === CUSTOM) {
    const custom = table.text(FIELD.operatorCode.customCode, 'custom_code') ?? ''
    return { op: customName(custom), custom, version }
  }
  if (code < 0) throw new ModelError(`${table.where}: operator code ${code}`)
  return { op: OPERATORS[code] ?? `BUILTIN_${code}`, version }
}

function readBuffer(table: Table): Uint8Array | null {
  if (table.u64(FIELD.buffer.offset, 0n) > 1n) {
    throw new ModelError(`${table.where}: data stored outside the flatbuffer are not supported`)
  }
  const data = table.bytes(FIELD.buffer.data, 'data')
  return data !== null && data.length > 0 ? data : null
}

function readTensor(table: Table, index: number, buffers: (Uint8Array | null)[]): Tensor {
  const { where } = table
  const typeNumber = table.i8(FIELD.tensor.type, 0)
  const type = TENSOR_TYPES[typeNumber]
  if (type === undefined) throw new ModelError(`${where}: element type ${typeNumber} is not supported`)
  if (table.table(FIELD.tensor.sparsity, 'sparsity') !== null) {
    throw new ModelError(`${where}: sparse tensors are not supported`)
  }

  const shape = table.i32s(FIELD.tensor.shape, 'shape') ?? []
  if (shape.length > MAX_DIMENSIONS) throw new ModelError(`${where}: ${shape.length} dimensions`)
  let elements = 1
  for (const size of shape) {
    if (size < 0) throw new ModelError(`${where}: dimension of size ${size}`)
    elements *= size
    if (elements > MAX_TENSOR_BYTES) throw new ModelError(`${where}: shape [${shape}] is too large`)
  }
  const bytes = Math.ceil((elements * BITS_PER_ELEMENT[type]) / 8)
  if (bytes > MAX_TENSOR_BYTES) throw new ModelError(`${where}: ${bytes} bytes are too many`)

  const bufferIndex = table.u32(FIELD.tensor.buffer, 0)
  if (bufferIndex >= buffers.length) {
    throw new ModelError(`${where}: buffer ${bufferIndex} of ${buffers.length}`)
  }
  const isVariable = table.u8(FIELD.tensor.isVariable, 0) !== 0
  const data = isVariable ? null : buffers[bufferIndex]
  if (data !== null && data.length !== bytes) {
    throw new ModelError(
      `${where}: shape [${shape}] of ${type} needs ${bytes} bytes, its buffer has ${data.length}`,
    )
  }
  return {
    index,
    name: table.text(FIELD.tensor.name, 'name') ?? '',
    type,
    shape,
    bytes,
    quantisation: readQuantisation(table.table(FIELD.tensor.quantization, 'quantization'), elements),
    data,
    isVariable,
  }
}

/**
 * Scales and zero points. As in TensorFlow Lite Micro, one of both suffices to ignore the other's absence, one zero
 * point may stand for all channels, and the axis is not checked here: person_detect.tflite names one that does not
 * exist, so operators use the axis their definition fixes.
 */
function readQuantisation(table: Table | null, elements: number): Quantisation | null {
  if (table === null) return null
  if (table.u8(FIELD.quantization.detailsType, 0) !== 0) {
    throw new ModelError(`${table.where}: custom quantisation is not supported`)
  }
  const scales = table.f32s(FIELD.quantization.scale, 'scale') ?? new Float32Array(0)
  const stored = table.i64s(FIELD.quantization.zeroPoint, 'zero_point') ?? []
  if (scales.length === 0 || stored.length === 0) return null
  if (scales.length > Math.max(elements, 1)) {
    throw new ModelError(`${table.where}: ${scales.length} scales for ${elements} elements`)
  }
  if (stored.length !== 1 && stored.length !== scales.length) {
    throw new ModelError(`${table.where}: ${stored.length} zero points for ${scales.length} scales`)
  }
  for (const scale of scales) {
    if (!Number.isFinite(scale) || scale < 0) throw new ModelError(`${table.where}: scale ${scale}`)
  }
  const zeroPoints = Int32Array.from({ length: scales.length }, (_, channel) => {
    const zeroPoint = stored.length === 1 ? stored[0] : stored[channel]
    if (zeroPoint < INT32_MIN || zeroPoint > INT32_MAX) {
      throw new ModelError(`${table.where}: zero point ${zeroPoint}`)
    }
    return Number(zeroPoint)
  })
  return { scales, zeroPoints, axis: table.i32(FIELD.quantization.axis, 0) }
}

function readOperator(table: Table, index: number, codes: OperatorCode[]): Operator {
  const codeIndex = table.u32(FIELD.operator.opcodeIndex, 0)
  const code = codes[codeIndex]
  if (code === undefined)
    throw new ModelError(`${table.where}: operator code ${codeIndex} of ${codes.length}`)
  return {
    index,
    op: code.op,
    version: code.version,
    inputs: table.i32s(FIELD.operator.inputs, 'inputs') ?? [],
    outputs: table.i32s(FIELD.operator.outputs, 'outputs') ?? [],
    intermediates: table.i32s(FIELD.operator.intermediates, 'intermediates') ?? [],
    options:
      code.custom === undefined
        ? readOptions(table, code.op)
        : readCustomOptions(
            code.custom,
            table.bytes(FIELD.operator.customOptions, 'custom_options'),
            table.where,
          ),
  }
}

function readOptions(operator: Table, op: string): Operator['options'] {
  const expected = OPTIONS[op]
  if (expected === undefined) return {}
  const type = operator.u8(FIELD.operator.optionsType, 0)
  if (type !== 0 && type !== expected.type) {
    throw new ModelError(
      `${operator.where}: ${op} carries options of kind ${type}, expected ${expected.type}`,
    )
  }
  const table = type === 0 ? null : operator.table(FIELD.operator.options, 'builtin_options')
  const options: Operator['options'] = {}
  for (const [name, field] of Object.entries(expected.fields)) {
    options[name] = readOption(table, field, name)
  }
  return options
}

function readOption(table: Table | null, field: OptionField, name: string): Operator['options'][string] {
  switch (field.kind) {
    case 'int':
      return table === null ? field.otherwise : table.i32(field.id, field.otherwise)
    case 'float': {
      const value = table === null ? field.otherwise : table.f32(field.id, field.otherwise)
      if (!Number.isFinite(value)) throw new ModelError(`${table?.where}: ${name} is ${value}`)
      return value
    }
    case 'bool':
      return table === null ? field.otherwise : table.u8(field.id, field.otherwise ? 1 : 0) !== 0
    case 'ints':
      return table?.i32s(field.id, name) ?? []
    case 'enum': {
      const value = table === null ? 0 : table.i8(field.id, 0)
      const chosen = field.names[value]
      if (chosen === undefined)
        throw new ModelError(`${table?.where}: ${name} has the unknown value ${value}`)
      return chosen
    }
  }
}
