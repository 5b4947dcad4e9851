import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { add, playwrightCounts, vitestCounts } from '../../setup/test-report.ts'
import { temporaryFolder } from '../temporary-folder.ts'

function report(document: unknown): string {
  const path = join(temporaryFolder(), 'report.json')
  writeFileSync(path, JSON.stringify(document))
  return path
}

describe('the last line of npm test', () => {
  it('counts what vitest counts, and a file that does not load as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ]
    const path = report({
      numPassedTests: 5,
      numFailedTests: 2,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults,
    })
    expect(vitestCounts(path)).toEqual({ passed: 5, failed: 3, skipped: 2 })
  })

  it('counts what Playwright counts, and errors outside of tests as failures', () => {
    const path = report({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] })
    expect(playwrightCounts(path)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  it('counts a missing report as a failure', () => {
    const none = join(temporaryFolder(), 'none.json')
    expect(add(vitestCounts(none), playwrightCounts(none))).toEqual({ passed: 0, failed: 2, skipped: 0 })
  })
})
