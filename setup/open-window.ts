// Opens the window: on Electron where its runtime is there or can be fetched, else in an installed Chromium through
// the stand-in; without a display or a browser the demo runs in the terminal.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { applicationRoot } from '../main/application-root.ts'
import { findChromium, hasDisplay } from '../main/stand-in/chromium.ts'
import { build } from './build.ts'
import { electronRuntime } from './electron-runtime.ts'

const root = applicationRoot()
const words = process.argv.slice(2)

function run(command: string, ...given: string[]): never {
  const { status } = spawnSync(command, [...given, ...words], { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}

function demo(why: string): never {
  console.error(why)
  run(process.execPath, join(root, 'main', 'cli.ts'), 'demo')
}

if (!hasDisplay())
  demo(
    'There is no display: the demo runs here instead. For the window, start Viseme from a desktop session' +
      ` (xvfb-run npm start opens it unseen)${findChromium() ? '' : ', with Chromium installed (Debian: apt-get install chromium)'}.`,
  )
const runtime = await electronRuntime(root)
const chromium = findChromium()
if (runtime.path === null && chromium === null)
  demo(
    `Electron's runtime is not available (${runtime.reason}) and no Chromium is installed: the demo runs here instead. ` +
      'For the window: apt-get install chromium (Debian), or name a browser in VISEME_CHROMIUM.',
  )
if (!build(root)) process.exit(1)
if (runtime.path !== null) run(runtime.path, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '.')
console.error(
  `Electron's runtime is not available (${runtime.reason}): the window opens in ${chromium} through the stand-in.`,
)
run(process.execPath, join(root, 'main', 'stand-in', 'launch.ts'), '.')
