import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { certainlyElapsed, machineMoment } from '../../main/authentication/machine-clock.ts'

const uptime = fc.integer({ min: 0, max: 1e10 })

describe("the machine's own clock", () => {
  test('goes on', () => {
    const [first, second] = [machineMoment(), machineMoment()]
    expect(certainlyElapsed(first, second)).toBeGreaterThanOrEqual(0)
    expect(certainlyElapsed(first, second)).toBeLessThan(10_000)
  })

  test('within one start of the machine is the difference of its uptimes', () => {
    fc.assert(
      fc.property(uptime, uptime, (then, passed) => {
        expect(certainlyElapsed({ boot: 'a', uptimeMs: then }, { boot: 'a', uptimeMs: then + passed })).toBe(
          passed,
        )
      }),
    )
  })

  test('after another start is the uptime, never more than what has really passed', () => {
    fc.assert(
      fc.property(uptime, uptime, fc.constantFrom('b', ''), uptime, (then, off, boot, uptimeMs) => {
        const from = { boot: boot === '' ? '' : 'a', uptimeMs: then }
        const really = off + uptimeMs
        expect(certainlyElapsed(from, { boot, uptimeMs })).toBeLessThanOrEqual(really)
      }),
    )
    expect(certainlyElapsed({ boot: 'a', uptimeMs: 5000 }, { boot: 'b', uptimeMs: 7000 })).toBe(7000)
    expect(certainlyElapsed({ boot: '', uptimeMs: 9000 }, { boot: '', uptimeMs: 7000 })).toBe(7000)
  })

  test('without a name of one of the starts counts no more than the difference, unless it was started since', () => {
    for (const [then, now] of [
      ['', 'a'],
      ['a', ''],
      ['', ''],
    ]) {
      expect(certainlyElapsed({ boot: then, uptimeMs: 9e6 }, { boot: now, uptimeMs: 9e6 + 5 })).toBe(5)
      expect(certainlyElapsed({ boot: then, uptimeMs: 9000 }, { boot: now, uptimeMs: 7000 })).toBe(7000)
    }
  })

  test('that runs backwards within one start has not moved', () => {
    expect(certainlyElapsed({ boot: 'a', uptimeMs: 5000 }, { boot: 'a', uptimeMs: 4000 })).toBe(0)
  })
})
