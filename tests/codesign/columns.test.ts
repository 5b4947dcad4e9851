import { expect, test } from 'vitest'
import { columnsOf, statedFmrs } from '../../main/codesign/columns.ts'
import { examplePoint, STATED_FMR } from './example-points.ts'

test('columns hold what is known of every point, and what is unknown is NaN', () => {
  const points = [
    examplePoint({ network: 'w2-deep-64', latency: 900, fnmr: 0.125 }),
    examplePoint({ network: 'w0-deep-64', latency: 400, fnmr: null, dollars: null }),
  ]
  const { ids, measures, factors } = columnsOf(points, STATED_FMR)
  expect(ids).toEqual(points.map(({ id }) => id))
  expect([...measures.fnmr.value]).toEqual([0.125, Number.NaN])
  expect([...measures.fnmr.low!]).toEqual([0.0625, Number.NaN])
  expect([...measures.latency_ms.value]).toEqual([900, 400])
  expect(measures.latency_ms.high?.[1]).toBeCloseTo(440)
  expect([...measures.bom_dollars.value]).toEqual([20, Number.NaN])
  expect(measures.bom_dollars.low).toBeNull()
  expect(factors.face_width).toEqual({ levels: [0, 2], at: Int16Array.of(1, 0) })
  expect([...factors.voice_network.at]).toEqual([-1, -1])
})

test('designs that do not fit share the text of the limit they break', () => {
  const points = ['too much', undefined, 'too much', 'far too much'].map((problem, index) =>
    examplePoint({ network: `w${index}-deep-64`, problem }),
  )
  const { problem, problems } = columnsOf(points, STATED_FMR)
  expect([...problem]).toEqual([0, -1, 0, 1])
  expect(problems).toEqual(['too much', 'far too much'])
})

test('a rate that was not measured at the FMR asked for is unknown; the FMRs measured are told', () => {
  const points = [examplePoint({ network: 'w2-deep-64' })]
  expect(columnsOf(points, 0.01).measures.fnmr.value[0]).toBeNaN()
  expect(columnsOf(points, 0.01).measures.time_to_success_s.value[0]).toBeNaN()
  expect(columnsOf(points, 0.01).measures.eer.value[0]).toBeCloseTo(0.05)
  expect(statedFmrs(points)).toEqual([STATED_FMR])
})
