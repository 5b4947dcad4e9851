// A capturer without a board: embeddings are made from the person's name, so that people are told apart by design.

import type { CaptureAll, Captured, CaptureTask, Source } from '../../main/evaluation/capture-task.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'

/** A unit vector around the direction of `identity`, `spread` from it, the same for the same `sample`. */
export function embeddingOf(identity: number, sample: number, spread: number): Float32Array {
  const own = direction(identity)
  const other = direction(1_000_003 * (identity + 1) + sample)
  const mixed = own.map((value, i) => value + spread * other[i])
  const norm = Math.hypot(...mixed)
  return mixed.map((value) => value / norm)
}

function direction(seed: number): Float32Array {
  const integer = seededIntegers(seed)
  const values = Float32Array.from({ length: 128 }, () => integer(2001) - 1000)
  const norm = Math.hypot(...values)
  return values.map((value) => value / norm)
}

export interface FakeCapture {
  capture: CaptureAll
  /** Every source that was asked for. */
  asked: Source[]
}

/** A capturer that answers every source with `answer`. */
export function fakeCapture(answer: (source: Source, modality: 'face' | 'voice') => Captured): FakeCapture {
  const asked: Source[] = []
  const captured = (sources: Source[], modality: 'face' | 'voice') => {
    asked.push(...sources)
    return sources.map((source) => answer(source, modality))
  }
  return {
    asked,
    capture: async (tasks: CaptureTask[], onDone = () => {}) =>
      tasks.map((task, index) => {
        const result = {
          face: captured(task.face, 'face'),
          voice: captured(task.voice, 'voice'),
          board: { face_ms: 500, voice_ms: 300, attempt_ms: 520 + index, peak_ram_bytes: 200_000 },
        }
        onDone(index, result)
        return result
      }),
  }
}
