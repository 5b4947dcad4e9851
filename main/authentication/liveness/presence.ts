// One presentation from the first frame to the end of the voice: the frames of the challenge, what the passive checks
// say of them, that one face did it all, and that the voice is no longer than they. Pictures that are not needed for the
// comparison are forgotten at once.

import { type Fingerprint, pictureFingerprint } from '../../capture/repeated.ts'
import type { FaceInspection } from '../../face/chain.ts'
import type { Image, Landmarks } from '../../face/image.ts'
import type { HeadPose } from '../../face/quality.ts'
import { SAMPLE_RATE, type Samples } from '../../voice/samples.ts'
import { strictestWithin } from '../agreement.ts'
import type { Fusion } from '../fusion.ts'
import { logLikelihoodRatio } from '../fusion.ts'
import { Challenge, type HeadAction, isStraight, type Progress } from './challenge.ts'
import type { passiveChecks, presenceChecks } from './checks.ts'
import { depthOf } from './depth.ts'
import { type CheckResult, checkCameraName, checkFrames, checkSound } from './passive.ts'

export type PresenceCheck = (typeof passiveChecks | typeof presenceChecks)[number]

export interface PresenceResult extends Omit<CheckResult, 'check'> {
  check: PresenceCheck
}

/** What is known of the presentation as a sign of life; `passed` when every check has. */
export interface PresenceReport {
  passed: boolean
  action: HeadAction
  checks: PresenceResult[]
}

/** Degrees from where the head was held at which a frame on the way is compared with the frontal one. */
const ON_THE_WAY = 10
/**
 * How far a face may move between two frames: its box's shift in widths of the box, and the logarithm of its growth.
 * A head that turns stays where it is; an exchange of what is before the camera rarely hits place and size.
 */
const LONGEST_JUMP = 0.5
/**
 * The least depth of a movement. Of 80 simulated people who moved as asked (`attacks`, seeds 7 and 11 to 13) none showed less
 * than 0.041, of as many moved and tilted prints none more than 0.033; while the head is still, both show alike little.
 */
const LEAST_DEPTH = 0.039
/** Share of genuine development attempts, of different days, that the threshold between two frames may cost. */
const SAME_FACE_COST = 0.03
/** The voice must not be longer than the window by more than this, s. */
const MARGIN_SECONDS = 1.5

type Box = NonNullable<FaceInspection['detection']>['box']

interface Kept {
  image: Image
  quality: number
}

/** A frame of the movement, and how far it is from the angle that is looked for. */
interface Moved {
  image: Image
  off: number
}

export class Presence {
  readonly challenge: Challenge
  readonly #camera: string
  readonly #startedAt: number
  readonly #frames: { at: number; fingerprint: Fingerprint }[] = []
  #frontal: Kept | null = null
  /** Of the frames that count as the movement the least turned and the last, and one on the way to it. */
  #turned: Moved | null = null
  #lastTurned: Moved | null = null
  #onTheWay: Moved | null = null
  /** The frame at which the movement was told. */
  #atHome: Image | null = null
  #box: Box | null = null
  /** From the frame at which the movement was told, which is the one the others are held against, to its end. */
  readonly #landmarks: Landmarks[] = []
  #jump = 0
  #progress: Progress = { stage: 'waiting' }

  constructor(action: HeadAction, camera: string, startedAt: number) {
    this.challenge = new Challenge(action, startedAt)
    this.#camera = camera
    this.#startedAt = startedAt
  }

  /** Takes the next frame, as the face chain inspected it. */
  see(image: Image, { detection, quality, problem }: FaceInspection, at: number): Progress {
    this.#frames.push({ at, fingerprint: pictureFingerprint(image) })
    const pose = quality
    const wasOver = this.#progress.stage === 'passed' || this.#progress.stage === 'failed'
    this.#progress = this.challenge.see({ at, pose })
    const { home } = this.challenge
    if (detection) {
      if (home && this.#box) this.#jump = Math.max(this.#jump, jumpBetween(this.#box, detection.box))
      this.#box = detection.box
      // Nothing that was shown before the movement was told, or is shown after it, speaks for depth.
      if (home && !wasOver) this.#landmarks.push(detection.landmarks)
    }
    if (quality && problem === null && pose) {
      const { score } = quality
      if (isStraight(pose) && score >= (this.#frontal?.quality ?? 0))
        this.#frontal = { image, quality: score }
      if (home) {
        this.#atHome ??= image
        this.#keepMoved(image, pose, home)
      }
    }
    return this.#progress
  }

  #keepMoved(image: Image, pose: HeadPose, home: HeadPose): void {
    const away = Math.max(Math.abs(pose.yaw - home.yaw), Math.abs(pose.pitch - home.pitch))
    const moved = { image, off: Math.abs(away - ON_THE_WAY) }
    const nearer = (kept: Moved | null) => (kept && kept.off <= moved.off ? kept : moved)
    if (this.challenge.counted) {
      this.#turned = nearer(this.#turned)
      this.#lastTurned = moved
    } else if (away > ON_THE_WAY / 2) this.#onTheWay = nearer(this.#onTheWay)
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
      this.#depth(),
      this.#sameFace(fusion, embed, passed),
      { check: 'no-jump', passed: this.#jump <= LONGEST_JUMP, value: this.#jump, limit: LONGEST_JUMP },
    ]
    if (voice) {
      const window = (at - this.#startedAt) / 1000 + MARGIN_SECONDS
      const seconds = voice.samples.length / SAMPLE_RATE
      checks.push({ check: 'voice-length', passed: seconds <= window, value: seconds, limit: window })
      checks.push(...checkSound(voice.samples, voice.levelDb))
    }
    return { passed: checks.every((check) => check.passed), action: this.challenge.action, checks }
  }

  /** Whether what moved has depth: a picture has none, however it is held. */
  #depth(): PresenceResult {
    const [home] = this.#landmarks
    const value = home ? depthOf(home, this.#landmarks) : 0
    return { check: 'depth', passed: value >= LEAST_DEPTH, value, limit: LEAST_DEPTH }
  }

  /**
   * Whether the face that moved is the one that looked straight: by the embedding least alike of the frames that count
   * as the movement, one on the way and the one at which it was told, at a threshold that costs few genuine ones. Without the movement there is none to compare.
   */
  #sameFace(fusion: Fusion, embed: (image: Image) => Float32Array, hasMoved: boolean): PresenceResult {
    const { threshold: limit } = strictestWithin(fusion, 'face', SAME_FACE_COST)
    if (!hasMoved || !this.#frontal || !this.#turned) {
      return { check: 'same-face', passed: false, value: null, limit }
    }
    const frontal = embed(this.#frontal.image)
    const kept = [this.#turned, this.#lastTurned, this.#onTheWay].flatMap((moved) => moved?.image ?? [])
    const others = new Set([...kept, ...(this.#atHome ? [this.#atHome] : [])])
    const value = Math.min(
      ...[...others].map((image) => logLikelihoodRatio(fusion.calibration.face, dot(frontal, embed(image)))),
    )
    return { check: 'same-face', passed: value >= limit, value, limit }
  }
}

/** Cosine of unit embeddings. */
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, at) => sum + x * b[at], 0)

/** How far a face's box moved and grew, in widths of the box. */
function jumpBetween(a: Box, b: Box): number {
  const [from, to] = [a, b].map(({ x1, y1, x2, y2 }) => ({
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 2,
    width: x2 - x1,
  }))
  const shift = Math.hypot(to.x - from.x, to.y - from.y) / ((from.width + to.width) / 2)
  return Math.hypot(shift, Math.log(to.width / from.width))
}
