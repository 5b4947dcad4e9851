// The window's tests: one window at a time, on real Electron where its runtime is installed, else on the stand-in.

import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/end-to-end',
  outputDir: 'test-results/end-to-end',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // PLAYWRIGHT_JSON_OUTPUT_FILE, set by `npm test`, says where the report for its last line goes.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
})
