// Log-mel front end of the voice network, streamed by the board while it records.
// models/training/voice_features.py is the same definition in Python:
//   frame   400 samples (25 ms) every 160 (10 ms), no padding: floor((samples - 400) / 160) + 1 frames
//   window  periodic Hann, 0.5 - 0.5 cos(2 pi n / 400)
//   power   |512-point real FFT|^2, bins 0..256 (31.25 Hz apart)
//   mel     40 triangles of peak 1, linear in Hz, corners evenly spaced from 60 to 7600 Hz in 2595 log10(1 + f / 700)
//   log     ln(mel + 1e-5)
//   window  200 frames (2 s): minus each band's mean over the window, times 0.4, clipped to +-4
// Values are kept in float32, as in the board's FPU.

import { FFT_BINS, FFT_SIZE, powerSpectrum } from './fft.ts'
import { SAMPLE_RATE, type Samples } from './samples.ts'

export const FRAME_SAMPLES = 400
export const HOP_SAMPLES = 160
export const FRAMES_PER_SECOND = SAMPLE_RATE / HOP_SAMPLES
export const BANDS = 40
export const WINDOW_FRAMES = 200

const LOW_HZ = 60
const HIGH_HZ = 7600
const FLOOR = 1e-5
const GAIN = 0.4
const CLIP = 4

/** Mean square of a signal = band energy of its frame / this (Parseval, with the window's sum of squares of 150). */
const ENERGY_PER_MEAN_SQUARE = (FFT_SIZE / 2) * FRAME_SAMPLES * 0.375

const hann = Float32Array.from(
  { length: FRAME_SAMPLES },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / FRAME_SAMPLES),
)

interface Triangle {
  firstBin: number
  weights: Float32Array
}

const triangles = melTriangles()

/** Multiplications a frame needs besides its FFT: window, power, triangles. */
export const MULTIPLIES_PER_FRAME =
  FRAME_SAMPLES + 2 * FFT_BINS + triangles.reduce((sum, { weights }) => sum + weights.length, 0)

function melTriangles(): Triangle[] {
  const toMel = (hz: number) => 2595 * Math.log10(1 + hz / 700)
  const low = toMel(LOW_HZ)
  const step = (toMel(HIGH_HZ) - low) / (BANDS + 1)
  const corner = (index: number) => 700 * (10 ** ((low + index * step) / 2595) - 1)
  return Array.from({ length: BANDS }, (_, band) => {
    const [left, centre, right] = [corner(band), corner(band + 1), corner(band + 2)]
    const width = SAMPLE_RATE / FFT_SIZE
    const firstBin = Math.floor(left / width) + 1
    const lastBin = Math.ceil(right / width) - 1
    const weights = Float32Array.from({ length: lastBin - firstBin + 1 }, (_, i) => {
      const hz = (firstBin + i) * width
      return Math.min((hz - left) / (centre - left), (right - hz) / (right - centre))
    })
    return { firstBin, weights }
  })
}

export interface LogMel {
  frames: number
  /** ln(mel + 1e-5), [frames, BANDS] row-major. */
  values: Float32Array
  /** Level of each frame between 60 and 7600 Hz in dB relative to full scale (a mean square of 1); -120 at silence. */
  levels: Float32Array
}

/** Whole frames in the samples. */
export const frameCount = ({ length }: Samples): number =>
  Math.max(0, Math.floor((length - FRAME_SAMPLES) / HOP_SAMPLES) + 1)

/** Log-mel bands and level of every frame of the samples. */
export function logMel(samples: Samples): LogMel {
  const frames = frameCount(samples)
  const values = new Float32Array(frames * BANDS)
  const levels = new Float32Array(frames)
  const windowed = new Float32Array(FFT_SIZE)
  const power = new Float32Array(FFT_BINS)
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * HOP_SAMPLES
    for (let n = 0; n < FRAME_SAMPLES; n++) windowed[n] = samples[start + n] * hann[n]
    powerSpectrum(windowed, power)
    let energy = 0
    for (let band = 0; band < BANDS; band++) {
      const { firstBin, weights } = triangles[band]
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[firstBin + i]
      values[frame * BANDS + band] = Math.log(sum + FLOOR)
      energy += sum
    }
    levels[frame] = 10 * Math.log10(energy / ENERGY_PER_MEAN_SQUARE + 1e-12)
  }
  return { frames, values, levels }
}

/**
 * Network input of the WINDOW_FRAMES frames from `first`: mean-normalised, scaled and clipped.
 * @param values log-mel [frames, BANDS]
 * @returns [WINDOW_FRAMES, BANDS] in [-4, 4]
 */
export function windowFeatures(values: Float32Array, first = 0): Float32Array {
  const features = values.slice(first * BANDS, (first + WINDOW_FRAMES) * BANDS)
  for (let band = 0; band < BANDS; band++) {
    let sum = 0
    for (let at = band; at < features.length; at += BANDS) sum += features[at]
    const mean = sum / WINDOW_FRAMES
    for (let at = band; at < features.length; at += BANDS) {
      features[at] = Math.min(CLIP, Math.max(-CLIP, GAIN * (features[at] - mean)))
    }
  }
  return features
}
