// From the log-mel frames of the speech to one unit embedding: windows of 2 s every second through the int8 network,
// the mean of their unit embeddings, normalised again.

import type { LoadedNetwork, Machine } from '../board/machine.ts'
import type { Tensor } from '../inference/model.ts'
import type { Segment } from './activity.ts'
import { BANDS, WINDOW_FRAMES, windowFeatures } from './mel.ts'

export const EMBEDDING_SIZE = 128
const HOP_FRAMES = WINDOW_FRAMES / 2

/** What embedding needs of a network. */
type Runnable = Pick<LoadedNetwork, 'prepared'>

/** What embedding needs of the board. */
export interface EmbeddingBoard<Network extends Runnable = LoadedNetwork> extends Pick<Machine, 'work'> {
  invoke(network: Network, inputs: Uint8Array[], stage: string): Uint8Array[]
}

/**
 * Frames of the segments one after the other; repeated from the start where they do not fill one window.
 * @param values log-mel [frames, BANDS]
 */
export function speechFrames(values: Float32Array, segments: readonly Segment[]): Float32Array {
  const parts = segments.map(({ start, end }) => values.subarray(start * BANDS, end * BANDS))
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length === 0) throw new RangeError('no speech frames to embed')
  const result = new Float32Array(Math.max(length, WINDOW_FRAMES * BANDS))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  for (; at < result.length; at++) result[at] = result[at - length]
  return result
}

/** First frames of the windows: one a second, the last one flush with the end. */
export function windowStarts(frames: number): number[] {
  const last = frames - WINDOW_FRAMES
  const starts: number[] = []
  for (let start = 0; start < last; start += HOP_FRAMES) starts.push(start)
  return [...starts, Math.max(0, last)]
}

/** The vector scaled to length 1. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

/**
 * Unit embedding of the speech.
 * @param speech log-mel [frames, BANDS] of at least WINDOW_FRAMES frames (see `speechFrames`)
 */
export function embedSpeech<Network extends Runnable>(
  board: EmbeddingBoard<Network>,
  network: Network,
  speech: Float32Array,
): Float32Array<ArrayBufferLike> {
  const sum = new Float32Array(EMBEDDING_SIZE)
  for (const start of windowStarts(speech.length / BANDS)) {
    const embedding = embedWindow(board, network, windowFeatures(speech, start))
    for (let i = 0; i < EMBEDDING_SIZE; i++) sum[i] += embedding[i]
  }
  board.work('voice embed', 'dot', 2 * EMBEDDING_SIZE)
  return unit(sum)
}

function embedWindow<Network extends Runnable>(
  board: EmbeddingBoard<Network>,
  network: Network,
  features: Float32Array,
): Float32Array {
  board.work('voice features', 'dot', 2 * features.length)
  board.work('voice features', 'quantise', features.length)
  const [input] = network.prepared.inputs
  const [output] = network.prepared.outputs
  const [bytes] = board.invoke(network, [asInput(features, input)], 'voice embed')
  const numbers = asNumbers(bytes, output)
  board.work('voice embed', 'dequantise', numbers.length)
  board.work('voice embed', 'dot', 2 * numbers.length)
  const zeroPoint = output.quantisation?.zeroPoints[0] ?? 0
  // the scale of the output cancels in the normalisation
  return unit(Float32Array.from(numbers, (value) => value - zeroPoint))
}

/** Bytes of real values as the input takes them: the board's int8, or int16 and float32 to compare precisions. */
function asInput(values: Float32Array, { type, quantisation }: Tensor): Uint8Array {
  if (type === 'float32') return new Uint8Array(values.slice().buffer)
  const limit = type === 'int16' ? 32767 : 127
  const scale = quantisation!.scales[0]
  const zeroPoint = quantisation!.zeroPoints[0]
  const whole = (value: number): number =>
    Math.max(-limit - 1, Math.min(limit, Math.round(value / scale) + zeroPoint))
  return new Uint8Array(
    (type === 'int16' ? Int16Array.from(values, whole) : Int8Array.from(values, whole)).buffer,
  )
}

function asNumbers(bytes: Uint8Array, { type }: Tensor): Int8Array | Int16Array | Float32Array {
  const { buffer } = bytes.slice()
  if (type === 'float32') return new Float32Array(buffer)
  return type === 'int16' ? new Int16Array(buffer) : new Int8Array(buffer)
}
