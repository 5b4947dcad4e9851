import { describe, expect, test } from 'vitest'
import { activityRates } from '../../main/evaluation/activity-rates.ts'
import {
  COLLAR_SECONDS,
  LABEL,
  LEADING_SECONDS,
  labelledRecording,
  PAUSE_SECONDS,
  RECORDING_SAMPLES,
  STRETCH_SECONDS,
} from '../../main/evaluation/labelled-speech.ts'
import { FRAMES_PER_SECOND, logMel } from '../../main/voice/mel.ts'
import { SAMPLE_RATE } from '../../main/voice/samples.ts'

/** A tone that is quiet in every `every`-th tenth of a second. */
const tone = (seconds: number, amplitude = 0.3, every = Infinity) =>
  Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, n) => {
    const tenth = Math.floor((10 * n) / SAMPLE_RATE)
    return (tenth % every === every - 1 ? 0.001 : amplitude) * Math.sin((2 * Math.PI * 440 * n) / SAMPLE_RATE)
  })
const hum = (amplitude: number) =>
  Float32Array.from({ length: RECORDING_SAMPLES }, (_, n) => amplitude * Math.sin(n * 0.05 + 3 * Math.sin(n)))
const frames = (seconds: number) => Math.round(seconds * FRAMES_PER_SECOND)
const counted = (labels: Int8Array, label: number) => labels.filter((each) => each === label).length

describe('a labelled recording', () => {
  test('has two stretches of speech, pauses between them, and a collar that is not counted', () => {
    const { labels, samples } = labelledRecording(tone(3), hum(0.1), 20)!
    expect(samples).toHaveLength(RECORDING_SAMPLES)
    expect(labels).toHaveLength(logMel(samples).frames)
    // a frame of 25 ms lies wholly in its part, which costs two frames
    expect(counted(labels, LABEL.speech)).toBe(2 * (frames(STRETCH_SECONDS) - 2))
    const pauses = 2 * frames(LEADING_SECONDS) + frames(PAUSE_SECONDS) - 4 * frames(COLLAR_SECONDS)
    expect(Math.abs(counted(labels, LABEL.pause) - pauses)).toBeLessThanOrEqual(6)
  })

  test('does not count the quiet sounds within speech', () => {
    const { labels } = labelledRecording(tone(3, 0.3, 4), hum(0.1), 20)!
    const speech = counted(labels, LABEL.speech) / (2 * (frames(STRETCH_SECONDS) - 2))
    expect(speech).toBeGreaterThan(0.7)
    expect(speech).toBeLessThan(0.85)
  })

  test('has the noise at the stated level below the speech, whatever the level of both', () => {
    for (const [loudness, amplitude] of [
      [0.3, 0.5],
      [0.01, 0.002],
    ]) {
      const { labels, samples } = labelledRecording(tone(3, loudness), hum(amplitude), 10)!
      const { levels } = logMel(samples)
      const power = (label: number) => {
        const of = [...levels].filter((_, frame) => labels[frame] === label)
        return of.reduce((sum, level) => sum + 10 ** (level / 10), 0) / of.length
      }
      const ratio = (power(LABEL.speech) - power(LABEL.pause)) / power(LABEL.pause)
      expect(10 * Math.log10(ratio)).toBeCloseTo(10, 0)
    }
  })

  test('is not made of silence or of a word', () => {
    expect(labelledRecording(new Float32Array(3 * SAMPLE_RATE), hum(0.1), 20)).toBeNull()
    expect(labelledRecording(tone(0.3), hum(0.1), 20)).toBeNull()
  })
})

describe('the rates of the voice activity', () => {
  const speech = ['a', 'b', 'c'].map((person) => ({ person, samples: tone(3) }))

  test('are near none for a loud tone in a little noise, and count every frame', () => {
    const [rates, ...others] = activityRates(speech, null, { snrs: [30] })
    expect(others).toEqual([])
    expect(rates).toMatchObject({ noise: 'white', snr_db: 30, recordings: 3, people: 3 })
    expect(rates.miss).toMatchObject({ errors: 0, trials: 3 * 2 * (frames(STRETCH_SECONDS) - 2) })
    expect(rates.false_alarm).toMatchObject({ errors: 0 })
    expect(rates.nothing_found).toMatchObject({ errors: 0, trials: 3 })
  })

  test('tell misses where noise drowns the speech, and false alarms where the noise comes in bursts', () => {
    const [drowned] = activityRates(speech, null, { snrs: [-20] })
    expect(drowned.miss!.value).toBeGreaterThan(0.9)
    const bursts = Float32Array.from({ length: 2 * RECORDING_SAMPLES }, (_, n) =>
      Math.floor(n / SAMPLE_RATE) % 2 === 0 ? 0 : Math.sin(n * n),
    )
    const [, noisy] = activityRates(speech, bursts, { snrs: [5] })
    expect(noisy.noise).toBe('recorded')
    expect(noisy.false_alarm!.value).toBeGreaterThan(0.2)
  })

  test('are the same for the same seed', () => {
    const run = (seed: number) => activityRates(speech, null, { snrs: [0], seed })
    expect(run(3)).toEqual(run(3))
  })
})
