// A System without networks: a picture's first pixel says whose face it is, a recording's first sample whose voice.
// Everything else (templates, comparison, fusion, clock) is real. Pixel 255 is a picture without a face; a first
// sample below 0 is silence.

import type { Fusion } from '../../main/authentication/fusion.ts'
import type { StoredOperatingPoint } from '../../main/authentication/operating-point.ts'
import { System } from '../../main/authentication/system.ts'
import type { Machine } from '../../main/board/machine.ts'
import { VisemeError } from '../../main/errors.ts'
import type { FaceChain } from '../../main/face/chain.ts'
import type { Image } from '../../main/face/image.ts'
import type { FaceQuality } from '../../main/face/quality.ts'
import type { VoiceChain } from '../../main/voice/chain.ts'
import type { VoiceQuality } from '../../main/voice/quality.ts'
import type { Samples } from '../../main/voice/samples.ts'
import { MODELS, unitEmbedding } from '../enrollment-data/enrolments.ts'

/** Calibration with llr = 20 cosine - 8 per modality; thresholds 4 for one modality, 6 for both. */
export const FUSION: Fusion = {
  format: 'viseme-fusion/1',
  calibration: { face: { offset: -8, slope: 20 }, voice: { offset: -8, slope: 20 } },
  operating_points: [
    {
      fmr: 0.01,
      face: { threshold: 4, fnmr: 0.1 },
      voice: { threshold: 4, fnmr: 0.1 },
      fused: { threshold: 6, fnmr: 0.05 },
    },
  ],
  default_fmr: 0.01,
  fitted: {
    networks: MODELS,
    face: { name: 'none', people: 2, samples: 4, genuine: 2, impostor: 2 },
    voice: { name: 'none', people: 2, samples: 4, genuine: 2, impostor: 2 },
    chimeric: { draws: 1, people: 2, seed: 1, genuine: 2, impostor: 2 },
    enrolment: { face: 3, voice: 2 },
  },
}

/** A picture of face `who` (0 to 254). */
export const picture = (who: number): Image => ({
  width: 1,
  height: 1,
  channels: 3,
  data: Uint8Array.of(who, 0, 0),
})
export const faceless = (): Image => picture(255)

/** A recording of voice `who` (0 to 254). */
export const recording = (who: number): Samples => Float32Array.of(who / 256)
export const silence = (): Samples => Float32Array.of(-1)

const refusal = (code: string) =>
  new VisemeError({ code, message: `It is ${code}.`, next: 'Try again.', exitCode: 2 })

/** Figures of every picture and recording: good ones. */
export const FACE_QUALITY: FaceQuality = {
  score: 0.8,
  interEye: 40,
  sharpness: 0.03,
  exposure: { mean: 120, dark: 0, bright: 0 },
  yaw: 0,
  pitch: 0,
  roll: 0,
}
const VOICE_QUALITY: VoiceQuality = { score: 0.6, levelDb: -20, snrDb: 30, speechSeconds: 2, clipped: 0 }

/** Counts what the board was asked to do; every capture takes 100 ms on its core. */
class FakeMachine {
  core = 0
  resets = 0
  /** Work around the networks: stage, kind, count. */
  works: [string, string, number][] = []
  time = [0, 0]
  stages: { stage: string; core: number; start_ms: number; ms: number }[] = []

  onCore<T>(core: 0 | 1, body: () => T): T {
    this.core = core
    return body()
  }

  spend(stage: string, ms: number): void {
    this.stages.push({ stage, core: this.core, start_ms: this.time[this.core], ms })
    this.time[this.core] += ms
  }

  work(stage: string, kind: string, count: number): void {
    this.works.push([stage, kind, count])
  }

  reset(): void {
    this.resets++
    this.time = [0, 0]
    this.stages = []
    this.works = []
  }

  report() {
    const estimate = Math.max(...this.time)
    return {
      latency_ms: { estimate, low: estimate, high: estimate },
      stages: this.stages,
      peak_ram_bytes: 1000,
      flash_bytes: 2000,
      energy_mj: 3,
      memory: [],
      watchdog: [],
    }
  }
}

export function fakeSystem(
  models = MODELS,
  operatingPoint?: () => StoredOperatingPoint | null,
): System & { machine: FakeMachine } {
  const machine = new FakeMachine()
  const face = {
    capture({ data }: Image) {
      machine.spend('face', 100)
      if (data[0] === 255) throw refusal('no-face')
      return { embedding: unitEmbedding(data[0]), quality: FACE_QUALITY }
    },
  }
  const voice = {
    capture([first]: Samples) {
      machine.spend('voice', 100)
      if (first < 0) throw refusal('silence')
      return { embedding: unitEmbedding(1000 + 256 * first), quality: VOICE_QUALITY }
    },
  }
  const system: unknown = new System(
    machine as unknown as Machine,
    face as unknown as FaceChain,
    voice as unknown as VoiceChain,
    models,
    { ...FUSION, fitted: { ...FUSION.fitted, networks: models } },
    operatingPoint,
  )
  return system as System & { machine: FakeMachine }
}

/** Samples of one person as enrolment takes them. */
export const samplesOf = (who: number, faces = 3, voices = 2) => ({
  faces: Array.from({ length: faces }, (_, i) => ({ source: `face${i}.png`, value: picture(who) })),
  voices: Array.from({ length: voices }, (_, i) => ({ source: `voice${i}.wav`, value: recording(who) })),
})
