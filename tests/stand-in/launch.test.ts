// How an application on the stand-in ends when its browser does not do its part. The browser is a script that answers
// every DevTools command with an empty result; a display is named, so that windows are asked of a second process.

import { spawn } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const launch = join(applicationRoot(), 'main', 'stand-in', 'launch.ts')
const fixture = join(import.meta.dirname, 'application')

/** `whenAsked`: what it does when it is asked for a window. A file `ending` beside it has its first process killed. */
const browser = (whenAsked: string) => `#!${process.execPath}
const { Socket } = require('node:net')
const { existsSync, writeFileSync, writeSync } = require('node:fs')
const path = require('node:path')
const ending = path.join(__dirname, 'ending')
if (process.argv.some((word) => word.startsWith('--app='))) {
  ${whenAsked}
} else {
  setInterval(() => existsSync(ending) && process.kill(process.pid, 'SIGKILL'), 50)
  new Socket({ fd: 3 }).on('data', (data) => {
    for (const text of String(data).split('\\0').filter(Boolean))
      writeSync(4, JSON.stringify({ id: JSON.parse(text).id, result: {} }) + '\\0')
  })
}
`

/** Runs the fixture; `asked` is called when the browser has been asked for a window. */
async function run(whenAsked: string, asked?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>) {
  const folder = temporaryFolder()
  const path = join(folder, 'browser')
  writeFileSync(path, browser(whenAsked))
  chmodSync(path, 0o755)
  const child = spawn(process.execPath, [launch, fixture, `--user-data-dir=${join(folder, 'profile')}`], {
    env: { ...process.env, VISEME_CHROMIUM: path, DISPLAY: ':77' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  const status = new Promise<number | null>((resolve) => child.on('close', resolve))
  if (asked) {
    await expect.poll(() => existsSync(join(folder, 'asked')), { timeout: 20_000 }).toBe(true)
    await asked((signal) => child.kill(signal))
  }
  return { status: await status, errors, path }
}

describe.skipIf(process.platform !== 'linux')('an application whose browser', () => {
  it('hands no window over says so and ends', async () => {
    const { status, errors, path } = await run(`console.error('no handing over'); process.exit(1)`)
    expect(errors).toBe(`${path} did not open a window (exit status 1): no handing over\n`)
    expect(status).toBe(4)
  })

  it('opens none can be ended by a second signal, and one Ctrl-C that arrives twice is one', async () => {
    const asked = `writeFileSync(path.join(__dirname, 'asked'), '')`
    const { status, errors } = await run(asked, async (kill) => {
      kill('SIGINT')
      kill('SIGTERM')
      await new Promise((resolve) => setTimeout(resolve, 1500))
      kill('SIGINT')
    })
    expect(errors).toBe('')
    expect(status).toBe(1)
  })

  it('crashes says so and ends', async () => {
    const { status, errors } = await run(`writeFileSync(ending, ''); setTimeout(() => {}, 5000)`)
    expect(errors).toMatch(/^Chromium has ended unexpectedly \(signal SIGKILL\)/)
    expect(status).toBe(1)
  })
})
