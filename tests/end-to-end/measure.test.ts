// The Measure screen: from the choice of data to curves, a movable threshold, a report, and back to it.

import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { applicationRoot } from '../../main/application-root.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import type { EvaluationDocument } from '../../main/evaluation/measure-run.ts'
import { readMeasurement } from '../../main/evaluation/past-runs.ts'
import { countText, fnmrText, rateText } from '../../main/evaluation/report/figures.ts'
import { writePicture, writeRecording } from '../sample-files.ts'
import { broken } from './accessibility.ts'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

/** Samples of simulated people as a user's own data set: `<person>/<session>_<sample>.<ext>`, one of them broken. */
async function writeDataSet(folder: string, people: number, sessions: number): Promise<string> {
  const set = join(folder, 'own set')
  for (let seed = 1; seed <= people; seed++) {
    const person = simulatedPerson(seed)
    const own = join(set, `p${seed}`)
    mkdirSync(own, { recursive: true })
    for (let session = 0; session < sessions; session++) {
      await writePicture(join(own, `${session}_0.png`), person.face(session, 0).image)
      writeRecording(join(own, `${session}_0.wav`), person.voice(session, 0))
    }
  }
  writeFileSync(join(set, 'p1', '9_0.png'), 'no picture')
  return set
}

/** The JSON document of `viseme evaluate`. */
async function evaluateByCommand(...args: string[]): Promise<EvaluationDocument> {
  const command = [join('setup', 'viseme.mjs'), 'evaluate', ...args, '--json']
  const options = { cwd: applicationRoot(), maxBuffer: 1 << 26 }
  const { stdout } = await promisify(execFile)(process.execPath, command, options)
  return JSON.parse(stdout)
}

const measure = (page: Page) =>
  page.locator('main').getByRole('button', { name: 'Measure', exact: true }).click()
const slider = (page: Page) => page.getByRole('slider', { name: 'Threshold on the scores' })
/** A figure beside the histogram, with its counts. */
const figure = (page: Page, name: string) =>
  page
    .locator('.rates > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd')
const threshold = async (page: Page) => Number(await page.locator('.rates').getAttribute('data-threshold'))

test('a first user measures simulated people, labelled so, cancels, goes on, and finds the run again', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const found: string[] = []
  await go(page, 'Measure')
  await expect(page.getByText('Nothing was measured yet.')).toBeVisible()
  await screenshots(page, 'measure-empty')
  found.push(...(await broken(page, 'measure, empty')))
  await page.getByLabel('People', { exact: true }).fill('8')
  await page.getByLabel('Sessions').fill('3')
  await measure(page)
  await expect(page.getByText(/^\d+ of 48 samples/)).toBeVisible({ timeout: 60_000 })
  await go(page, 'People')
  await go(page, 'Measure')
  await expect(page.getByText(/^[1-9]\d* of 48 samples/)).toBeVisible({ timeout: 60_000 })
  await screenshots(page, 'measure-running')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'Measurements made' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByText('Nothing was measured yet.')).toBeVisible()

  await measure(page)
  await expect(page.getByRole('heading', { name: 'simulated:8:3:1 simulated' })).toBeVisible({
    timeout: 120_000,
  })
  await expect(page.getByRole('img', { name: 'DET: Face, Voice, Face and voice' })).toBeVisible()
  await expect(page.getByText('Figures, simulated')).toBeVisible()
  await screenshots(page, 'measure-result')
  found.push(...(await broken(page, 'measure, result')))
  await page.getByRole('button', { name: 'Look: Impostors nearest to acceptance, 1', exact: true }).click()
  await expect(page.locator('.looked canvas')).toHaveCount(2)
  await expect(page.locator('.looked .waveform')).toHaveCount(2)
  await page.locator('.looked').scrollIntoViewIfNeeded()
  await screenshots(page, 'measure-worst')
  found.push(...(await broken(page, 'measure, worst')))

  await page.getByRole('button', { name: 'All measurements' }).click()
  await expect(page.getByRole('rowheader', { name: /^simulated:8:3:1 simulated/ })).toBeVisible()
  await page.getByRole('button', { name: /^Remove simulated:8:3:1/ }).click()
  await expect(page.getByText('Nothing was measured yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: /^Open simulated:8:3:1/ }).click()
  await expect(page.getByRole('img', { name: 'DET: Face, Voice, Face and voice' })).toBeVisible()
  expect(found).toEqual([])
})

test('own data are measured as the command line measures them; threshold, report and return', async ({
  viseme,
  page,
  folder,
}) => {
  test.setTimeout(240_000)
  const set = await writeDataSet(folder, 9, 3)
  await viseme.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, set)
  await go(page, 'Measure')
  await page.getByText('Own data', { exact: true }).click()
  await expect(page.getByText('Choose a data set first.')).toBeVisible()
  await page.getByRole('button', { name: 'Data set: Choose folder…' }).click()
  await expect(page.getByRole('textbox', { name: 'Data set' })).toHaveValue(set)
  await screenshots(page, 'measure-own-data')
  await measure(page)
  await expect(page.getByRole('heading', { name: 'own set' })).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText('1 sample skipped')).toBeVisible()

  const document = await evaluateByCommand('--dataset', set, '--data', join(folder, 'data'))
  expect(document.captured).toMatchObject({ anew: 0, from_cache: 55 })
  const cells = async (name: string) =>
    page
      .getByRole('table', { name: /^Figures/ })
      .getByRole('row', { name: new RegExp(`^${name}`) })
      .getByRole('cell')
      .allTextContents()
  const systems = [document.systems.face!, document.systems.voice!, document.systems.fused!]
  expect(await cells('EER \\d')).toEqual(systems.map(({ eer }) => rateText(eer)))
  expect(await cells('Impostor comparisons')).toEqual(systems.map(({ impostor }) => countText(impostor)))
  expect(await cells('FNMR at FMR 10 %')).toEqual(
    systems.map(({ fnmr_at_fmr, genuine }) => fnmrText(fnmr_at_fmr[0], genuine)),
  )
  expect(await cells('FNMR at FMR 0.1 %')).toEqual(Array(3).fill('refused: too little data'))

  await page.getByRole('radio', { name: 'Face', exact: true }).check({ force: true })
  await slider(page).focus()
  await page.keyboard.press('Home')
  const [{ genuine, impostor }] = systems
  await expect(figure(page, 'FMR')).toContainText(`${impostor} of ${impostor}`)
  await expect(figure(page, 'FNMR')).toContainText(`0 of ${genuine}`)
  await page.keyboard.press('End')
  await expect(figure(page, 'FMR')).toContainText(`0 of ${impostor}`)
  await expect(figure(page, 'FNMR')).toContainText(`${genuine} of ${genuine}`)
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^rejects everything; FMR 0\.00 %/)
  await page.keyboard.press('ArrowLeft')
  await expect(figure(page, 'FNMR')).toContainText(`${genuine - 1} of ${genuine}`)

  const point = document.systems.face!.fnmr_at_fmr.find(({ fmr }) => fmr === 0.1)!
  await page.getByLabel('Target FMR in %').fill('10')
  await page.getByRole('button', { name: 'Find its threshold' }).click()
  expect(await threshold(page)).toBe(point.threshold)
  await expect(figure(page, 'FMR')).toContainText(`${point.false_matches} of ${impostor}`)
  await expect(figure(page, 'FNMR')).toContainText(`${point.false_non_matches} of ${genuine}`)
  await page.getByLabel('Target FMR in %').fill('0.1')
  await page.getByRole('button', { name: 'Find its threshold' }).click()
  await expect(
    page.getByText(/FMR <= 0\.001 needs at least 2,995 independent impostor comparisons/).first(),
  ).toBeVisible()
  expect(await threshold(page)).toBe(point.threshold)

  const histogram = await page.locator('.draggable').boundingBox()
  await page.mouse.move(histogram!.x + histogram!.width / 2, histogram!.y + 60)
  await page.mouse.down()
  const before = await threshold(page)
  await page.mouse.move(histogram!.x + histogram!.width * 0.8, histogram!.y + 60, { steps: 4 })
  await page.mouse.up()
  expect(await threshold(page)).toBeGreaterThan(before)
  const det = await page.locator('.pickable').boundingBox()
  await page.mouse.click(det!.x + 0.9 * det!.width, det!.y + 0.8 * det!.height)
  expect(await threshold(page)).toBeLessThan(before)

  const report = join(folder, 'report')
  await page.getByRole('button', { name: 'Export report…' }).click()
  await page.getByRole('textbox', { name: 'Folder of the report' }).fill(report)
  await page.getByRole('button', { name: 'Write the report' }).click()
  await expect(page.getByText('The report is written:')).toBeVisible()
  await screenshots(page, 'measure-export')
  expect(readdirSync(report).sort()).toEqual(['figures.csv', 'measurement.json', 'report.html'])
  const html = readFileSync(join(report, 'report.html'), 'utf8')
  expect(html).toContain(rateText(document.systems.fused!.eer))
  expect(html).not.toMatch(/>p\d|_0\.png/)
  expect(readMeasurement(join(report, 'measurement.json')).systems.map(({ metrics }) => metrics)).toEqual(
    systems,
  )

  const inUse = () =>
    page.getByRole('region', { name: 'Thresholds for live authentication' }).locator('.hint').first()
  await expect(inUse()).toContainText('shipped, found on lfw-tune.csv')
  await page.getByRole('button', { name: 'Use an operating point…' }).click()
  await screenshots(page, 'measure-operating-point')
  await page.getByRole('button', { name: 'Use it' }).click()
  await expect(page.getByText('Live authentication uses it now.')).toBeVisible()
  await expect(inUse()).toContainText('chosen, measured on own set')
  await page.getByRole('button', { name: 'Use an operating point…' }).click()
  await page.getByRole('button', { name: 'Back to the shipped thresholds' }).click()
  await expect(inUse()).not.toContainText('own set')

  await page.getByRole('button', { name: 'All measurements' }).click()
  await page.getByText('Open a measurement.json…').click()
  await page
    .getByRole('textbox', { name: 'Path of a measurement.json' })
    .fill(join(report, 'measurement.json'))
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByRole('heading', { name: 'own set' })).toBeVisible()
  await page.getByLabel('Lay another measurement over it').selectOption({ index: 1 })
  await expect(
    page.getByRole('img', { name: /^DET: Face, Voice, Face and voice, Face, own set/ }),
  ).toBeVisible()
  await screenshots(page, 'measure-overlay')
})

test('a score file of another system is measured, and bad input says what to do', async ({
  page,
  folder,
}) => {
  const scores = join(folder, 'scores.txt')
  const lines = Array.from(
    { length: 400 },
    (_, i) => `a${i} b${i} ${(i % 40) / 40} ${i % 4 === 0 ? 'target' : 'nontarget'}`,
  )
  writeFileSync(scores, `${lines.join('\n')}\n`)
  await go(page, 'Measure')
  await page.getByText('Score file', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Score file' }).fill(join(folder, 'none.txt'))
  await measure(page)
  await expect(page.getByRole('alert')).toHaveAttribute('data-code', 'unreadable-scores')
  await page.getByRole('textbox', { name: 'Score file' }).fill(scores)
  await measure(page)
  await expect(page.getByRole('heading', { name: 'scores.txt' })).toBeVisible()
  await expect(page.getByText('scores of another system, from a file')).toBeVisible()
  await expect(figure(page, 'FMR')).toContainText('of 300')
  await screenshots(page, 'measure-scores')
})
