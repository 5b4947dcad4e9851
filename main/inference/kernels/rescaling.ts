// Constants with which assembly/rescaling.ts brings four channels' sums to outputs; the derivation stands there.

import { type Multiplier, multiplyByQuantizedMultiplier } from '../fixed-point.ts'

/** Channels whose constants stand together. */
const LANES = 4
/** Numbers of a quad: bias, upper and lower limit, factor, multiplier, correction, rounding of four channels, shift. */
const QUAD = 32
export const QUAD_BYTES = 4 * QUAD

/** One channel: output = sum * 2^premultiplied * multiplier * 2^(shift - 31), with TensorFlow Lite's roundings. */
export interface Rescaling {
  multiplier: number
  shift: number
  /** What the sum starts from. */
  bias: number
  /** Between these the sum lies. */
  lowest: number
  highest: number
}

/** As the kernel computes it: what binds other channels is taken from those that do not need it. */
interface Live extends Rescaling {
  /** Largest absolute value of the sum. */
  bound: number
  /** Output of a channel that has only one, before the zero point; else null. */
  constant: number | null
}

/** With any zero point, an 8-bit output of this size is at its end. */
const BEYOND_OUTPUTS = 255
/** Half of a sum, with shift 0. */
const HALF = 2 ** 30

const MAX_SHIFT = 30

export interface Quads {
  values: Int32Array
  /** Sums may exceed what rescaling holds, and have to be limited before. */
  limited: boolean
}

/**
 * Quads for channels in order, padded to `padding` of them with channels whose outputs are unused. Null where the
 * arithmetic of the kernel cannot hold a channel exactly.
 */
export function rescalingQuads(
  channels: readonly Rescaling[],
  padding: number,
  premultiplied = 0,
): Quads | null {
  const padded = Math.ceil(channels.length / padding) * padding
  const values = new Int32Array((padded / LANES) * QUAD)
  let limited = false
  for (let first = 0; first < channels.length; first += LANES) {
    const quad = values.subarray((first / LANES) * QUAD, (first / LANES + 1) * QUAD)
    const group = channels.slice(first, first + LANES)
    const live = group.map((channel) => liveChannel(channel, premultiplied))
    if (!fillQuad(quad, live, premultiplied)) return null
    limited ||= live.some(({ bound, constant }, lane) => constant !== null || bound > quad[LANES + lane])
  }
  return { values, limited }
}

/** The quad of four equal channels whose sums need no limit. */
export function uniformQuad(
  { multiplier, shift }: Multiplier,
  bound: number,
  premultiplied = 0,
): Int32Array | null {
  const channel = { multiplier, shift, bias: 0, lowest: -bound, highest: bound }
  const channels: Rescaling[] = new Array(LANES).fill(channel)
  const quads = rescalingQuads(channels, LANES, premultiplied)
  return quads === null || quads.limited ? null : quads.values
}

function fillQuad(quad: Int32Array, live: readonly Live[], premultiplied: number): boolean {
  const shared = 2 + Math.max(...live.map(({ shift }) => Math.max(0, -shift)))
  if (shared > MAX_SHIFT) return false
  for (const [lane, { multiplier, shift, bias, bound, constant }] of live.entries()) {
    const right = Math.max(0, -shift)
    const left = Math.max(0, shift) + premultiplied
    const factor = 2 ** (shared - right + left)
    if (multiplier !== 0 && (multiplier < 2 ** 30 || multiplier >= 2 ** 31)) return false
    // Beyond 32 bits the reference itself would wrap.
    if (bound * 2 ** left >= 2 ** 31 || factor >= 2 ** 31) return false
    const limit = Math.floor((2 ** 31 - 1) / factor)
    if (!isHeld(live[lane], limit, premultiplied)) return false
    quad[lane] = bias
    quad[LANES + lane] = constant === null ? limit : 2 * constant
    quad[2 * LANES + lane] = constant === null ? -limit : 2 * constant
    quad[3 * LANES + lane] = factor
    quad[4 * LANES + lane] = multiplier
    quad[5 * LANES + lane] = right > 0 ? -(2 ** (shared - right - 1)) : 0
    quad[6 * LANES + lane] = 2 ** (shared - 2) + (right > 0 ? 2 ** (shared - right - 2) : 0)
  }
  quad[7 * LANES] = shared - 1
  return true
}

/** Whether a channel's outputs stay what they are where its sums end at +-`limit`. */
function isHeld({ multiplier, shift, bound, constant }: Live, limit: number, premultiplied: number): boolean {
  if (constant !== null) return 2 * Math.abs(constant) <= limit
  if (bound <= limit || multiplier === 0) return true
  const end = limit * 2 ** premultiplied
  return (
    multiplyByQuantizedMultiplier(end, multiplier, shift) >= BEYOND_OUTPUTS &&
    multiplyByQuantizedMultiplier(-end, multiplier, shift) <= -BEYOND_OUTPUTS
  )
}

/**
 * A channel whose outputs all round to zero gets multiplier 0, one whose outputs all are one number gets its sum limited
 * to twice that number, and half of it: the shifts of both bind no other channel.
 */
function liveChannel(channel: Rescaling, premultiplied: number): Live {
  const { multiplier, shift, lowest, highest } = channel
  const bound = Math.max(-lowest, highest)
  const isIdle = shift < 0 && bound * multiplier * 2 ** (premultiplied + shift - 31) < 0.25
  const only = premultiplied === 0 && shift < 0 && bound < 2 ** 31 ? onlyOutput(channel) : null
  if (isIdle || only === 0) return { ...channel, bound, constant: null, multiplier: 0, shift: 0 }
  if (only === null) return { ...channel, bound, constant: null }
  const constant = Math.max(-BEYOND_OUTPUTS, Math.min(BEYOND_OUTPUTS, only))
  return { ...channel, multiplier: HALF, shift: 0, bias: 0, bound: 0, constant }
}

function onlyOutput({ multiplier, shift, lowest, highest }: Rescaling): number | null {
  const first = multiplyByQuantizedMultiplier(lowest, multiplier, shift)
  return multiplyByQuantizedMultiplier(highest, multiplier, shift) === first ? first : null
}
