// Writes a model as a .tflite file: the inverse of the reader, from the same tables of the schema (version 3).
// The bytes depend on the model alone. Constants are aligned to 16 bytes, as TensorFlow Lite's schema demands.

import { Builder } from 'flatbuffers'
import { customCode, writeCustomOptions } from '../custom-options.ts'
import type { Model, Operator, Quantisation, Tensor, TensorType } from '../model.ts'
import type { OptionField } from '../schema.ts'
import {
  CUSTOM,
  FIELD,
  FILE_IDENTIFIER,
  OPERATORS,
  OPTIONS,
  SCHEMA_VERSION,
  TENSOR_TYPES,
} from '../schema.ts'

const BUFFER_ALIGNMENT = 16
/** Operator codes up to here also fill the old one-byte field. */
const LAST_OLD_CODE = 127

const typeNumber = (type: TensorType): number =>
  Number(Object.keys(TENSOR_TYPES).find((number) => TENSOR_TYPES[Number(number)] === type))

/** Encodes tensors, operators, inputs and outputs. Every constant has a buffer of its own. */
export function writeModel(model: Omit<Model, 'bytes'>): Uint8Array {
  const builder = new Builder(1024)
  // Buffer 0 is empty by convention: tensors without data name it.
  const constants = model.tensors.filter(({ data }) => data !== null)
  const bufferOf = new Map(constants.map((tensor, index) => [tensor, index + 1]))
  const buffers = writeTables(builder, [
    writeBuffer(builder, null),
    ...constants.map((tensor) => writeBuffer(builder, tensor.data)),
  ])
  const tensors = model.tensors.map((tensor) => writeTensor(builder, tensor, bufferOf.get(tensor) ?? 0))

  const codeKeys = [...new Set(model.operators.map(({ op, version }) => `${op}/${version}`))]
  const codes = codeKeys.map((key) => writeOperatorCode(builder, key))
  const operators = model.operators.map((operator) =>
    writeOperator(builder, operator, codeKeys.indexOf(`${operator.op}/${operator.version}`)),
  )

  const subgraph = table(builder, {
    [FIELD.subgraph.tensors]: offset(writeTables(builder, tensors)),
    [FIELD.subgraph.inputs]: offset(writeInts(builder, model.inputs)),
    [FIELD.subgraph.outputs]: offset(writeInts(builder, model.outputs)),
    [FIELD.subgraph.operators]: offset(writeTables(builder, operators)),
  })
  const root = table(builder, {
    [FIELD.model.version]: (field) => builder.addFieldInt32(field, SCHEMA_VERSION, 0),
    [FIELD.model.operatorCodes]: offset(writeTables(builder, codes)),
    [FIELD.model.subgraphs]: offset(writeTables(builder, [subgraph])),
    [FIELD.model.description]: offset(builder.createString(model.description)),
    [FIELD.model.buffers]: offset(buffers),
  })
  builder.finish(root, FILE_IDENTIFIER)
  return builder.asUint8Array().slice()
}

type FieldWriter = (field: number, builder: Builder) => void

const offset =
  (target: number): FieldWriter =>
  (field, builder) =>
    builder.addFieldOffset(field, target, 0)

/** One table; its fields by number. */
function table(builder: Builder, fields: Record<number, FieldWriter>): number {
  const numbers = Object.keys(fields).map(Number)
  builder.startObject(Math.max(-1, ...numbers) + 1)
  for (const number of numbers) fields[number](number, builder)
  return builder.endObject()
}

function vector(
  builder: Builder,
  elementBytes: number,
  values: ArrayLike<number>,
  add: (value: number) => void,
): number {
  builder.startVector(elementBytes, values.length, elementBytes)
  for (let index = values.length - 1; index >= 0; index--) add(values[index])
  return builder.endVector()
}

const writeTables = (builder: Builder, offsets: number[]): number =>
  vector(builder, 4, offsets, (value) => builder.addOffset(value))

const writeInts = (builder: Builder, values: ArrayLike<number>): number =>
  vector(builder, 4, values, (value) => builder.addInt32(value))

function writeBuffer(builder: Builder, data: Uint8Array | null): number {
  if (data === null) return table(builder, {})
  builder.startVector(1, data.length, BUFFER_ALIGNMENT)
  for (let index = data.length - 1; index >= 0; index--) builder.writeInt8(data[index])
  return table(builder, { [FIELD.buffer.data]: offset(builder.endVector()) })
}

function writeTensor(builder: Builder, tensor: Tensor, buffer: number): number {
  const fields: Record<number, FieldWriter> = {
    [FIELD.tensor.shape]: offset(writeInts(builder, tensor.shape)),
    [FIELD.tensor.type]: (field) => builder.addFieldInt8(field, typeNumber(tensor.type), 0),
    [FIELD.tensor.buffer]: (field) => builder.addFieldInt32(field, buffer, 0),
    [FIELD.tensor.name]: offset(builder.createString(tensor.name)),
    [FIELD.tensor.isVariable]: (field) => builder.addFieldInt8(field, tensor.isVariable ? 1 : 0, 0),
  }
  if (tensor.quantisation !== null) {
    fields[FIELD.tensor.quantization] = offset(writeQuantisation(builder, tensor.quantisation))
  }
  return table(builder, fields)
}

function writeQuantisation(builder: Builder, { scales, zeroPoints, axis }: Quantisation): number {
  return table(builder, {
    [FIELD.quantization.scale]: offset(vector(builder, 4, scales, (value) => builder.addFloat32(value))),
    [FIELD.quantization.zeroPoint]: offset(
      vector(builder, 8, zeroPoints, (value) => builder.addInt64(BigInt(value))),
    ),
    [FIELD.quantization.axis]: (field) => builder.addFieldInt32(field, axis, 0),
  })
}

function writeOperatorCode(builder: Builder, key: string): number {
  const end = key.lastIndexOf('/')
  const [op, version] = [key.slice(0, end), key.slice(end + 1)]
  const custom = customCode(op)
  const code = custom === null ? OPERATORS.indexOf(op) : CUSTOM
  if (code < 0) throw new RangeError(`${op} is no operator of the schema`)
  const fields: Record<number, FieldWriter> = {
    [FIELD.operatorCode.deprecatedBuiltinCode]: (field) =>
      builder.addFieldInt8(field, Math.min(code, LAST_OLD_CODE), 0),
    [FIELD.operatorCode.version]: (field) => builder.addFieldInt32(field, Number(version), 1),
    [FIELD.operatorCode.builtinCode]: (field) => builder.addFieldInt32(field, code, 0),
  }
  if (custom !== null) fields[FIELD.operatorCode.customCode] = offset(builder.createString(custom))
  return table(builder, fields)
}

function writeOperator(builder: Builder, operator: Operator, codeIndex: number): number {
  const fields: Record<number, FieldWriter> = {
    [FIELD.operator.opcodeIndex]: (field) => builder.addFieldInt32(field, codeIndex, 0),
    [FIELD.operator.inputs]: offset(writeInts(builder, operator.inputs)),
    [FIELD.operator.outputs]: offset(writeInts(builder, operator.outputs)),
  }
  if (operator.intermediates.length > 0) {
    fields[FIELD.operator.intermediates] = offset(writeInts(builder, operator.intermediates))
  }
  const custom = customCode(operator.op)
  const customOptions = custom === null ? null : writeCustomOptions(custom, operator.options)
  if (customOptions !== null) {
    const bytes = vector(builder, 1, customOptions, (value) => builder.addInt8(value))
    fields[FIELD.operator.customOptions] = offset(bytes)
  }
  const known = OPTIONS[operator.op]
  if (known !== undefined) {
    const written: Record<number, FieldWriter> = {}
    for (const [name, field] of Object.entries(known.fields)) {
      const value = operator.options[name]
      if (value !== undefined) written[field.id] = optionWriter(builder, field, value)
    }
    fields[FIELD.operator.optionsType] = (field) => builder.addFieldInt8(field, known.type, 0)
    fields[FIELD.operator.options] = offset(table(builder, written))
  }
  return table(builder, fields)
}

/** Values equal to the schema's default are left out, as every flatbuffer does. */
function optionWriter(
  builder: Builder,
  option: OptionField,
  value: Operator['options'][string],
): FieldWriter {
  switch (option.kind) {
    case 'int':
      return (field) => builder.addFieldInt32(field, Number(value), option.otherwise)
    case 'float':
      return (field) => builder.addFieldFloat32(field, Number(value), option.otherwise)
    case 'bool':
      return (field) => builder.addFieldInt8(field, value ? 1 : 0, option.otherwise ? 1 : 0)
    case 'enum':
      return (field) => builder.addFieldInt8(field, option.names.indexOf(String(value)), 0)
    case 'ints':
      return offset(writeInts(builder, value as number[]))
  }
}
