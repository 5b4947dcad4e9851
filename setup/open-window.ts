// Opens the window: on Electron where its runtime is there or can be fetched, else, or where Electron fails, in an
// installed Chromium through the stand-in; without a browser or a display of use the demo runs in the terminal.

import { join } from 'node:path'
import { applicationRoot } from '../main/application-root.ts'
import { runCommandLine } from '../main/cli.ts'
import { displaySwitches, findChromium, hasDisplay } from '../main/stand-in/chromium.ts'
import { build } from './build.ts'
import { buildKernels } from './build-kernels.ts'
import { electronRuntime } from './electron-runtime.ts'
import { type Ending, runShell } from './run-shell.ts'

const root = applicationRoot()
const words = process.argv.slice(2)

/** Electron that ends with a failure this soon after its start has not opened a window, in milliseconds. */
const SOON_MS = 8_000
/** The stand-in's exit status where it can open no window (main/stand-in/application.ts). */
const SURROUNDINGS = 4

/** What a user without a window sees. */
const runDemo = (): Promise<void> => runCommandLine(['demo', ...words])

/** Electron's own command line, and how one sees that it could not open its window. */
interface Shell {
  name: string
  command: string
  words: string[]
  failed: (ending: Ending) => boolean
}

function shells(electron: string | null, chromium: string | null): Shell[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const found: Shell[] = []
  if (electron !== null)
    found.push({
      name: 'Electron',
      command: electron,
      words: [...sandbox, ...displaySwitches(), '.', ...words],
      failed: ({ status, ms }) => status !== 0 && ms < SOON_MS,
    })
  if (chromium !== null)
    found.push({
      name: chromium,
      command: process.execPath,
      words: [join(root, 'main', 'stand-in', 'launch.ts'), '.', ...words],
      failed: ({ status }) => status === SURROUNDINGS,
    })
  return found
}

async function open(): Promise<void> {
  await buildKernels(root)
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
    const { VISEME_CHROMIUM: chosen } = process.env
    const noChromium = chosen ? `VISEME_CHROMIUM=${chosen} is no browser` : 'no Chromium is installed'
    console.error(
      `Electron's runtime is not available (${runtime.reason}) and ${noChromium}: the demo runs here ` +
        'instead. For the window: apt-get install chromium (Debian), or name a browser in VISEME_CHROMIUM.',
    )
    return runDemo()
  }
  if (!build(root)) {
    process.exitCode = 1
    return
  }
  if (runtime.path === null)
    console.error(`Electron's runtime is not available (${runtime.reason}): the window opens in ${chromium}.`)
  for (const { name, command, words, failed } of shells(runtime.path, chromium)) {
    const ending = await runShell(command, words, root)
    if (ending.toldTo || !failed(ending)) {
      process.exitCode = ending.status
      return
    }
    console.error(`${name} could open no window here.`)
  }
  console.error(
    'The demo runs instead. Is the display that DISPLAY or WAYLAND_DISPLAY names there, and yours to use?',
  )
  await runDemo()
}

await open()
