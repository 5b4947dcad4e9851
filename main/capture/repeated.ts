// The same picture or the same recording presented twice: found by content, also after it was encoded, scaled or made
// louder again. Two moments of a person who sits still differ by more than the limit, through sensor noise and breath.

import type { Image } from '../face/image.ts'
import { resize, toGrey } from '../face/resample.ts'
import { logMel } from '../voice/mel.ts'
import type { Samples } from '../voice/samples.ts'

const COLUMNS = 64
const ROWS = 48
/** Grey levels by which thumbnails of one picture may differ on average. */
const SAME_PICTURE = 0.8
/** Correlation of the level curves of one recording, and the share of the shorter one that must overlap. */
const SAME_RECORDING = 0.985
const OVERLAP = 0.7
/** Levels below the loudest frame by more than this, dB, count as one silence. */
const DYNAMIC_DB = 45

/** What a picture or a recording is compared by; small enough to be kept while an enrolment lasts. */
export type Fingerprint = Uint8Array

/** Bytes of a picture's fingerprint. */
export const PICTURE_FINGERPRINT_BYTES = COLUMNS * ROWS

/** Grey levels, 64 x 48. */
export function pictureFingerprint(picture: Image): Fingerprint {
  return resize(toGrey(picture), COLUMNS, ROWS).data
}

/** Levels of the 10 ms frames in quarters of a dB, the silence around and between words flattened. */
export function recordingFingerprint(samples: Samples): Fingerprint {
  const { levels } = logMel(samples)
  const floor = levels.reduce((most, level) => Math.max(most, level), -200) - DYNAMIC_DB
  return Uint8Array.from(levels, (level) => Math.round(4 * Math.max(0, level - floor)))
}

/** Mean difference of two pictures' fingerprints, grey levels. */
export function pictureDifference(a: Fingerprint, b: Fingerprint): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += Math.abs(a[at] - b[at])
  return sum / a.length
}

export const samePicture = (a: Fingerprint, b: Fingerprint): boolean => pictureDifference(a, b) < SAME_PICTURE

export const sameRecording = (a: Fingerprint, b: Fingerprint): boolean =>
  bestCorrelation(a, b) > SAME_RECORDING

/** The first pair of which `same` holds: [earlier, later] from 0; null where all differ. */
export function firstRepeated(
  fingerprints: readonly Fingerprint[],
  same: (a: Fingerprint, b: Fingerprint) => boolean,
): [earlier: number, later: number] | null {
  for (let later = 1; later < fingerprints.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (same(fingerprints[earlier], fingerprints[later])) return [earlier, later]
    }
  }
  return null
}

/** The highest Pearson correlation of two curves over all shifts that leave enough in common. */
export function bestCorrelation(a: Fingerprint, b: Fingerprint): number {
  const least = Math.max(10, Math.floor(OVERLAP * Math.min(a.length, b.length)))
  let best = -1
  for (let shift = least - b.length; shift <= a.length - least; shift++) {
    const start = Math.max(0, shift)
    const count = Math.min(a.length, b.length + shift) - start
    if (count < least) continue
    best = Math.max(best, correlation(a, start, b, start - shift, count))
  }
  return best
}

function correlation(a: Fingerprint, fromA: number, b: Fingerprint, fromB: number, count: number): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
  for (let i = 0; i < count; i++) {
    const x = a[fromA + i]
    const y = b[fromB + i]
    sa += x
    sb += y
    saa += x * x
    sbb += y * y
    sab += x * y
  }
  const spread = (saa - (sa * sa) / count) * (sbb - (sb * sb) / count)
  return spread > 0 ? (sab - (sa * sb) / count) / Math.sqrt(spread) : 0
}
