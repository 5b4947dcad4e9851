// Turns an aligned face into 128 numbers on the board: face-embed.tflite (models/face-embed.md).
// Faces are compared by the cosine of their embeddings.

import type { LoadedNetwork } from '../board/machine.ts'
import type { AlignedFace } from './align.ts'
import type { FaceMachine } from './detect.ts'
import { dequantise } from './detect.ts'
import { toInt8 } from './resample.ts'

const ALIGN = 'face align'
const EMBED = 'face embed'

/**
 * Unit-norm embedding [128] of an aligned 64x64 RGB crop. Charges the board for the warp that made the crop (each
 * bilinear sample of each colour), the network and the scaling to unit length.
 */
export function embedFace(machine: FaceMachine, network: LoadedNetwork, crop: AlignedFace): Float32Array {
  machine.work(ALIGN, 'warp', crop.data.length * crop.samplesPerPixel)
  const [answer] = machine.invoke(network, [toInt8(crop)], EMBED)
  const embedding = dequantise(network.prepared.outputs[0], answer)
  machine.work(EMBED, 'dequantise', embedding.length)
  machine.work(EMBED, 'dot', 2 * embedding.length)
  return toUnitNorm(embedding)
}

/** `vector` divided by its length; a zero vector, which no face gives, stays zero. */
export function toUnitNorm(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector)
  return norm === 0 ? vector : vector.map((value) => value / norm)
}
