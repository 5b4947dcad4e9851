import { describe, expect, it } from 'vitest'
import { factorNamed } from '../../main/codesign/factors.ts'
import { interactionCsv, interactionSvg } from '../../main/codesign/interaction-plot.ts'
import { interactionOf } from '../../main/codesign/interactions.ts'
import { responsesAt } from '../../main/codesign/responses.ts'
import { FMR, faceDesigns } from './made-up-points.ts'

const interaction = interactionOf(
  faceDesigns({
    latencyMs: ({ face_width, face_precision }) =>
      100 + 10 * face_width! + (face_precision === 'int4' ? 5 : 0),
  }),
  [factorNamed('face_width'), factorNamed('face_precision')],
  responsesAt(FMR).latency_ms,
  FMR,
)!

describe('an interaction', () => {
  it('is a table with a row for every cell', () => {
    expect(interactionCsv(interaction).split('\n').slice(0, 3)).toEqual([
      'face_width,face_precision,latency_ms,low,high',
      '0,int4,105,94.5,115.50000000000001',
      '0,int8,100,90,110.00000000000001',
    ])
  })

  it('is drawn with a name, a line for each level of the second factor and a mark for every cell', () => {
    const svg = interactionSvg(interaction)
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toContain('aria-label="wait for the board by face width, a line for each face precision"')
    expect(svg.match(/<circle /g)).toHaveLength(6)
    for (const label of ['w0', 'w1', 'w2', 'int4', 'int8']) expect(svg).toContain(`>${label}</text>`)
    expect(svg).not.toMatch(/NaN|undefined/)
  })
})
