// Change of sample rate by band-limited interpolation: a Hann-windowed sinc of 16 zero crossings a side
// (J. O. Smith, "Digital Audio Resampling Home Page", ccrma.stanford.edu/~jos/resample).

const ZERO_CROSSINGS = 16
/** Places between two input samples that have a kernel of their own; odd ratios are rounded to them (below -56 dB). */
const MOST_PHASES = 1024
const ROLL_OFF = 0.95 // of the lower Nyquist frequency, so that the transition band does not alias

/** Samples at `from` Hz -> samples at `to` Hz, of length round(length * to / from). */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples
  const cutoff = ROLL_OFF * Math.min(1, to / from) // share of the input's Nyquist frequency
  const reach = ZERO_CROSSINGS / cutoff
  const result = new Float32Array(Math.round((samples.length * to) / from))
  const phases = phaseCount(from, to)
  const kernels: Float32Array[] = [] // by phase, each made when it is first needed
  for (let i = 0; i < result.length; i++) {
    const centre = Math.floor((i * from) / to)
    const phase = Math.round((((i * from) % to) * phases) / to)
    kernels[phase] ??= kernel(phase / phases, cutoff, reach)
    const taps = kernels[phase]
    const start = centre - Math.floor(reach)
    let sum = 0
    for (let tap = 0; tap < taps.length; tap++) {
      const at = start + tap
      if (at >= 0 && at < samples.length) sum += taps[tap] * samples[at]
    }
    result[i] = sum
  }
  return result
}

/** Output samples fall on this many different places between two input samples, or are rounded to them. */
function phaseCount(from: number, to: number): number {
  return Math.min(MOST_PHASES, to / gcd(from, to))
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

/** Weights of the input samples from floor(position) - floor(reach) on, for an output `offset` after an input sample. */
function kernel(offset: number, cutoff: number, reach: number): Float32Array {
  const before = Math.floor(reach)
  const taps = Float32Array.from({ length: 2 * before + 2 }, (_, tap) => {
    const distance = tap - before - offset
    if (Math.abs(distance) >= reach) return 0
    const x = Math.PI * cutoff * distance
    return cutoff * (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach))
  })
  const sum = taps.reduce((total, value) => total + value, 0)
  return taps.map((value) => value / sum)
}
