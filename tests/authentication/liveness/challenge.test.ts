import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ACTION_MS,
  Challenge,
  drawAction,
  type HeadAction,
  headActions,
  type Progress,
  READY_MS,
} from '../../../main/authentication/liveness/challenge.ts'

/** Shows poses [yaw, pitch] (null: no face) every 100 ms; the last progress. */
function show(action: HeadAction, poses: ([number, number] | null)[]): Progress {
  const challenge = new Challenge(action, 0)
  let progress: Progress = { stage: 'waiting' }
  poses.forEach((pose, frame) => {
    const at = 100 * (frame + 1)
    progress = challenge.see({ at, pose: pose && { yaw: pose[0], pitch: pose[1], roll: 0 } })
  })
  return progress
}

const straight: [number, number][] = [
  [2, 5],
  [3, 4],
  [2, 6],
]
const times = (count: number, pose: [number, number] | null) => Array.from({ length: count }, () => pose)

describe('a challenge', () => {
  test('tells its movement only once the face looks straight and steady', () => {
    expect(show('nod', straight.slice(1))).toEqual({ stage: 'waiting' })
    expect(show('nod', [[30, 0], ...straight.slice(1)])).toEqual({ stage: 'waiting' })
    expect(show('nod', [[-7, 5], ...straight.slice(1)])).toEqual({ stage: 'waiting' })
    expect(show('nod', straight)).toEqual({
      stage: 'acting',
      action: 'nod',
      msLeft: ACTION_MS,
      msLimit: ACTION_MS,
    })
  })

  test.each([
    ['turn-left', [22, 5]],
    ['turn-right', [-18, 5]],
    ['nod', [2, 20]],
  ] as const)('%s is passed by that movement, seen twice, and the way back', (action, [yaw, pitch]) => {
    const away: [number, number] = [yaw, pitch]
    expect(show(action, [...straight, away, ...straight]).stage).toBe('acting')
    expect(show(action, [...straight, away, away, away]).stage).toBe('acting')
    expect(show(action, [...straight, away, away, straight[0]]).stage).toBe('acting')
    expect(show(action, [...straight, away, away, ...straight])).toEqual({ stage: 'passed' })
  })

  test('is failed by another movement before the way back', () => {
    const [left, nod] = [times(2, [22, 5]), times(2, [2, 20])]
    const failed = { stage: 'failed', reason: 'other-movement' }
    expect(show('turn-left', [...straight, ...nod, ...straight, ...left, ...straight])).toEqual(failed)
    expect(show('turn-left', [...straight, ...left, ...nod, ...straight])).toEqual(failed)
    expect(show('nod', [...straight, ...nod, ...left, ...straight])).toEqual(failed)
  })

  test('is passed by no film for two of the three draws', () => {
    const pose = fc.tuple(fc.constantFrom(2, 10, 18, 25, -25), fc.constantFrom(5, 9, 17, 25))
    fc.assert(
      fc.property(fc.array(fc.tuple(pose, fc.integer({ min: 1, max: 3 })), { maxLength: 8 }), (parts) => {
        const film = [...straight, ...parts.flatMap(([at, count]) => times(count, at)), ...straight]
        const passes = headActions.filter((action) => show(action, film).stage === 'passed')
        expect(passes.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test.each([
    ['turn-left', [-18, 5]],
    ['turn-right', [22, 5]],
    ['nod', [25, 5]],
  ] as const)('%s is failed by another movement, for good', (action, [yaw, pitch]) => {
    const wrong: [number, number][] = [...straight, [yaw, pitch], [yaw, pitch]]
    expect(show(action, wrong)).toEqual({ stage: 'failed', reason: 'other-movement' })
    const right: [number, number] = action === 'nod' ? [2, 25] : [-yaw, 5]
    expect(show(action, [...wrong, right, right, ...straight]).stage).toBe('failed')
  })

  test('is failed by a head that does nothing in time, and by one that never looks straight', () => {
    const idle = ACTION_MS / 100 + 5
    expect(show('nod', [...straight, ...times(idle, [2, 5])])).toEqual({
      stage: 'failed',
      reason: 'too-late',
    })
    expect(show('nod', times(READY_MS / 100 + 2, [40, 0]))).toEqual({
      stage: 'failed',
      reason: 'no-steady-face',
    })
  })

  test('is failed where the face is lost for longer than a turn hides it', () => {
    expect(show('turn-left', [...straight, ...times(4, null)]).stage).toBe('acting')
    expect(show('turn-left', [...straight, ...times(5, null)])).toEqual({
      stage: 'failed',
      reason: 'face-lost',
    })
  })

  test('is not passed by the small movements of a head that keeps still', () => {
    const sway = Array.from({ length: 50 }, (_, i): [number, number] => [
      2 + 8 * Math.sin(i / 5),
      5 + 6 * Math.sin(i / 7),
    ])
    for (const action of headActions) expect(show(action, [...straight, ...sway]).stage).toBe('acting')
  })
})

test('every movement is drawn', () => {
  const drawn = new Set(Array.from({ length: 200 }, drawAction))
  expect([...drawn].sort()).toEqual([...headActions].sort())
})
