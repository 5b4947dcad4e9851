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

  it('delays both cores by half the product of their shares of the bus while they overlap', () => {
    const clock = new Clock()
    clock.onCore(0, () => clock.spend('face', interval(cycles(1000), 0), { bus: 200 }))
    clock.onCore(1, () => clock.spend('voice', interval(cycles(500), 0), { bus: 50 }))
    clock.join()
    // 20 % of one and 10 % of the other for 500 cycles: 0.2 * 0.1 / 2 * 500, at worst the smaller share whole.
    expect(clock.now).toEqual({ estimate: 1005, low: 1000, high: 1050 })
    expect(clock.entries.map(({ end }) => end.estimate)).toEqual([1005, 505])
    clock.join()
    expect(clock.now.estimate).toBe(1005)
  })

  it('delays nothing while one core waits for a sensor, nor after the other is done', () => {
    const clock = new Clock()
    clock.onCore(0, () => clock.spend('face', interval(cycles(100), 0), { bus: 90 }))
    clock.onCore(1, () => {
      clock.spend('record', interval(cycles(300), 0), { idle: true })
      clock.spend('voice', interval(cycles(100), 0), { bus: 90 })
    })
    clock.join()
    expect(clock.now).toEqual({ estimate: 400, low: 400, high: 400 })
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
