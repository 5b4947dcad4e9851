import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentText, measurementDocument } from '../../../main/evaluation/document-schema.ts'
import { reportCsv } from '../../../main/evaluation/report/report-csv.ts'
import { reportHtml } from '../../../main/evaluation/report/report-html.ts'
import { ownNames, pseudonyms } from '../../../main/evaluation/report/system-tables.ts'
import { writeReport } from '../../../main/evaluation/report/write-report.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { measuredSystem, measurement } from './measurements.ts'

describe('the HTML report', () => {
  test('is one file that may load nothing and run nothing', () => {
    const html = reportHtml(measurement(), pseudonyms())
    expect(html).toContain('default-src &#39;none&#39;; style-src &#39;sha256-')
    expect(html).not.toMatch(/<script|<img|<link|\bsrc=|\bhref=|url\(|@import|\bon\w+=/)
    const addresses = [...html.matchAll(/https?:[^"\s<]+/g)].map(([address]) => address)
    expect([...new Set(addresses)]).toEqual(['http://www.w3.org/2000/svg'])
  })

  test('says data, counts, networks, seed and the command, with all names escaped', () => {
    const html = reportHtml(measurement(), pseudonyms())
    for (const said of [
      'Error rates: set &lt;1&gt;',
      '12 genuine and 66 impostor comparisons',
      'f'.repeat(64),
      'e'.repeat(64),
      '<dt>Seed</dt><dd>7</dd>',
      '<dt>Viseme</dt><dd>1.2.3</dd>',
      'evaluate --dataset &quot;set &lt;1&gt;&quot;',
    ]) {
      expect(html).toContain(said)
    }
    expect(html).not.toContain('<1>')
  })

  test('names nobody, unless names are asked for; the same person has the same number everywhere', () => {
    const shared = reportHtml(measurement(), pseudonyms())
    expect(shared).not.toContain('Ada')
    expect(shared).not.toContain('.png')
    expect(shared).toContain('<td>person 1</td><td>sample 1</td><td>person 2</td><td>sample 2</td>')
    expect(shared).toContain('<td>person 1</td><td>sample 1</td><td>person 1</td><td>sample 3</td>')
    const own = reportHtml(measurement(), ownNames)
    expect(own).toContain('<td>Ada &amp; 0</td><td>a&lt;1&gt;.png</td>')
    expect(own).not.toContain('/pictures/')
  })

  test('labels simulated and chimeric people beside every heading over figures', () => {
    const html = reportHtml(measurement({ simulated: true, chimeric: true }), pseudonyms())
    const headings = [...html.matchAll(/<h[12]>.*<\/h[12]>/g)].map(([heading]) => heading)
    for (const heading of headings.slice(0, -1)) {
      expect(heading).toContain('<span class="label">simulated</span><span class="label">chimeric</span>')
    }
    expect(headings.at(-1)).toBe('<h2>How to repeat it</h2>')
    expect(html).toContain('<caption>Figures, simulated, chimeric</caption>')
    expect(reportHtml(measurement(), pseudonyms())).not.toContain('class="label"')
  })

  test('refuses a claim that the data cannot carry, in words', () => {
    const html = reportHtml(measurement(), pseudonyms())
    expect(html).toContain('<td>refused: too little data</td>')
    expect(html).toContain('FMR &lt;= 0.001 needs at least 2,995 independent impostor comparisons')
  })
})

test('the CSV file has a line for each figure, with its interval and counts, and says whose they are', () => {
  const lines = reportCsv(measurement({ simulated: true }))
    .trim()
    .split('\r\n')
  expect(lines[0]).toBe('data,system,figure,value,low,high,errors,trials,threshold')
  const { eer, eer_threshold } = measuredSystem().metrics
  expect(lines).toContain(`simulated,face,eer,${eer.value},${eer.low},${eer.high},,,${eer_threshold}`)
  const { rates } = measuredSystem().bands
  expect(lines.filter((line) => line.includes('mr_at_threshold'))).toHaveLength(2 * rates.length)
  expect(lines.every((line) => line.split(',').length === 9)).toBe(true)
})

test('a measurement comes back from its file as it was, thresholds that reject everything included', () => {
  const made = measurement()
  expect(made.systems[0].bands.rates.at(-1)?.threshold).toBe(Number.POSITIVE_INFINITY)
  expect(measurementDocument.parse(JSON.parse(documentText(made)))).toEqual(made)
})

test('the files of a report lie in the folder asked for', () => {
  const folder = join(temporaryFolder(), 'new', 'report')
  writeReport(folder, measurement(), { names: false })
  expect(readdirSync(folder).sort()).toEqual(['figures.csv', 'measurement.json', 'report.html'])
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).not.toContain('Ada')
})
