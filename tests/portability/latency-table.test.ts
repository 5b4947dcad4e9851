import { describe, expect, test } from 'vitest'
import { nasBenchMacs, operationGroups } from '../../main/portability/encoding.ts'
import { tableFromCsv, tableFromJson } from '../../main/portability/latency-table.ts'
import { measuredFromCsv } from '../../main/portability/own-target.ts'

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(message) })

describe('a table of latencies', () => {
  test('in JSON has an encoded network per row', () => {
    const text = JSON.stringify({
      one_hot: [
        [1, 0],
        [0, 1],
      ],
      latency_ms: { a: [1, 2], b: [3, null] },
    })
    const table = tableFromJson(text, 'table.json')
    expect(table.devices).toEqual(['a', 'b'])
    expect(table.latencyMs.get('b')).toEqual([3, null])
    expect(table.networks).toEqual(['0', '1'])
  })

  test('in CSV has a device per line, and empty cells where nothing was measured', () => {
    const table = tableFromCsv('chip,mhz,kws_ms,vww_ms\nESP32,240,7.5,\n"C906, RV64",480,1,2\n', 'table.csv')
    expect(table.networks).toEqual(['kws', 'vww'])
    expect([...table.latencyMs]).toEqual([
      ['ESP32', [7.5, null]],
      ['C906, RV64', [1, 2]],
    ])
    expect(table.encoding).toBeNull()
  })

  test.each([
    ['{', /not valid JSON/],
    ['{"one_hot": [[1]], "latency_ms": {"a": [1, 2]}}', /a has 2 latencies for 1 networks/],
    ['{"one_hot": [[1], [1, 2]], "latency_ms": {"a": [1, 2]}}', /differ in length/],
    ['{"one_hot": [[1]], "latency_ms": {"a": [0]}}', /latency_ms\.a\.0/],
    ['{"one_hot": [[1]], "latency_ms": {"a": [1]}, "merit": []}', /merit has 0 values/],
  ])('that says %s is refused', (text, message) => {
    expect(() => tableFromJson(text, 'table.json')).toThrow(refusal('bad-latency-table', message))
  })

  test.each([
    ['chip,mhz\nESP32,240\n', /no column .* ends in _ms/],
    ['chip,kws_ms\nESP32,fast\n', /line 2: "fast"/],
    ['chip,kws_ms\nESP32,-1\n', /line 2: "-1"/],
    ['chip,kws_ms\nESP32,1\nESP32,2\n', /line 3 repeats the device ESP32/],
  ])('with the lines %j is refused', (text, message) => {
    expect(() => tableFromCsv(text, 'table.csv')).toThrow(refusal('bad-latency-table', message))
  })
})

describe('measurements of an own device', () => {
  const lines = (...rows: string[]) => `network,ms\n${rows.join('\n')}\n`

  test('are network and milliseconds', () => {
    const text = lines('0,5', '1,6', '2,7.5', '4,8', '3,9')
    expect(measuredFromCsv(text, 'own.csv', 5)[2]).toEqual({ network: 2, latencyMs: 7.5 })
  })

  test.each([
    ['ms\n1\n', /does not name the columns/],
    [lines('0,5', '1,6'), /2 measurements; 5 are the fewest/],
    [lines('0,5', '9,6', '2,7', '3,8', '4,9'), /line 3: there is no network 9; they are 0 to 4/],
    [lines('0,5', '1,-', '2,7', '3,8', '4,9'), /line 3: "-"/],
    [lines('0,5', '1,6', '1,7', '3,8', '4,9'), /line 4 measures network 1 again/],
  ])('are refused as %j', (text, message) => {
    expect(() => measuredFromCsv(text, 'own.csv', 5)).toThrow(refusal('bad-measurements', message))
  })
})

describe('the groups of an encoding', () => {
  test('are the operations, whatever the place, where each row chooses one per place', () => {
    const rows = [
      [1, 0, 0, 0, 1, 0, 1],
      [0, 1, 0, 1, 0, 0, 1],
      [0, 0, 1, 0, 0, 1, 1],
    ]
    expect(operationGroups(rows)).toEqual([0, 1, 2, 0, 1, 2, 3])
  })

  test('are the columns themselves where nothing is chosen', () => {
    expect(
      operationGroups([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual([0, 1, 2])
  })

  test('NAS-Bench-201 networks are worth their convolutions, a 3x3 nine times a 1x1', () => {
    const row = (...operations: number[]) => [
      ...operations.flatMap((chosen) => [0, 1, 2, 3, 4].map((operation) => Number(operation === chosen))),
      1,
    ]
    expect(nasBenchMacs([row(0, 1, 2, 3, 4, 3), row(3, 3, 3, 3, 3, 3)])).toEqual([19, 54])
    expect(nasBenchMacs([[1, 0, 1]])).toBeNull()
  })
})
