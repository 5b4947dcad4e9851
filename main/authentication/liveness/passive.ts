// Passive checks of what camera and microphone gave: signs of a replay that cost the person nothing. Each says what it
// measured and its limit. They raise the effort of an attack; none of them proves that somebody is there.

import { type Fingerprint, pictureDifference } from '../../capture/repeated.ts'
import { FFT_BINS, FFT_SIZE, powerSpectrum } from '../../voice/fft.ts'
import { SAMPLE_RATE, type Samples } from '../../voice/samples.ts'
import type { passiveChecks } from './checks.ts'

type PassiveCheck = (typeof passiveChecks)[number]

export interface CheckResult {
  check: PassiveCheck
  passed: boolean
  /** What was measured, null where it is no number. */
  value: number | null
  limit: number | null
}

/** Grey levels below which two frames are one: a sensor never gives the same frame twice. */
const IDENTICAL = 0.02
/** Share of neighbouring frames that may be identical: a slow camera is asked faster than it delivers. */
const MOST_IDENTICAL = 0.7
/** Frames further apart than this must not be identical: a film that is played over and over. */
const APART_MS = 900

export interface FrameSeen {
  at: number
  fingerprint: Fingerprint
}

/** Whether frames are frozen, and whether one comes back later. */
export function checkFrames(frames: readonly FrameSeen[]): CheckResult[] {
  const pairs = frames
    .slice(1)
    .map((frame, at) => pictureDifference(frame.fingerprint, frames[at].fingerprint))
  const identical = pairs.filter((difference) => difference < IDENTICAL).length
  const frozen = pairs.length === 0 ? 1 : identical / pairs.length
  let repeats = 0
  for (const [later, frame] of frames.entries()) {
    for (const earlier of frames.slice(0, later)) {
      const isSame =
        frame.at - earlier.at > APART_MS &&
        pictureDifference(frame.fingerprint, earlier.fingerprint) < IDENTICAL
      if (isSame) {
        repeats++
        break
      }
    }
  }
  return [
    { check: 'moving', passed: frozen <= MOST_IDENTICAL, value: frozen, limit: MOST_IDENTICAL },
    { check: 'not-repeated', passed: repeats === 0 || frozen > MOST_IDENTICAL, value: repeats, limit: 0 },
  ]
}

/** Programs that pass a film off as a camera, by the names they give themselves. */
const VIRTUAL_CAMERA =
  /\b(obs|virtual|manycam|snap camera|xsplit|v4l2loopback|dummy video|droidcam|iriun|epoccam|splitcam|webcamoid|akvirtualcamera|mmhmm|camtwist)\b/i

/** Whether the camera's name is that of a virtual one. */
export function checkCameraName(label: string): CheckResult {
  return { check: 'camera-name', passed: !VIRTUAL_CAMERA.test(label), value: null, limit: null }
}

/**
 * dB by which the band above 4.2 kHz may lie below the band of speech: telephones cut it. Below all of 40 simulated and
 * some 100 recorded development voices (lowest -45 and -43); a mild low-pass at 3 kHz still passes with most of them.
 */
const LOWEST_TREBLE_DB = -48
/** Full-scale dB between which live speech lies. */
const LEVEL = { low: -50, high: -6 } as const

/** Whether the sound has the band of a live voice, and its level. `levelDb` as VoiceQuality has it. */
export function checkSound(samples: Samples, levelDb: number): CheckResult[] {
  const treble = trebleDb(samples)
  return [
    { check: 'sound-band', passed: treble >= LOWEST_TREBLE_DB, value: treble, limit: LOWEST_TREBLE_DB },
    {
      check: 'sound-level',
      passed: levelDb >= LEVEL.low && levelDb <= LEVEL.high,
      value: levelDb,
      limit: levelDb < LEVEL.low ? LEVEL.low : LEVEL.high,
    },
  ]
}

/** Power of 4.2 to 7.5 kHz against that of 0.3 to 3.4 kHz in the loudest tenth of frames of each band, dB. */
export function trebleDb(samples: Samples): number {
  const treble: number[] = []
  const speech: number[] = []
  const frame = new Float32Array(FFT_SIZE)
  const power = new Float32Array(FFT_BINS)
  for (let at = 0; at + FFT_SIZE <= samples.length; at += FFT_SIZE / 2) {
    frame.set(samples.subarray(at, at + FFT_SIZE))
    for (let n = 0; n < FFT_SIZE; n++) frame[n] *= 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FFT_SIZE)
    powerSpectrum(frame, power)
    treble.push(bandPower(power, 4200, 7500))
    speech.push(bandPower(power, 300, 3400))
  }
  if (speech.length === 0) return -120
  return Math.max(-120, 10 * Math.log10((loudTenth(treble) + 1e-12) / (loudTenth(speech) + 1e-12)))
}

function bandPower(power: Float32Array, fromHz: number, toHz: number): number {
  const bin = (hertz: number) => Math.round((hertz * FFT_SIZE) / SAMPLE_RATE)
  return power.subarray(bin(fromHz), bin(toHz)).reduce((sum, value) => sum + value, 0)
}

function loudTenth(powers: number[]): number {
  const top = powers.toSorted((a, b) => b - a).slice(0, Math.max(1, Math.floor(powers.length / 10)))
  return top.reduce((sum, value) => sum + value, 0) / top.length
}
