// Ascending order of many scores: radix sort on the IEEE 754 bit patterns, least significant digit first.
// Digits in which all scores agree (most of the lower word where scores once were float32) are skipped.

/** Digits of a pattern: which 32-bit word (0 is the lower) and how far to shift it. Two digits have 10 bits. */
const DIGITS = [
  { word: 0, shift: 0 },
  { word: 0, shift: 11 },
  { word: 0, shift: 22 },
  { word: 1, shift: 0 },
  { word: 1, shift: 11 },
  { word: 1, shift: 22 },
]
const BUCKETS = 1 << 11
/** Below this the histograms cost more than they save. */
const RADIX_FROM = 50_000

/** Sorts `scores` ascending in place. -0 becomes 0; the order of NaN is undefined (callers refuse it). */
export function sortScores(scores: Float64Array): void {
  for (let i = 0; i < scores.length; i++) scores[i] += 0
  if (scores.length < RADIX_FROM) scores.sort()
  else radixSort(scores)
}

function radixSort(scores: Float64Array): void {
  const histograms = countDigits(scores)
  let from: Float64Array = scores
  let to: Float64Array = new Float64Array(scores.length)
  DIGITS.forEach(({ word, shift }, index) => {
    const places = histograms[index]
    if (places.includes(scores.length)) return
    countsToPlaces(places)
    scatter(from, to, places, word, shift)
    ;[from, to] = [to, from]
  })
  // By pattern the negative scores come last, the largest magnitude at the very end: turn them round to the front.
  const count = scores.length
  const positive = firstNegative(from)
  const sorted = from === scores ? scores.slice() : from
  for (let i = positive; i < count; i++) scores[count - 1 - i] = sorted[i]
  scores.set(sorted.subarray(0, positive), count - positive)
}

/** How often each value of each digit occurs. */
function countDigits(scores: Float64Array): Uint32Array[] {
  const [h0, h1, h2, h3, h4, h5] = DIGITS.map(() => new Uint32Array(BUCKETS))
  const words = patterns(scores)
  const mask = BUCKETS - 1
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i]
    const high = words[i + 1]
    h0[low & mask]++
    h1[(low >>> 11) & mask]++
    h2[low >>> 22]++
    h3[high & mask]++
    h4[(high >>> 11) & mask]++
    h5[high >>> 22]++
  }
  return [h0, h1, h2, h3, h4, h5]
}

function countsToPlaces(counts: Uint32Array): void {
  let place = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket]
    counts[bucket] = place
    place += count
  }
}

function scatter(
  from: Float64Array,
  to: Float64Array,
  places: Uint32Array,
  word: number,
  shift: number,
): void {
  const words = patterns(from)
  const mask = BUCKETS - 1
  for (let i = 0; i < from.length; i++) to[places[(words[2 * i + word] >>> shift) & mask]++] = from[i]
}

/** Little-endian words of the scores, lower first (every platform Node runs on is little-endian). */
function patterns(scores: Float64Array): Uint32Array {
  return new Uint32Array(scores.buffer, scores.byteOffset, 2 * scores.length)
}

function firstNegative(byPattern: Float64Array): number {
  let low = 0
  let high = byPattern.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (byPattern[middle] < 0) high = middle
    else low = middle + 1
  }
  return low
}
