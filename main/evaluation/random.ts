// Reproducible random numbers: a Weyl sequence through the 32-bit finaliser of MurmurHash3 (A. Appleby, 2011).

/** A generator of uniform integers below `limit` (1 to 2^32), the same for the same seed. */
export function seededIntegers(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0
    let bits = state ^ (state >>> 16)
    bits = Math.imul(bits, 0x85ebca6b)
    bits ^= bits >>> 13
    bits = Math.imul(bits, 0xc2b2ae35)
    bits = (bits ^ (bits >>> 16)) >>> 0
    return Math.floor((bits / 0x100000000) * limit)
  }
}

/** `count` different integers below `limit`, in random order. */
export function drawWithoutReplacement(
  integer: (limit: number) => number,
  count: number,
  limit: number,
): number[] {
  const all = Array.from({ length: limit }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    const j = i + integer(limit - i)
    ;[all[i], all[j]] = [all[j], all[i]]
  }
  return all.slice(0, count)
}
