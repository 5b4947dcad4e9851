import { describe, expect, test } from 'vitest'
import { FFT_BINS, FFT_SIZE, powerSpectrum } from '../../main/voice/fft.ts'
import { BANDS, logMel, WINDOW_FRAMES, windowFeatures } from '../../main/voice/mel.ts'

/** The same signal as in the run of models/training/voice_features.py that gave the values below. */
const chirp = Float32Array.from({ length: 40_000 }, (_, n) => {
  const t = n / 16_000
  const hash = ((n * 7919) % 1000) / 500 - 1
  return 0.3 * Math.sin(2 * Math.PI * (100 * t + 1380 * t * t)) + 0.02 * hash
})

describe('the power spectrum', () => {
  test('of a cosine at bin 32 is (N / 2)^2 there and nothing elsewhere', () => {
    const input = Float32Array.from({ length: FFT_SIZE }, (_, n) =>
      Math.cos((2 * Math.PI * 32 * n) / FFT_SIZE),
    )
    const power = new Float32Array(FFT_BINS)
    powerSpectrum(input, power)
    expect(power[32]).toBeCloseTo(256 ** 2, 0)
    expect(Math.max(...power.filter((_, bin) => bin !== 32))).toBeLessThan(1e-4)
  })

  test('agrees with the discrete Fourier transform by its definition', () => {
    const input = Float32Array.from(
      { length: FFT_SIZE },
      (_, n) => Math.sin(n * n * 0.37) + (n === 3 ? 1 : 0),
    )
    const power = new Float32Array(FFT_BINS)
    powerSpectrum(input, power)
    for (const bin of [0, 1, 77, 128, 255, 256]) {
      let re = 0
      let im = 0
      for (let n = 0; n < FFT_SIZE; n++) {
        re += input[n] * Math.cos((2 * Math.PI * bin * n) / FFT_SIZE)
        im -= input[n] * Math.sin((2 * Math.PI * bin * n) / FFT_SIZE)
      }
      expect(power[bin] / (re * re + im * im)).toBeCloseTo(1, 3)
    }
  })
})

describe('log-mel', () => {
  const mel = logMel(chirp)

  test('has a frame every 10 ms where 25 ms fit', () => {
    expect(mel.frames).toBe(248)
    expect(mel.values).toHaveLength(248 * BANDS)
    expect(logMel(new Float32Array(399)).frames).toBe(0)
    expect(logMel(new Float32Array(400)).frames).toBe(1)
  })

  test('equals the training front end in Python within 0.001', () => {
    const python: [frame: number, band: number, value: number][] = [
      [0, 0, 6.47598],
      [0, 20, -6.44639],
      [10, 3, -1.28353],
      [57, 11, -4.19817],
      [123, 25, -2.14157],
      [200, 39, -3.00535],
      [247, 39, 6.93437],
      [100, 0, -9.50812],
    ]
    for (const [frame, band, value] of python) {
      expect(Math.abs(mel.values[frame * BANDS + band] - value)).toBeLessThan(1e-3)
    }
  })

  test('normalised over a window equals Python as well', () => {
    const features = windowFeatures(mel.values, 30)
    const python: [frame: number, band: number, value: number][] = [
      [0, 0, 0.52265],
      [17, 5, -0.02946],
      [99, 19, -0.25055],
      [150, 30, -0.34502],
      [199, 39, -0.00607],
      [120, 2, -0.66578],
    ]
    expect(features).toHaveLength(WINDOW_FRAMES * BANDS)
    for (const [frame, band, value] of python) {
      expect(Math.abs(features[frame * BANDS + band] - value)).toBeLessThan(1e-3)
    }
  })

  test('gives the level of a sine of amplitude 0.5 as -9 dB below full scale', () => {
    const sine = Float32Array.from(
      { length: 16_000 },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * 1000 * n) / 16_000),
    )
    for (const level of logMel(sine).levels) expect(level).toBeCloseTo(-9.03, 1)
  })

  test('of digital silence is the floor', () => {
    const { values, levels } = logMel(new Float32Array(4000))
    expect(values[0]).toBeCloseTo(Math.log(1e-5), 5)
    expect(levels[0]).toBe(-120)
  })

  test('features stay within +-4 whatever comes in', () => {
    const burst = new Float32Array(34_000)
    burst.fill(0.9, 5000, 5010)
    const features = windowFeatures(logMel(burst).values)
    expect(Math.max(...features)).toBeLessThanOrEqual(4)
    expect(Math.min(...features)).toBeGreaterThanOrEqual(-4)
  })
})
