import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Heap, OutOfMemoryError } from '../../main/board/heap.ts'

const regions = () =>
  new Heap([
    { name: 'small', bytes: 104, capabilities: ['byte'] },
    { name: 'large', bytes: 1004, capabilities: ['byte', 'dma'] },
    { name: 'outside', bytes: 4004, capabilities: ['psram', 'byte'] },
  ])

describe('the heap', () => {
  it('remembers the most that each region has held, and forgets it when peaks count anew', () => {
    const heap = regions()
    const first = heap.allocate('first', 500, ['byte'], '')
    heap.allocate('second', 50, ['byte'], '')
    heap.release(first)
    const peaks = () => Object.fromEntries(heap.peakUse().map(({ region, peak }) => [region, peak]))
    expect(peaks()).toEqual({ small: 56, large: 504, outside: 0 })
    heap.resetPeak()
    expect(peaks()).toEqual({ small: 56, large: 0, outside: 0 })
  })

  it('grants the largest free block to the byte and refuses one byte more', () => {
    const heap = regions()
    expect(heap.largestFree(['byte'])).toBe(1000)
    expect(heap.allocate('all', 1000, ['byte'], 'less').region).toBe('large')
    expect(() => regions().allocate('arena', 1001, ['byte'], 'less')).toThrow(OutOfMemoryError)
  })

  it('says what was asked, what is free, what the largest block is, and what helps', () => {
    try {
      regions().allocate('tensor arena', 1001, ['byte'], 'Use PSRAM.')
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(OutOfMemoryError)
      const failure = error as OutOfMemoryError
      expect(failure).toMatchObject({
        asked: 1001,
        free: 1108,
        largestFree: 1000,
        exitCode: 3,
        code: 'out-of-memory',
      })
      expect(failure.message).toContain('tensor arena asks for 1001 bytes')
      expect(failure.next).toBe('Use PSRAM.')
    }
  })

  it('takes the first region that has a gap, in order', () => {
    const heap = regions()
    expect(heap.allocate('a', 50, ['byte'], '').region).toBe('small')
    expect(heap.allocate('b', 50, ['byte'], '').region).toBe('large')
    expect(heap.allocate('c', 40, ['byte'], '').region).toBe('small')
  })

  it('puts only what asks for it into external memory', () => {
    const heap = regions()
    expect(heap.largestFree(['psram'])).toBe(4000)
    expect(heap.allocate('frame', 2000, ['psram'], '').region).toBe('outside')
    expect(() => heap.allocate('arena', 2000, ['byte'], '')).toThrow(OutOfMemoryError)
  })

  it('fills the gap that a release leaves, but not across it', () => {
    const heap = new Heap([{ name: 'only', bytes: 300, capabilities: ['byte'] }])
    const [first] = ['a', 'b', 'c'].map((name) => heap.allocate(name, 96, ['byte'], ''))
    heap.release(first)
    expect(heap.largestFree(['byte'])).toBe(96)
    expect(heap.allocate('d', 96, ['byte'], '').offset).toBe(0)
    expect(() => heap.allocate('e', 1, ['byte'], '')).toThrow(OutOfMemoryError)
  })

  it('remembers the highest use', () => {
    const heap = regions()
    heap.release(heap.allocate('a', 996, ['byte'], ''))
    heap.allocate('b', 8, ['byte'], '')
    expect(heap.peakBytes).toBe(1000)
  })

  it('never overlaps allocations nor passes the end of a region', () => {
    const steps = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 400 }), release: fc.boolean() }))
    fc.assert(
      fc.property(steps, (list) => {
        const heap = new Heap([{ name: 'only', bytes: 1000, capabilities: ['byte'] }])
        for (const { bytes, release } of list) {
          if (release && heap.allocations.length > 0) heap.release(heap.allocations[0])
          else if (bytes <= heap.largestFree(['byte'])) heap.allocate('x', bytes, ['byte'], '')
          else expect(() => heap.allocate('x', bytes, ['byte'], '')).toThrow(OutOfMemoryError)
          const sorted = [...heap.allocations].sort((left, right) => left.offset - right.offset)
          sorted.reduce((end, { offset, taken }) => {
            expect(offset).toBeGreaterThanOrEqual(end)
            return offset + taken
          }, 0)
          expect((sorted.at(-1)?.offset ?? 0) + (sorted.at(-1)?.taken ?? 0)).toBeLessThanOrEqual(1000)
        }
      }),
    )
  })
})
