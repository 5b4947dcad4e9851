// Seeded pseudo-random numbers: mulberry32 (Tommy Ettinger, 32-bit state, period 2^32). Not for secrets.
// The same seeds give the same people, pictures and voices on every machine.

/** Mixes whole numbers into one 32-bit seed (FNV-1a over their bytes, then an avalanche). */
export function mixSeeds(...parts: number[]): number {
  let hash = 0x811c9dc5
  for (const part of parts) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((part >>> shift) & 255), 0x01000193)
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A stream of random numbers that depends on its seeds only. */
export class Random {
  private state: number
  private spare: number | null = null

  constructor(...seeds: number[]) {
    this.state = mixSeeds(...seeds)
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return low + (((t ^ (t >>> 14)) >>> 0) / 4294967296) * (high - low)
  }

  /** Normal with the given mean and standard deviation (Marsaglia's polar method). */
  normal(mean = 0, deviation = 1): number {
    if (this.spare !== null) {
      const value = this.spare
      this.spare = null
      return mean + deviation * value
    }
    for (;;) {
      const u = this.uniform(-1, 1)
      const v = this.uniform(-1, 1)
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        this.spare = v * factor
        return mean + deviation * u * factor
      }
    }
  }

  /** Whole number in [0, count). */
  integer(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)]
  }
}
