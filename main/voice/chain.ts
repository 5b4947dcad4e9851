// The way of a voice on the board: log-mel while recording, activity, quality, embedding.

import type { LoadedNetwork, Machine } from '../board/machine.ts'
import { type Activity, findSpeech } from './activity.ts'
import { embedSpeech, speechFrames, windowStarts } from './embed.ts'
import { VoiceError } from './errors.ts'
import { FFT_BINS } from './fft.ts'
import { BANDS, frameCount, HOP_SAMPLES, type LogMel, logMel, MULTIPLIES_PER_FRAME } from './mel.ts'
import { measureQuality, requireLength, requireUsable, type VoiceQuality } from './quality.ts'
import type { Samples } from './samples.ts'

export interface VoiceCapture {
  /** 128 values, unit norm. */
  embedding: Float32Array
  quality: VoiceQuality
}

/** What a check before enrolment shows. */
export interface VoiceInspection {
  quality: VoiceQuality
  /** Why the recording cannot be used; null where it can. */
  problem: VoiceError | null
}

export interface VoiceChain {
  network: LoadedNetwork
  /**
   * The quality of a recording without an embedding; refuses none for its quality.
   * @throws VoiceError (`too-long`), OutOfMemoryError
   */
  inspect(samples: Samples): VoiceInspection
  /**
   * Embeds the speech of a recording, one run of the network for each second of it: 20 s keep an ESP-EYE busy for 9 s.
   * @throws VoiceError (`too-long`, `silence`, `clipping`, `too-short`), OutOfMemoryError
   */
  capture(samples: Samples): VoiceCapture
  /** The same by other networks than voice-embed, each asked for when it is its turn; an embedding of each. */
  captureBy(
    samples: Samples,
    networks: readonly (() => LoadedNetwork)[],
  ): Omit<VoiceCapture, 'embedding'> & {
    embeddings: Float32Array[]
    /** Windows of the speech: how often each network ran. */
    windows: number
  }
}

/** What a chain needs of a board. */
type ChainMachine = Pick<Machine, 'load' | 'work' | 'invoke' | 'withBuffer'>

export const VOICE_NETWORK = 'voice-embed'

/** Puts the voice network on the board, if it does not lie there. Throws what `machine.load` throws when it does not fit. */
export function loadVoiceChain(
  machine: ChainMachine,
  model: Uint8Array | LoadedNetwork,
  arena?: string,
): VoiceChain {
  const network = model instanceof Uint8Array ? machine.load(VOICE_NETWORK, model, arena) : model
  const captureBy: VoiceChain['captureBy'] = (samples, embedders) =>
    listen(machine, samples, ({ mel, activity, quality }) => {
      requireUsable(samples, quality)
      const speech = speechFrames(mel.values, activity.segments)
      return machine.withBuffer('speech features', 4 * speech.length, () => {
        machine.work('voice features', 'copy', 4 * speech.length)
        const embeddings = embedders.map((embedder) => embedSpeech(machine, embedder(), speech))
        return { embeddings, quality, windows: windowStarts(speech.length / BANDS).length }
      })
    })
  return {
    network,
    inspect: (samples) =>
      listen(machine, samples, ({ quality }) => {
        try {
          requireUsable(samples, quality)
        } catch (error) {
          if (error instanceof VoiceError) return { quality, problem: error }
          throw error
        }
        return { quality, problem: null }
      }),
    capture: (samples) => {
      const { embeddings, quality } = captureBy(samples, [() => network])
      return { embedding: embeddings[0], quality }
    },
    captureBy,
  }
}

interface Heard {
  mel: LogMel
  activity: Activity
  quality: VoiceQuality
}

/** Log-mel, where the speech is, and how good it is; the board keeps the log-mel frames while `then` runs. */
function listen<T>(machine: ChainMachine, samples: Samples, then: (heard: Heard) => T): T {
  requireLength(samples)
  return machine.withBuffer('log-mel frames', 4 * (BANDS + 1) * frameCount(samples), () => {
    const mel = logMel(samples)
    chargeLogMel(machine, mel.frames)
    const activity = findSpeech(mel.levels)
    machine.work('voice activity', 'compare', mel.frames * Math.ceil(Math.log2(mel.frames + 1)))
    const quality = measureQuality(samples, activity)
    machine.work('voice activity', 'compare', samples.length)
    return then({ mel, activity, quality })
  })
}

/** The log-mel stream: its time falls into the recording, 10 ms of which pass for every frame. */
function chargeLogMel(machine: Pick<Machine, 'work'>, frames: number): void {
  const charge = (kind: Parameters<Machine['work']>[1], perFrame: number) =>
    machine.work('voice log-mel', kind, frames * perFrame)
  charge('i2s-to-float', HOP_SAMPLES)
  charge('fft-256', 1) // 512 real points as 256 complex ones,
  charge('dot', 8 * FFT_BINS) // and the split of their bins
  charge('mel', MULTIPLIES_PER_FRAME)
  charge('log', BANDS + 1)
  charge('copy-to-psram', 4 * (BANDS + 1))
}
