// From the log-mel frames of the speech to one unit embedding: windows of 2 s every second through the int8 network,
// the mean of their unit embeddings, normalised again.

import type { LoadedNetwork, Machine } from '../board/machine.ts'
import type { Segment } from './activity.ts'
import { BANDS, WINDOW_FRAMES, windowFeatures } from './mel.ts'

export const EMBEDDING_SIZE = 128
const HOP_FRAMES = WINDOW_FRAMES / 2

/** What embedding needs of the board. */
export type EmbeddingBoard = Pick<Machine, 'invoke' | 'work'>

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
export function embedSpeech(
  board: EmbeddingBoard,
  network: LoadedNetwork,
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

function embedWindow(board: EmbeddingBoard, network: LoadedNetwork, features: Float32Array): Float32Array {
  board.work('voice features', 'dot', 2 * features.length)
  board.work('voice features', 'quantise', features.length)
  const input = network.prepared.inputs[0]
  const output = network.prepared.outputs[0]
  const scale = input.quantisation!.scales[0]
  const zeroPoint = input.quantisation!.zeroPoints[0]
  const quantised = Int8Array.from(features, (value) =>
    Math.max(-128, Math.min(127, Math.round(value / scale) + zeroPoint)),
  )
  const [bytes] = board.invoke(network, [new Uint8Array(quantised.buffer)], 'voice embed')
  const outputZero = output.quantisation!.zeroPoints[0]
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  board.work('voice embed', 'dequantise', signed.length)
  board.work('voice embed', 'dot', 2 * signed.length)
  // the scale of the output cancels in the normalisation
  return unit(Float32Array.from(signed, (value) => value - outputZero))
}
