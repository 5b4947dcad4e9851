// Voice activity from the level of each frame: above a threshold between the recording's own noise floor and its own
// peak, with a hangover that bridges the gaps between words. Levels in dB relative to full scale, 10 ms a frame.

const PEAK_RANGE_DB = 30 // speech is not searched further below the loud frames than this
// In kitchen noise of 20 dB SNR, 6 dB took 39 % of the pauses for speech, 12 dB take 6 % (`viseme voice-activity`).
const ABOVE_NOISE_DB = 12
const SILENCE_DB = -60 // nothing below this is speech, whatever the surroundings
const MINIMUM_CONTRAST_DB = 5 // loud frames less than this above quiet ones: a steady sound, not speech
const WORD_GAP_FRAMES = 20 // gaps up to 0.2 s count as speech
const PAUSE_FRAMES = 60 // pauses up to 0.6 s stay in a segment: cutting them out cost accuracy on the development voices
const MARGIN_FRAMES = 5 // 0.05 s kept before and after
const CLICK_FRAMES = 4 // shorter bursts are clicks

export interface Segment {
  /** First frame. */
  start: number
  /** Frame after the last. */
  end: number
}

export interface Activity {
  /** What is worth embedding: speech with its short pauses. */
  segments: Segment[]
  /** Frames of speech without the pauses between phrases. */
  speechFrames: number
  /** Mean power of the speech frames in dB, -120 where there are none. */
  speechDb: number
  /** 10th percentile of all frames in dB. */
  noiseDb: number
}

/** Value below which the given share of the sorted values lies. */
function percentile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** Finds the stretches of speech among the frame levels (see `logMel`). */
export function findSpeech(levels: Float32Array): Activity {
  if (levels.length === 0) return { segments: [], speechFrames: 0, speechDb: -120, noiseDb: -120 }
  const sorted = levels.toSorted()
  const noiseDb = percentile(sorted, 0.1)
  const peakDb = percentile(sorted, 0.95)
  const contrast = peakDb - noiseDb
  const threshold = Math.max(
    SILENCE_DB,
    peakDb - PEAK_RANGE_DB,
    noiseDb + Math.min(ABOVE_NOISE_DB, contrast / 2),
  )
  const runs = contrast >= MINIMUM_CONTRAST_DB ? runsAbove(levels, threshold) : []
  let speechFrames = 0
  let power = 0
  for (const { start, end } of joined(runs, WORD_GAP_FRAMES, levels.length)) {
    speechFrames += end - start
    for (let frame = start; frame < end; frame++) power += 10 ** (levels[frame] / 10)
  }
  return {
    segments: joined(runs, PAUSE_FRAMES, levels.length),
    speechFrames,
    speechDb: speechFrames === 0 ? -120 : 10 * Math.log10(power / speechFrames),
    noiseDb,
  }
}

function runsAbove(levels: Float32Array, threshold: number): Segment[] {
  const runs: Segment[] = []
  for (let frame = 0; frame < levels.length; frame++) {
    if (!(levels[frame] > threshold)) continue
    const last = runs.at(-1)
    if (last?.end === frame) last.end = frame + 1
    else runs.push({ start: frame, end: frame + 1 })
  }
  return runs.filter(({ start, end }) => end - start >= CLICK_FRAMES)
}

/** Bridges gaps of up to `gap` frames and adds the margins. */
function joined(runs: Segment[], gap: number, frames: number): Segment[] {
  const segments: Segment[] = []
  for (const run of runs) {
    const start = Math.max(0, run.start - MARGIN_FRAMES)
    const end = Math.min(frames, run.end + MARGIN_FRAMES)
    const last = segments.at(-1)
    if (last && start - last.end <= gap - 2 * MARGIN_FRAMES) last.end = end
    else segments.push({ start, end })
  }
  return segments
}
