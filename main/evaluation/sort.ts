// Ascending order of many scores: radix sort on the upper half of the IEEE 754 bit patterns, least significant digit
// first; the few scores that agree in it are put in order afterwards.

/** Shifts of the digits within the upper word: 11, 11 and 10 bits. */
const SHIFTS = [0, 11, 22]
const BUCKETS = 1 << 11
const MASK = BUCKETS - 1
/** Below this the histograms cost more than they save. */
const RADIX_FROM = 10_000
/** Longer runs of scores that agree in the upper word go to the built-in sort. */
const LONGEST_INSERTION = 32
const SIGN = 0x80000000

/** The scores ascending, in an array of its own; -0 becomes 0. NaN comes first or last (callers refuse it). */
export function sortedCopy(scores: Float64Array): Float64Array {
  const sorted = scores.length < RADIX_FROM ? scores.slice().sort() : radixSorted(scores)
  // -0 is next to 0 by then.
  for (let i = firstAtLeast(sorted, 0); i < sorted.length && sorted[i] === 0; i++) sorted[i] = 0
  return sorted
}

function radixSorted(scores: Float64Array): Float64Array {
  const histograms = countDigits(upperWords(scores))
  const one = new Float64Array(scores.length)
  const other = new Float64Array(scores.length)
  let from = scores
  let to = one
  SHIFTS.forEach((shift, digit) => {
    const places = histograms[digit]
    if (places.includes(scores.length)) return
    countsToPlaces(places)
    scatter(from, to, places, shift)
    from = to
    to = from === one ? other : one
  })
  const sorted = from === scores ? scores.slice() : from
  orderRuns(sorted)
  return sorted
}

/** Both words of each score, the lower one first (every platform that Node runs on is little-endian). */
function upperWords(scores: Float64Array): Int32Array {
  return new Int32Array(scores.buffer, scores.byteOffset, 2 * scores.length)
}

/**
 * How often each value of each digit occurs. The key of a pattern, by which numbers compare as unsigned: the sign
 * flipped, and of negative numbers, whose magnitudes fall, all other bits too.
 */
function countDigits(words: Int32Array): Uint32Array[] {
  const h0 = new Uint32Array(BUCKETS)
  const h1 = new Uint32Array(BUCKETS)
  const h2 = new Uint32Array(BUCKETS)
  for (let i = 1; i < words.length; i += 2) {
    const word = words[i]
    const key = word ^ ((word >> 31) | SIGN)
    h0[key & MASK]++
    h1[(key >>> 11) & MASK]++
    h2[key >>> 22]++
  }
  return [h0, h1, h2]
}

function countsToPlaces(counts: Uint32Array): void {
  let place = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket]
    counts[bucket] = place
    place += count
  }
}

function scatter(from: Float64Array, to: Float64Array, places: Uint32Array, shift: number): void {
  const words = upperWords(from)
  for (let i = 0; i < from.length; i++) {
    const word = words[2 * i + 1]
    const key = word ^ ((word >> 31) | SIGN)
    to[places[(key >>> shift) & MASK]++] = from[i]
  }
}

/** Orders the runs of scores whose upper words agree. */
function orderRuns(scores: Float64Array): void {
  const words = upperWords(scores)
  for (let i = 1; i < scores.length; i++) {
    if (scores[i] >= scores[i - 1]) continue
    const word = words[2 * i + 1]
    let start = i - 1
    while (start > 0 && words[2 * start - 1] === word) start--
    let end = i + 1
    while (end < scores.length && words[2 * end + 1] === word) end++
    if (end - start > LONGEST_INSERTION) scores.subarray(start, end).sort()
    else insertionSort(scores, start, end)
    i = end
  }
}

function insertionSort(scores: Float64Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const score = scores[i]
    let place = i
    for (; place > start && scores[place - 1] > score; place--) scores[place] = scores[place - 1]
    scores[place] = score
  }
}

/** Index of the first of some ascending scores that is not below `score`; their count where all are. */
export function firstAtLeast(ascending: Float64Array, score: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < score) low = middle + 1
    else high = middle
  }
  return low
}
