// What a person presents, put through the board's two chains: pictures on core 0, speech on core 1, side by side.

import { setImmediate } from 'node:timers/promises'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { type FaceInstruction, faceInstruction } from '../face/guidance.ts'
import type { Image } from '../face/image.ts'
import type { FaceQuality } from '../face/quality.ts'
import { type VoiceInstruction, voiceInstruction } from '../voice/guidance.ts'
import type { Samples } from '../voice/samples.ts'
import type { System } from './system.ts'
import { meanEmbedding } from './template.ts'

/** One picture or recording, and what to call it: a file name, `camera`, `simulated person 3`. */
export interface Sample<T> {
  source: string
  value: T
}

export interface Presented {
  faces: readonly Sample<Image>[]
  voices: readonly Sample<Samples>[]
  /** They are a simulated person's. Default false. */
  simulated?: boolean
}

/** Told after every sample. */
export interface Progress {
  done: number
  total: number
  modality: Modality
  source: string
  /** Of the sample, 0 to 1. */
  quality: number
}

export interface Captured {
  /** Unit norm. */
  embedding: Float32Array
  /** 0 to 1. */
  quality: number
  /** What would have made the sample better; null where it was good. */
  advice: FaceInstruction | VoiceInstruction | null
}

export type Captures = Record<Modality, Captured[]>

const SAMPLE_NAMES: Record<Modality, string> = { face: 'Picture', voice: 'Recording' }

/** A sample that a chain refused: the chain's own code and advice, and which sample it was. */
export class SampleError extends VisemeError {
  readonly modality: Modality
  /** From 0, among the samples of its modality. */
  readonly index: number
  readonly source: string

  constructor(cause: VisemeError, modality: Modality, index: number, count: number, source: string) {
    super({
      code: cause.code,
      message: `${SAMPLE_NAMES[modality]} ${index + 1} of ${count} (${source}): ${cause.message}`,
      next: cause.next,
      exitCode: cause.exitCode,
      cause,
    })
    this.modality = modality
    this.index = index
    this.source = source
  }
}

/** Captures every sample, in order. Throws SampleError at the first that a chain refuses. */
export async function captureAll(
  system: System,
  { faces, voices }: Presented,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Captures> {
  const total = faces.length + voices.length
  const captures: Captures = { face: [], voice: [] }

  async function take<T, Q extends { score: number }>(
    modality: Modality,
    core: 0 | 1,
    samples: readonly Sample<T>[],
    capture: Capture<T, Q>,
    advise: (quality: Q) => Captured['advice'],
  ) {
    for (const [index, { source, value }] of samples.entries()) {
      try {
        const { embedding, quality } = system.machine.onCore(core, () => capture(value))
        captures[modality].push({ embedding, quality: quality.score, advice: advise(quality) })
      } catch (error) {
        if (!(error instanceof VisemeError)) throw error
        throw new SampleError(error, modality, index, samples.length, source)
      }
      const done = captures.face.length + captures.voice.length
      onProgress({ done, total, modality, source, quality: captures[modality][index].quality })
      await setImmediate() // the window stays alive between samples
    }
  }

  const adviseFace = (quality: FaceQuality) => faceInstruction(quality, null)
  await take('face', 0, faces, (image) => system.face.capture(image), adviseFace)
  await take('voice', 1, voices, (samples) => system.voice.capture(samples), voiceInstruction)
  return captures
}

type Capture<T, Q> = (value: T) => { embedding: Float32Array; quality: Q }

/** Several samples of one attempt as one: the mean of the embeddings and of the qualities; null when there are none. */
export function fuseSamples(captured: readonly Captured[]): Captured | null {
  if (captured.length === 0) return null
  const quality = captured.reduce((sum, sample) => sum + sample.quality, 0) / captured.length
  const worst = captured.reduce((least, sample) => (sample.quality < least.quality ? sample : least))
  const embedding = meanEmbedding(captured.map((sample) => sample.embedding))
  return { embedding, quality, advice: worst.advice }
}
