// One attempt to be put through the board: what is presented, and what comes back. Plain data between threads.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Board } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import type { Failure } from '../errors.ts'
import type { Zoo } from '../inference/zoo.ts'
import type { DataSample } from './data-set.ts'

/** A picture or recording: a file (of a recording, seconds `start` to `end`), or a simulated person's. */
export type Source =
  | { kind: 'file'; path: string; start: number | null; end: number | null }
  | { kind: 'simulated'; seed: number; session: number; index: number }

/** What is presented together: pictures on core 0, recordings on core 1. */
export type CaptureTask = Record<Modality, Source[]>

export type Captured =
  /** 128 values, unit norm; quality 0 to 1. */
  | { embedding: Float32Array; quality: number }
  /**
   * `read`: the file is no picture or sound; `capture`: the chain found nothing usable in it. `passing`: it may succeed
   * another time, as what failed is the file's place or a limit of this board.
   */
  | { failed: 'read' | 'capture'; code: string; message: string; passing?: true }

export interface CaptureResult {
  face: Captured[]
  voice: Captured[]
  board: {
    /** When the last stage of each core, and of the attempt, was over; 0 where nothing ran. */
    face_ms: number
    voice_ms: number
    attempt_ms: number
    peak_ram_bytes: number
  }
}

export interface CaptureSettings {
  board: Board
  boardOptions: Partial<BoardOptions>
  /** Networks in place of the zoo's. */
  zoo?: Zoo
  /** What the board decides by; default both. */
  modalities?: readonly Modality[]
}

/** What a thread answers to a task; a failure, of which classes would not survive the way between threads, ends it. */
export type CaptureAnswer = { index: number; result: CaptureResult } | { failure: Failure }

/** Told after each task, in whatever order they end. */
export type OnCaptured = (index: number, result: CaptureResult) => void

/** Captures all tasks; the results are in their order. */
export type CaptureAll = (tasks: CaptureTask[], onDone?: OnCaptured) => Promise<CaptureResult[]>

export const succeeded = (captured: Captured): captured is { embedding: Float32Array; quality: number } =>
  'embedding' in captured

/** The task that captures one sample of a data set; its result is the only one of its modality. */
export function sampleTask({ modality, path, start, end, simulated }: DataSample): CaptureTask {
  const drawn = typeof simulated === 'object' ? simulated : null
  const source: Source = drawn ? { kind: 'simulated', ...drawn } : { kind: 'file', path, start, end }
  return { face: [], voice: [], [modality]: [source] }
}
