// An embedding network by itself, without a board: what measuring many SubNets on the same crops needs.

import type { Image } from '../face/image.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'

export interface EmbeddingNetwork {
  /** Side of the crop it takes, pixels. */
  side: number
  macs: number
  /** Weights and biases. */
  weightBytes: number
  /** Real values of the embedding of an aligned RGB crop; not of unit length. */
  embed(crop: Image): Float32Array
}

/** Reads a .tflite that takes an aligned RGB crop, real value (pixel - 128) / 128, in any precision. */
export function embeddingNetwork(bytes: Uint8Array): EmbeddingNetwork {
  const prepared = prepare(readModel(bytes))
  const [input] = prepared.inputs
  const [output] = prepared.outputs
  return {
    side: input.shape[1],
    macs: prepared.operators.reduce((sum, { macs }) => sum + macs, 0),
    weightBytes: prepared.operators.reduce((sum, each) => sum + each.weightBytes, 0),
    embed(crop) {
      const [answer] = prepared.invoke([quantisedCrop(crop, input.type)])
      const { scales, zeroPoints } = output.quantisation ?? { scales: [1], zeroPoints: [0] }
      const values = typed(answer, output.type)
      return Float32Array.from(values, (value) => scales[0] * (value - zeroPoints[0]))
    },
  }
}

/** The crop as the network's input: whole steps of 1/128 at int8, of 1/32768 at int16. */
function quantisedCrop({ data }: Image, type: string): Uint8Array {
  if (type === 'int8') return Uint8Array.from(data, (pixel) => pixel ^ 0x80)
  const values =
    type === 'int16'
      ? Int16Array.from(data, (pixel) => (pixel - 128) * 256)
      : Float32Array.from(data, (pixel) => (pixel - 128) / 128)
  return new Uint8Array(values.buffer)
}

/** A copy of `bytes` as numbers of a tensor's type. */
function typed(bytes: Uint8Array, type: string): Int8Array | Int16Array | Float32Array {
  const { buffer } = bytes.slice()
  if (type === 'int8') return new Int8Array(buffer)
  return type === 'int16' ? new Int16Array(buffer) : new Float32Array(buffer)
}
