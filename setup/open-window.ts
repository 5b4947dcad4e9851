// Opens the window: on Electron where its runtime is there or can be fetched, else in an installed Chromium through
// the stand-in; without a display or a browser the demo runs in the terminal.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { applicationRoot } from '../main/application-root.ts'
import { runCommandLine } from '../main/cli.ts'
import { findChromium, hasDisplay } from '../main/stand-in/chromium.ts'
import { build } from './build.ts'
import { electronRuntime } from './electron-runtime.ts'

const root = applicationRoot()
const words = process.argv.slice(2)

/** What a user without a window sees. */
const runDemo = (): Promise<void> => runCommandLine(['demo', ...words])

/** Goes on as the stand-in for Electron, in this process. */
async function runStandIn(): Promise<void> {
  const path = join(root, 'main', 'stand-in', 'launch.ts')
  process.argv = [process.execPath, path, '.', ...words]
  await import(path)
}

/** Runs Electron; signals and the exit status pass through. */
function runElectron(path: string): void {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(path, [...sandbox, '.', ...words], { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (status) => process.exit(status ?? 1))
}

async function open(): Promise<void> {
  const chromium = findChromium()
  if (!hasDisplay()) {
    const browser = chromium ? '' : ', with Chromium installed (Debian: apt-get install chromium)'
    console.error(
      'There is no display: the demo runs here instead. For the window, start Viseme from a desktop session' +
        `${browser}; xvfb-run npm start opens it unseen.`,
    )
    return runDemo()
  }
  const runtime = await electronRuntime(root)
  if (runtime.path === null && chromium === null) {
    console.error(
      `Electron's runtime is not available (${runtime.reason}) and no Chromium is installed: the demo runs here ` +
        'instead. For the window: apt-get install chromium (Debian), or name a browser in VISEME_CHROMIUM.',
    )
    return runDemo()
  }
  if (!build(root)) {
    process.exitCode = 1
  } else if (runtime.path !== null) {
    runElectron(runtime.path)
  } else {
    console.error(`Electron's runtime is not available (${runtime.reason}): the window opens in ${chromium}.`)
    await runStandIn()
  }
}

await open()
