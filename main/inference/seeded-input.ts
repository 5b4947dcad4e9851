// The reproducible input of conformance cases: a 32-bit linear congruential generator whose top byte is drawn for
// every byte of every input, in order and without restarting (Numerical Recipes' constants).

/** Returns `sizes.length` arrays of those sizes in bytes. */
export function seededInputs(sizes: readonly number[], seed: number): Uint8Array[] {
  let state = seed >>> 0
  return sizes.map((size) => {
    const bytes = new Uint8Array(size)
    for (let i = 0; i < size; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      bytes[i] = state >>> 24
    }
    return bytes
  })
}

/** One input of `size` bytes. */
export function seededInput(size: number, seed: number): Uint8Array {
  return seededInputs([size], seed)[0]
}
