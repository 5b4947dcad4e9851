import { Builder } from 'flatbuffers'
import { describe, expect, test } from 'vitest'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { ModelError } from '../../main/inference/errors.ts'
import { readModel } from '../../main/inference/reader.ts'
import { FIELD } from '../../main/inference/schema.ts'
import { type ModelSpec, model } from './models.ts'
import { sampleModels } from './sample-models.ts'

const file = (spec: ModelSpec): Uint8Array => writeModel(model(spec))
const small: ModelSpec = {
  tensors: {
    x: { shape: [1, 4], scale: 0.5, zeroPoint: 3 },
    w: { shape: [2, 4], scale: [0.1, 0.2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
    y: { shape: [1, 2], scale: 0.25 },
  },
  operators: [
    {
      op: 'FULLY_CONNECTED',
      inputs: ['x', 'w', null],
      outputs: ['y'],
      options: { fused_activation_function: 'RELU' },
    },
  ],
  inputs: ['x'],
  outputs: ['y'],
}

describe('a sound file', () => {
  test('gives back what was written', () => {
    for (const [name, spec] of Object.entries(sampleModels)) {
      const written = model(spec)
      const read = readModel(writeModel(written))
      expect(read.operators, name).toEqual(written.operators)
      expect(read.inputs).toEqual(written.inputs)
      expect(read.outputs).toEqual(written.outputs)
      read.tensors.forEach((tensor, index) => {
        const expected = written.tensors[index]
        expect({ ...tensor, data: tensor.data && [...tensor.data] }, `${name} tensor ${index}`).toEqual({
          ...expected,
          data: expected.data && [...expected.data],
        })
      })
    }
  })

  test('keeps constants as views into the file', () => {
    const bytes = file(small)
    expect(readModel(bytes).tensors[1].data!.buffer).toBe(bytes.buffer)
  })

  test('may lie anywhere within a larger buffer', () => {
    const bytes = file(small)
    const larger = new Uint8Array(bytes.length + 7)
    larger.set(bytes, 3)
    expect(readModel(larger.subarray(3, 3 + bytes.length)).operators).toEqual(readModel(bytes).operators)
  })

  test('may name a quantised dimension that does not exist', () => {
    const spec = structuredClone(small)
    spec.tensors.w.axis = 9
    expect(readModel(file(spec)).tensors[1].quantisation!.axis).toBe(9)
  })
})

describe('a bad file is refused with the reason', () => {
  const refused = (bytes: Uint8Array, reason: string | RegExp): void => {
    expect(() => readModel(bytes)).toThrow(ModelError)
    expect(() => readModel(bytes)).toThrow(reason)
  }
  const changed = (change: (spec: ModelSpec) => void): Uint8Array => {
    const spec = structuredClone(small)
    change(spec)
    return file(spec)
  }

  test('empty or too short', () => {
    refused(new Uint8Array(0), 'has only 0 bytes')
    refused(new Uint8Array(11), 'has only 11 bytes')
  })

  test('not a model at all', () => {
    refused(
      new TextEncoder().encode('{"this": "is some JSON document"}'),
      'does not carry the identifier TFL3',
    )
  })

  test('cut anywhere', () => {
    const bytes = file(small)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readModel(bytes.slice(0, length)), `${length} bytes`).toThrow(ModelError)
    }
  })

  test('a root beyond the end', () => {
    const bytes = file(small)
    new DataView(bytes.buffer).setUint32(0, 0x7ffffff0, true)
    refused(bytes, 'lie outside the file')
  })

  test('an operator reading a tensor nobody writes', () => {
    refused(
      changed((spec) => {
        spec.tensors.z = { shape: [1, 4], scale: 1 }
        spec.operators[0].inputs[0] = 'z'
      }),
      'operator 0 (FULLY_CONNECTED) reads tensor 3 before anything writes it',
    )
  })

  test('an operator writing a constant, a variable, or a tensor twice', () => {
    refused(
      changed((spec) => {
        spec.operators[0].outputs = ['w']
      }),
      'writes tensor 1, a constant',
    )
    refused(
      changed((spec) => {
        spec.tensors.y.variable = true
      }),
      'writes tensor 2, a variable',
    )
    refused(
      changed((spec) => {
        spec.operators.push(structuredClone(spec.operators[0]))
      }),
      'operator 1 (FULLY_CONNECTED) writes tensor 2 a second time',
    )
  })

  test('an output nobody writes, an input that is constant, no inputs, no operators', () => {
    refused(
      changed((spec) => {
        spec.tensors.z = { shape: [1], scale: 1 }
        spec.outputs = ['z']
      }),
      'nothing writes tensor 3',
    )
    refused(
      changed((spec) => {
        spec.inputs = ['w']
      }),
      'tensor 1 is a constant',
    )
    refused(
      changed((spec) => {
        spec.inputs = []
      }),
      'no inputs',
    )
    refused(
      changed((spec) => {
        spec.operators = []
      }),
      'no operators',
    )
  })

  test('indices beyond the tensors', () => {
    const written = model(small)
    refused(writeModel({ ...written, outputs: [3] }), 'model outputs: tensor 3 of 3')
    refused(
      writeModel({ ...written, operators: [{ ...written.operators[0], inputs: [0, 77] }] }),
      'tensor 77 of 3',
    )
    refused(
      writeModel({ ...written, operators: [{ ...written.operators[0], inputs: [0, -2] }] }),
      'tensor -2 of 3',
    )
  })

  test('a shape that does not fit its data, or is too large', () => {
    const written = model(small)
    const tensors = [...written.tensors]
    tensors[1] = { ...tensors[1], shape: [3, 4] }
    refused(writeModel({ ...written, tensors }), 'needs 12 bytes, its buffer has 8')
    tensors[1] = { ...tensors[1], shape: [65536, 65536] }
    refused(writeModel({ ...written, tensors }), 'is too large')
    tensors[1] = { ...tensors[1], shape: [-1, 4] }
    refused(writeModel({ ...written, tensors }), 'dimension of size -1')
  })

  test('scales and zero points that make no sense', () => {
    refused(
      changed((spec) => {
        spec.tensors.x.scale = Number.NaN
      }),
      'scale NaN',
    )
    refused(
      changed((spec) => {
        spec.tensors.x.scale = -1
      }),
      'scale -1',
    )
    const written = model(small)
    const tensors = [...written.tensors]
    tensors[1] = {
      ...tensors[1],
      quantisation: { scales: Float32Array.of(1, 2, 3), zeroPoints: Int32Array.of(0, 0), axis: 0 },
    }
    refused(writeModel({ ...written, tensors }), '2 zero points for 3 scales')
  })

  test('options of another operator', () => {
    const bytes = file(small)
    // The byte with the options' kind, FullyConnectedOptions (8), follows from the operator's table: find it.
    const at = bytes.findIndex((_, i) => refusesOptions(bytes, i))
    expect(at).toBeGreaterThan(0)
  })

  /** Whether changing the byte at `i` from 8 to 9 makes the options those of another operator. */
  function refusesOptions(bytes: Uint8Array, i: number): boolean {
    if (bytes[i] !== 8) return false
    try {
      readModel(bytes.with(i, 9))
      return false
    } catch (error) {
      return (error as Error).message.includes('carries options of kind 9, expected 8')
    }
  }

  test('one table named so often that decoding it every time would take for ever', () => {
    const builder = new Builder()
    const inputs = integers(builder, 20_000)
    builder.startObject(2)
    builder.addFieldOffset(FIELD.operator.inputs, inputs, 0)
    const operator = builder.endObject()
    const operators = offsets(builder, new Array<number>(4000).fill(operator))
    builder.startObject(4)
    builder.addFieldOffset(FIELD.subgraph.operators, operators, 0)
    const subgraphs = offsets(builder, [builder.endObject()])
    builder.startObject(0)
    const codes = offsets(builder, [builder.endObject()])
    builder.startObject(3)
    builder.addFieldInt32(FIELD.model.version, 3, 0)
    builder.addFieldOffset(FIELD.model.operatorCodes, codes, 0)
    builder.addFieldOffset(FIELD.model.subgraphs, subgraphs, 0)
    builder.finish(builder.endObject(), 'TFL3')
    refused(builder.asUint8Array(), 'refers to the same data too often')
  })
})

function offsets(builder: Builder, targets: number[]): number {
  builder.startVector(4, targets.length, 4)
  for (const target of targets) builder.addOffset(target)
  return builder.endVector()
}

function integers(builder: Builder, count: number): number {
  builder.startVector(4, count, 4)
  for (let i = 0; i < count; i++) builder.addInt32(0)
  return builder.endVector()
}
