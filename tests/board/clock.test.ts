import { describe, expect, it } from 'vitest'
import { Clock } from '../../main/board/clock.ts'
import { cycles, interval } from '../../main/board/units.ts'

const span = (count: number) => interval(cycles(count), 0.25)

describe('the clock', () => {
  it('adds up work on one core', () => {
    const clock = new Clock()
    clock.spend('detect', span(100))
    clock.spend('embed', span(50))
    expect(clock.now).toEqual({ estimate: 150, low: 112.5, high: 187.5 })
  })

  it('lets the two cores overlap', () => {
    const clock = new Clock()
    clock.onCore(0, () => clock.spend('face', span(100)))
    clock.onCore(1, () => clock.spend('voice', span(70)))
    expect(clock.now.estimate).toBe(100)
    expect(clock.entries.map(({ core, start }) => [core, start.estimate])).toEqual([
      [0, 0],
      [1, 0],
    ])
  })

  it('joins the cores for work outside of onCore', () => {
    const clock = new Clock()
    clock.onCore(0, () => clock.spend('face', span(100)))
    clock.onCore(1, () => clock.spend('voice', span(70)))
    clock.spend('fuse', span(5))
    clock.onCore(1, () => clock.spend('report', span(1)))
    expect(clock.entries.at(-2)!.start.estimate).toBe(100)
    expect(clock.entries.at(-1)!.start.estimate).toBe(105)
  })

  it('bounds an overlap by the slower core of each bound', () => {
    const clock = new Clock()
    clock.onCore(0, () => clock.spend('sure', interval(cycles(100), 0)))
    clock.onCore(1, () => clock.spend('unsure', interval(cycles(90), 0.5)))
    expect(clock.now).toEqual({ estimate: 100, low: 100, high: 135 })
  })

  it('merges consecutive work of one stage into one stretch', () => {
    const clock = new Clock()
    clock.spend('mel', span(10))
    clock.spend('mel', span(20))
    clock.spend('embed', span(5))
    clock.spend('mel', span(1))
    expect(clock.entries.map(({ stage, start, end }) => [stage, start.estimate, end.estimate])).toEqual([
      ['mel', 0, 30],
      ['embed', 30, 35],
      ['mel', 35, 36],
    ])
  })

  it('waits for what it is told to wait for', () => {
    const clock = new Clock()
    const until = clock.onCore(0, () => clock.spend('face', span(100))).end
    clock.onCore(1, () => clock.spend('voice', span(10), { notBefore: until }))
    expect(clock.now.estimate).toBe(110)
  })

  it('starts again at zero', () => {
    const clock = new Clock()
    clock.spend('x', span(10))
    clock.reset()
    expect(clock.now.estimate).toBe(0)
    expect(clock.entries).toEqual([])
  })

  it('returns to the outer core when a body throws', () => {
    const clock = new Clock()
    expect(() =>
      clock.onCore(1, () => {
        throw new Error('no face')
      }),
    ).toThrow('no face')
    expect(clock.core).toBe(0)
  })
})
