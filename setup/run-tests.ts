// `npm test`: lint and types, unit tests, the build, the window's tests; last line `N passed, N failed, N skipped`.
// `npm test -- FILTER ...` runs only the unit tests that match.

import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../main/application-root.ts'
import { hasDisplay } from '../main/stand-in/chromium.ts'
import { build } from './build.ts'
import { providePackages } from './debian-packages.ts'
import { add, type Counts, playwrightCounts, vitestCounts } from './test-report.ts'

const root = applicationRoot()
const filters = process.argv.slice(2)
const reports = join(root, 'test-results', 'reports')
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

/** Runs a program of node_modules/.bin; true when it succeeds. */
function run(title: string, command: string, words: string[], env: NodeJS.ProcessEnv = {}): boolean {
  console.log(`\n== ${title}`)
  return (
    spawnSync(command, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
  )
}

/** A check that is no test counts only when it fails. */
const check = (succeeded: boolean): Counts => ({ passed: 0, failed: succeeded ? 0 : 1, skipped: 0 })

function unitTests(): Counts {
  const words = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
    ...filters,
  ]
  const succeeded = run('unit tests', 'vitest', words)
  const counts = vitestCounts(vitestReport)
  return succeeded || counts.failed > 0 ? counts : add(counts, check(false))
}

/** In a virtual display where there is no real one, so that the window is a window; headless without either. */
function windowTests(): Counts {
  const hidden =
    !hasDisplay() && spawnSync('sh', ['-c', 'command -v xvfb-run && command -v xauth']).status === 0
  const playwright = ['playwright', 'test']
  const [command, ...words] = hidden
    ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1200x24', ...playwright]
    : playwright
  const succeeded = run('window tests', command, words, { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport })
  const counts = playwrightCounts(playwrightReport)
  return succeeded || counts.failed > 0 ? counts : add(counts, check(false))
}

function everything(): Counts {
  providePackages()
  const lint = check(run('lint', 'biome', ['check', '.']))
  const types = check(run('types', 'tsc', ['--noEmit']))
  const unit = unitTests()
  console.log('\n== build')
  const built = build(root)
  return add(lint, types, unit, check(built), built ? windowTests() : check(true))
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const counts = filters.length > 0 ? unitTests() : everything()
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 ? 1 : 0
