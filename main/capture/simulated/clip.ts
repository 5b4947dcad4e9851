// Moving pictures of simulated people: the head drifts, nods, turns a little, blinks, and its expression changes; on
// top of that it does what it is told (see motion.ts), in whatever light, noise, room, distance and roll.

import type { Pose, SimulatedFace, Sitting } from './face.ts'
import { drawFrame, PICTURE, sitDown } from './face.ts'
import { drawCoefficients, faceModel } from './face-model.ts'
import { type Motion, still } from './motion.ts'
import { Random } from './random.ts'

export interface ClipOptions {
  frames?: number
  /** Frames a second. */
  fps?: number
  /** What the head does besides: sines of yaw and pitch at a time in seconds. */
  motion?: Motion
  conditions?: Conditions
}

/** How a sitting differs from what its session drew; all are neutral unless told. */
export interface Conditions {
  /** Factor on the light. */
  light?: number
  /** Standard deviation of the sensor's noise, grey levels. */
  noise?: number
  /** The session whose room is seen behind. */
  room?: number
  /** Factor on the size of the face. */
  scale?: number
  /** Roll added, radians. */
  roll?: number
}

/** `sitting` under other conditions. */
function under(sitting: Sitting, seed: number, { light = 1, noise, room, scale = 1 }: Conditions): Sitting {
  return {
    ...sitting,
    light: { ...sitting.light, level: sitting.light.level * light },
    noise: noise ?? sitting.noise,
    room: room === undefined ? sitting.room : sitDown(seed, room).room,
    eyes: sitting.eyes * scale,
  }
}

/** A slow, smooth, zero-mean movement: the sum of three sines of random phase; `size` is its standard deviation. */
function wander(random: Random, size: number): (seconds: number) => number {
  const parts = [0.13, 0.31, 0.57].map((hertz) => ({
    omega: 2 * Math.PI * hertz * random.uniform(0.8, 1.25),
    phase: random.uniform(0, 2 * Math.PI),
  }))
  const amplitude = size * Math.sqrt(2 / parts.length)
  return (seconds) =>
    parts.reduce((sum, { omega, phase }) => sum + amplitude * Math.sin(omega * seconds + phase), 0)
}

const STREAM = 0x0c11b
const BLINK_SECONDS = 0.25
/** Spread of the expression within a clip, as PICTURE. */
const MOOD = 0.15

/** Frames of the person in one session; 5 s at 10 frames a second unless told. The same seeds give the same clip. */
export function* simulatedClip(
  seed: number,
  session: number,
  { frames = 50, fps = 10, motion = still, conditions = {} }: ClipOptions = {},
): Generator<SimulatedFace> {
  const random = new Random(STREAM, seed, session)
  const sitting = under(sitDown(seed, session), seed, conditions)
  const [x, y, size, roll, yaw] = [5, 3, 0.03, 0.05, 0.05].map((spread) => wander(random, spread))
  const usual = drawCoefficients(faceModel().within, PICTURE, random)
  const mood = drawCoefficients(faceModel().within, MOOD, random)
  const feel = wander(random, 1)
  const blinkEvery = random.uniform(2, 4.5)
  const firstBlink = random.uniform(0.5, 2)
  for (let frame = 0; frame < frames; frame++) {
    const seconds = frame / fps
    const sinceBlink = seconds < firstBlink ? Infinity : (seconds - firstBlink) % blinkEvery
    const strength = feel(seconds)
    const told = motion(seconds)
    const pose: Pose = {
      centre: { x: sitting.seat.x + x(seconds), y: sitting.seat.y + y(seconds) },
      eyes: sitting.eyes * Math.exp(size(seconds)),
      roll: roll(seconds) + (conditions.roll ?? 0),
      yaw: yaw(seconds) + told.yaw,
      pitch: told.pitch,
      blink: sinceBlink < BLINK_SECONDS ? Math.sin((Math.PI * sinceBlink) / BLINK_SECONDS) : 0,
      expression: usual.map((value, at) => value + mood[at] * strength),
    }
    yield drawFrame(sitting, pose, new Random(STREAM, seed, session, frame))
  }
}
