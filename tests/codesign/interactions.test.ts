import { describe, expect, it } from 'vitest'
import { factorNamed } from '../../main/codesign/factors.ts'
import {
  differenceOfDifferences,
  interactionOf,
  interactionShare,
  interactionsOf,
} from '../../main/codesign/interactions.ts'
import { matchedSets } from '../../main/codesign/matching.ts'
import type { Factors } from '../../main/codesign/points.ts'
import { responsesAt } from '../../main/codesign/responses.ts'
import { FMR, faceDesigns, fusedDesigns, madeUpPoint, voiceDesigns } from './made-up-points.ts'

const width = factorNamed('face_width')
const precision = factorNamed('face_precision')
const { latency_ms: latency, fnmr, flash_bytes: flash } = responsesAt(FMR)

/** 100 ms per width, doubled by int4, and 40 ms more for 64 pixels: an interaction of width and precision alone. */
const latencyMs = ({ face_width, face_precision, face_size }: Factors) =>
  100 * (1 + face_width!) * (face_precision === 'int4' ? 2 : 1) + (face_size === 64 ? 40 : 0)

describe('the effect of one factor on that of another', () => {
  it('is the difference of differences of a table, exactly', () => {
    // Rows 1 2 4 and 3 5 9: (9 - 4) - (3 - 1) = 3.
    expect(differenceOfDifferences([1, 2, 4, 3, 5, 9], 3)).toBe(3)
  })

  it('shares the variance: none of a sum, all of a cross', () => {
    expect(interactionShare([1, 2, 11, 12], 2)).toBe(0)
    expect(interactionShare([1, 0, 0, 1], 2)).toBe(1)
    // Rows 0 0 / 0 4: each of both main effects has sum of squares 4, the interaction 4.
    expect(interactionShare([0, 0, 0, 4], 2)).toBeCloseTo(1 / 3, 12)
  })

  it('is found in designs that are equal in all else, with the interval of the cost model', () => {
    const found = interactionOf(faceDesigns({ latencyMs }), [precision, width], latency, FMR)!
    expect(found.sets).toBe(4)
    expect(found.levels).toEqual([
      ['int4', 'int8'],
      [0, 1, 2],
    ])
    // Medians over both sizes: 20 ms added.
    expect(found.cells.map(({ value }) => value)).toEqual([220, 420, 620, 120, 220, 320])
    // (320 - 620) - (120 - 220), give or take the tenth that the model errs.
    expect(found.effect.difference).toBe(-200)
    expect(found.effect.low).toBeCloseTo(-220, 9)
    expect(found.effect.high).toBeCloseTo(-180, 9)
    expect(found.effect.p).toBeNull()
  })

  it('is nothing where effects add', () => {
    const found = interactionOf(faceDesigns({ latencyMs }), [factorNamed('face_size'), width], latency, FMR)!
    expect(found.effect.difference).toBe(0)
    expect(found.share).toBe(0)
  })

  it('of error rates counts people, not designs', () => {
    // Int4 costs person i a reject rate of i / 100 in the narrowest network alone.
    const rates = ({ face_width, face_precision }: Factors) =>
      Array.from({ length: 10 }, (_, i) =>
        face_width === 0 && face_precision === 'int4' ? 0.1 + i / 100 : 0.1,
      )
    const found = interactionOf(faceDesigns({ rates }), [precision, width], fnmr, FMR)!
    expect(found.people).toBe(10)
    expect(found.effect.difference).toBeCloseTo(0.045, 12)
    // Nine people change, all in one direction: two of 2^9 signs, however many designs there are.
    expect(found.effect.p).toBe(2 / 512)
    expect(found.effect.low).toBeGreaterThan(0.02)
    expect(found.effect.high).toBeLessThan(0.07)
  })

  it('orders all pairs by the share that is interaction', async () => {
    const all = await interactionsOf(faceDesigns({ latencyMs }), 'latency_ms', FMR)
    expect(all.map(({ id }) => id)).toHaveLength(6)
    expect(all[0].id).toBe('face_width-face_precision-latency_ms')
  })

  it('matches a face alone with every design that adds a voice', () => {
    const latencyMs = ({ modality, face_width, seconds }: Factors) =>
      100 + (face_width ?? 0) + (modality === 'face' ? 0 : 10 * seconds!)
    const points = [
      ...faceDesigns({ latencyMs }),
      ...voiceDesigns({ latencyMs }),
      ...fusedDesigns({ latencyMs }),
    ]
    const found = interactionOf(points, [factorNamed('modality'), factorNamed('seconds')], latency, FMR)!
    expect(found.levels[0]).toEqual(['face', 'voice', 'sum', 'cascade'])
    // Two faces by three voices; face, voice, sum, cascade at 2 and at 3 s.
    expect(found.sets).toBe(6)
    expect(found.cells.map(({ value }) => value)).toEqual([101, 101, 120, 130, 121, 131, 121, 131])
  })

  it('leaves out levels that cannot be together, and designs that do not fit', () => {
    const points = [
      madeUpPoint({ psram: 'off', arena: 'sram' }),
      madeUpPoint({ psram: '40', arena: 'sram' }),
      madeUpPoint({ psram: '80', arena: 'sram' }),
      madeUpPoint({ psram: '40', arena: 'psram' }),
      madeUpPoint({ psram: '80', arena: 'psram' }),
    ]
    const { levels, sets } = matchedSets(points, [factorNamed('psram'), factorNamed('arena')])
    expect(levels).toEqual([
      ['40', '80'],
      ['psram', 'sram'],
    ])
    expect(sets).toHaveLength(1)
    const fits = (factors: Factors) => factors.face_width !== 2
    const found = interactionOf(faceDesigns({ fits }), [precision, width], flash, FMR)!
    expect(found.levels[1]).toEqual([0, 1])
  })
})
