import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BufferRequest, planMemory } from '../../main/inference/planner.ts'

const buffer = (bytes: number, firstUse: number, lastUse: number): BufferRequest => ({
  bytes,
  firstUse,
  lastUse,
})

test('nothing needs no memory', () => {
  expect(planMemory([])).toEqual({ offsets: [], bytes: 0 })
})

test('buffers that never live together share their place', () => {
  expect(planMemory([buffer(32, 0, 0), buffer(16, 1, 1), buffer(48, 2, 2)])).toEqual({
    offsets: [0, 0, 0],
    bytes: 48,
  })
})

test('buffers that live together lie beside each other, the largest first', () => {
  expect(planMemory([buffer(16, 0, 1), buffer(48, 1, 2)])).toEqual({ offsets: [48, 0], bytes: 64 })
})

test('of buffers of one size the one added last comes first', () => {
  expect(planMemory([buffer(16, 0, 1), buffer(16, 0, 1)]).offsets).toEqual([16, 0])
})

test('a small buffer fills the first gap that is large enough', () => {
  // 100 bytes [0..3] at 0; 60 [1..1] behind it; 40 [2..2] reuses that place; 20 [1..2] must clear both.
  const plan = planMemory([buffer(100, 0, 3), buffer(60, 1, 1), buffer(40, 2, 2), buffer(20, 1, 2)])
  expect(plan).toEqual({ offsets: [0, 100, 100, 160], bytes: 180 })
})

test('a chain of layers needs the two largest neighbours', () => {
  const layers = [640, 128, 128, 8, 128, 640]
  const chain = layers.map((bytes, step) => buffer(bytes, step, step + 1))
  expect(planMemory(chain).bytes).toBe(640 + 128)
})

test('no two buffers overlap in time and space, and no byte lies beyond the end', () => {
  const request = fc
    .record({ bytes: fc.integer({ min: 1, max: 64 }), firstUse: fc.nat(12), length: fc.nat(6) })
    .map(({ bytes, firstUse, length }) => buffer(bytes * 16, firstUse, firstUse + length))
  fc.assert(
    fc.property(fc.array(request, { maxLength: 24 }), (requests) => {
      const { offsets, bytes } = planMemory(requests)
      requests.forEach((a, i) => {
        expect(offsets[i] + a.bytes).toBeLessThanOrEqual(bytes)
        requests.slice(0, i).forEach((b, j) => {
          const together = a.firstUse <= b.lastUse && b.firstUse <= a.lastUse
          const apart = offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i]
          expect(apart || !together).toBe(true)
        })
      })
      const needed = Math.max(0, ...requests.map((_, step) => liveBytes(requests, step)))
      expect(bytes).toBeGreaterThanOrEqual(needed)
    }),
  )
})

function liveBytes(requests: BufferRequest[], step: number): number {
  return requests
    .filter(({ firstUse, lastUse }) => firstUse <= step && step <= lastUse)
    .reduce((sum, { bytes }) => sum + bytes, 0)
}
