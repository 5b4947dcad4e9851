import { expect, test } from 'vitest'
import { atBoardSpeed } from '../../main/authentication/pace.ts'

const answer = { board: { latency_ms: { estimate: 80, low: 70, high: 90 } } } as Parameters<
  typeof atBoardSpeed
>[0] extends () => Promise<infer T>
  ? T
  : never

test('an answer waits until the board would have given it', async () => {
  const started = performance.now()
  expect(await atBoardSpeed(async () => answer)).toBe(answer)
  expect(performance.now() - started).toBeGreaterThanOrEqual(79)
})

test('an attempt that took longer on this machine is not held back further', async () => {
  const slow = { board: { latency_ms: { estimate: 1, low: 1, high: 1 } } } as typeof answer
  const started = performance.now()
  await atBoardSpeed(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    return slow
  })
  expect(performance.now() - started).toBeLessThan(2000)
})

test('a refused attempt fails at once', async () => {
  await expect(atBoardSpeed(() => Promise.reject(new Error('no face')))).rejects.toThrow('no face')
})
