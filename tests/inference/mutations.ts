// Seeded damage to model files: single bits, bytes, 32-bit words with values that provoke overflows, moved and cut
// pieces. The same seed always gives the same file.

/** Words that sit at limits of lengths, offsets and dimensions. */
const WORDS = [0, 1, 2, 4, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc]

/** A small xorshift generator: uniform 32-bit numbers. */
export function randomWords(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>>= 0)
  }
}

export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = randomWords(Math.imul(seed, 2654435761))
  const below = (limit: number): number => random() % Math.max(1, limit)
  let bytes: Uint8Array = Uint8Array.from(original)
  const edits = 1 + below(4)
  for (let edit = 0; edit < edits; edit++) {
    const at = below(bytes.length)
    switch (below(7)) {
      case 0:
        bytes[at] ^= 1 << below(8)
        break
      case 1:
        bytes[at] = random()
        break
      case 2:
        writeWord(bytes, at & ~3, WORDS[below(WORDS.length)])
        break
      case 3:
        writeWord(bytes, at & ~3, random())
        break
      case 4:
        writeWord(bytes, at & ~3, readWord(bytes, at & ~3) + below(9) - 4)
        break
      case 5:
        bytes.copyWithin(below(bytes.length), at, Math.min(bytes.length, at + 1 + below(64)))
        break
      default:
        if (below(8) === 0) bytes = bytes.slice(0, at)
        else writeWord(bytes, at & ~3, readWord(bytes, below(bytes.length) & ~3))
    }
  }
  return bytes
}

function readWord(bytes: Uint8Array, at: number): number {
  return at + 4 <= bytes.length ? new DataView(bytes.buffer).getUint32(at, true) : 0
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  if (at + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(at, value, true)
}
