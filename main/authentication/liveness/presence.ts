// One presentation from the first frame to the end of the voice: the frames of the challenge, what the passive checks
// say of them, that one face did it all, and that face and voice came together. Pictures that are not needed for the
// comparison are forgotten at once.

import { type Fingerprint, pictureFingerprint } from '../../capture/repeated.ts'
import type { FaceInspection } from '../../face/chain.ts'
import type { Image } from '../../face/image.ts'
import type { HeadPose } from '../../face/quality.ts'
import { SAMPLE_RATE, type Samples } from '../../voice/samples.ts'
import { loosest } from '../agreement.ts'
import type { Fusion } from '../fusion.ts'
import { logLikelihoodRatio } from '../fusion.ts'
import { Challenge, type HeadAction, isStraight, type Progress } from './challenge.ts'
import { type CheckResult, checkCameraName, checkFrames, checkSound, type PassiveCheck } from './passive.ts'

export const presenceChecks = ['challenge', 'same-face', 'together'] as const
export type PresenceCheck = PassiveCheck | (typeof presenceChecks)[number]

export interface PresenceResult extends Omit<CheckResult, 'check'> {
  check: PresenceCheck
}

/** What is known of the presentation as a sign of life; `passed` when every check has. */
export interface PresenceReport {
  passed: boolean
  action: HeadAction
  checks: PresenceResult[]
}

/** Degrees from the straight pose at which a frame is compared with the frontal one. */
const TURNED = 10
/** The voice must not be longer than the window by more than this, s. */
const MARGIN_SECONDS = 1.5

interface Kept {
  image: Image
  quality: number
  pose: HeadPose
}

export class Presence {
  readonly challenge: Challenge
  readonly #camera: string
  readonly #startedAt: number
  readonly #frames: { at: number; fingerprint: Fingerprint }[] = []
  #frontal: Kept | null = null
  #turned: Kept | null = null
  #progress: Progress = { stage: 'waiting' }

  constructor(action: HeadAction, camera: string, startedAt: number) {
    this.challenge = new Challenge(action, startedAt)
    this.#camera = camera
    this.#startedAt = startedAt
  }

  /** Takes the next frame, as the face chain inspected it. */
  see(image: Image, { quality, problem }: FaceInspection, at: number): Progress {
    this.#frames.push({ at, fingerprint: pictureFingerprint(image) })
    const pose = quality
    this.#progress = this.challenge.see({ at, pose })
    if (quality && problem === null && pose) {
      const kept = { image, quality: quality.score, pose }
      if (isStraight(pose) && quality.score >= (this.#frontal?.quality ?? 0)) this.#frontal = kept
      const away = ({ yaw, pitch }: HeadPose) => Math.abs(Math.max(Math.abs(yaw), Math.abs(pitch)) - TURNED)
      if (this.#progress.stage !== 'waiting' && (!this.#turned || away(pose) < away(this.#turned.pose))) {
        this.#turned = kept
      }
    }
    return this.#progress
  }

  /** The best frame that looks straight: the one to be compared; null where there was none. */
  get frontal(): Image | null {
    return this.#frontal?.image ?? null
  }

  /** What the presentation shows; `embed` makes the embedding of a frame, `voice` may be missing. */
  assess(
    fusion: Fusion,
    embed: (image: Image) => Float32Array,
    voice: { samples: Samples; levelDb: number } | null,
    at: number,
  ): PresenceReport {
    const { stage } = this.challenge.standing(at)
    const passed = this.#progress.stage === 'passed' || stage === 'passed'
    const checks: PresenceResult[] = [
      { check: 'challenge', passed, value: null, limit: null },
      ...checkFrames(this.#frames),
      checkCameraName(this.#camera),
      this.#sameFace(fusion, embed),
    ]
    if (voice) {
      const window = (at - this.#startedAt) / 1000 + MARGIN_SECONDS
      const seconds = voice.samples.length / SAMPLE_RATE
      checks.push({ check: 'together', passed: seconds <= window, value: seconds, limit: window })
      checks.push(...checkSound(voice.samples, voice.levelDb))
    }
    return { passed: checks.every((check) => check.passed), action: this.challenge.action, checks }
  }

  /** Whether the face that moved is the one that looked straight: by their embeddings, at the loosest threshold. */
  #sameFace(fusion: Fusion, embed: (image: Image) => Float32Array): PresenceResult {
    const { threshold: limit } = loosest(fusion, 'face')
    if (!this.#frontal || !this.#turned) return { check: 'same-face', passed: false, value: null, limit }
    const [a, b] = [embed(this.#frontal.image), embed(this.#turned.image)]
    const value = logLikelihoodRatio(
      fusion.calibration.face,
      a.reduce((sum, x, at) => sum + x * b[at], 0),
    )
    return { check: 'same-face', passed: value >= limit, value, limit }
  }
}
