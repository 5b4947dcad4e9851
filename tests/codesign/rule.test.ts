import { describe, expect, it } from 'vitest'
import { ruleOf } from '../../main/codesign/guidelines/rule.ts'
import { faceDesigns } from './made-up-points.ts'

const points = faceDesigns({})

describe('the designs something holds for', () => {
  it('are named by the levels of one factor where these tell them', () => {
    const rule = ruleOf(points, ({ factors }) => factors.face_width! > 0, [])!
    expect(rule.text).toBe('face width w1 or w2')
    expect([rule.named, rule.holds]).toEqual([16, 16])
  })

  it('are named by two factors where one does not tell them', () => {
    const holds = ({ factors }: (typeof points)[number]) =>
      factors.face_precision === 'int4' && factors.face_size === 64
    const rule = ruleOf(points, holds, [])!
    expect(rule.text).toBe('face input 64 px and face precision int4')
    expect([rule.named, rule.holds]).toEqual([6, 6])
    expect(points.filter(rule.names).every(holds)).toBe(true)
  })

  it('are not named by what is being changed, nor where nothing tells them', () => {
    expect(ruleOf(points, ({ factors }) => factors.face_width! > 0, ['face_width'])).toBeNull()
    expect(ruleOf(points, () => true, [])).toBeNull()
  })
})
