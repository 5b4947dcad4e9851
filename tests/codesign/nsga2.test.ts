import { expect, test } from 'vitest'
import { figureCalled } from '../../main/codesign/figures.ts'
import { frontOf } from '../../main/codesign/front.ts'
import { hypervolume } from '../../main/codesign/hypervolume.ts'
import { nsga2 } from '../../main/codesign/nsga2.ts'
import { searchFront } from '../../main/codesign/search.ts'
import { tableOf } from '../../main/codesign/table.ts'
import { smallWorkshop } from './small-workshop.ts'

/** Width, depth and clock against a made-up error and time; wide networks do not fit. */
function evaluate([width, depth, clock]: readonly number[]) {
  const time = ((width + 1) * (depth + 2)) / (clock + 1)
  const error = 1 / (1 + width + 0.5 * depth)
  return { objectives: [time, error, clock], violation: width > 8 ? width - 8 : 0 }
}
const request = { levels: [12, 8, 6], evaluate, population: 40, generations: 25, seed: 3 }

test('finds nearly all of the front that looking at every design finds', () => {
  const every = Array.from({ length: 12 * 8 * 6 }, (_, n) =>
    evaluate([n % 12, Math.floor(n / 12) % 8, Math.floor(n / 96)]),
  )
  const reference = [60, 1.1, 6]
  const whole = hypervolume(
    every.filter(({ violation }) => violation === 0).map(({ objectives }) => objectives),
    reference,
  )
  const { front, evaluations } = nsga2(request)
  expect(
    hypervolume(
      front.map(({ objectives }) => objectives),
      reference,
    ) / whole,
  ).toBeGreaterThan(0.99)
  expect(front.every(({ violation }) => violation === 0)).toBe(true)
  expect(evaluations).toBeLessThan(12 * 8 * 6)
})

test('is the same for the same seed', () => {
  expect(nsga2(request)).toEqual(nsga2(request))
})

test('finds the front of a small space of designs', async () => {
  const workshop = smallWorkshop((space) => ({
    ...space,
    kernels: ['esp-nn'],
    modalities: ['face', 'sum'],
  }))
  const objectives = [figureCalled('flash'), figureCalled('latency')]
  const settings = { objectives, constraints: [], population: 60, generations: 12, seed: 1 }
  const whole = frontOf(tableOf(workshop), objectives)
  const found = searchFront(workshop, { ...settings, way: 'nsga2' })
  expect(found.way).toBe('nsga2')
  expect(found.evaluations).toBeLessThan(found.designs)
  const ways = { ...settings, generations: 200, way: 'nsga2' } as const
  expect(searchFront(workshop, ways).evaluations).toBeLessThanOrEqual(found.designs)
  const volume = ({ points }: Pick<typeof whole, 'points'>) =>
    hypervolume(
      points.map((point) => objectives.map((figure) => figure.of(point)!)),
      [4e6, 5000],
    )
  expect(volume(found) / volume(whole)).toBeGreaterThan(0.99)
})
