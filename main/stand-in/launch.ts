// Runs an Electron application without Electron: takes Electron's command line, answers `electron` with the
// stand-in, loads the application's main script in this very process, then starts Chromium.
// The main script may not wait for `app.whenReady()` at its top level: Chromium starts when it has been evaluated,
// since until then it may add switches.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import inspector from 'node:inspector'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from './application.ts'
import { Chromium, findChromium, LaunchError } from './chromium.ts'
import { CommandLine, parseArguments } from './command-line.ts'
import { host } from './host.ts'

const USAGE = 'Usage: electron [switches] [-r module] application [arguments]'
const NO_CHROMIUM =
  'No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or name it in VISEME_CHROMIUM.'

async function launch(words: string[]): Promise<void> {
  const { switches, required, inspect, version, application, rest } = parseArguments(words)
  if (version) {
    console.log('stand-in for Electron')
    return
  }
  if (application === null) throw new LaunchError(USAGE)
  if (inspect !== null) {
    const [port, address] = inspect.split(':').reverse()
    inspector.open(Number(port), address ?? '127.0.0.1')
  }
  const standIn = new URL('./electron.ts', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' || specifier === 'electron/main'
        ? { url: standIn, shortCircuit: true }
        : next(specifier, context),
  })
  for (const [name, value] of new CommandLine(switches)) app.commandLine.appendSwitch(name, value)
  process.argv = [process.execPath, application, ...rest]
  const main = app.open(application)
  const require = createRequire(main)
  for (const module of required) require(module)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOnSignal)
  await import(pathToFileURL(main).href)
  if (app.isEnding()) return
  await startBrowser()
  app.becomeReady()
}

let firstSignalAt: number | null = null

/**
 * The first signal asks the application to quit, another one ends it. What comes within a second is the same wish:
 * one Ctrl-C arrives from the terminal and from each parent process that passes it on.
 */
function endOnSignal(): void {
  firstSignalAt ??= performance.now()
  if (performance.now() - firstSignalAt > 1000) app.exit(1)
  else app.quit()
}

/** The profile is kept between runs for the process that holds the instance lock; others get a passing one. */
async function startBrowser(): Promise<void> {
  const path = findChromium()
  if (path === null) throw new LaunchError(NO_CHROMIUM)
  const kept = app.hasSingleInstanceLock()
  const profile = kept
    ? join(app.getPath('sessionData'), 'chromium')
    : mkdtempSync(join(app.getPath('temp'), 'electron-'))
  mkdirSync(profile, { recursive: true })
  if (!kept) process.on('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }))
  const chromium = new Chromium(path, profile, app.commandLine)
  await host.start(chromium)
  chromium.ended.then((failure) => {
    if (failure !== null && !app.isQuitting()) {
      console.error(`Chromium has ended unexpectedly (${failure}):\n${chromium.lastWords.trim()}`)
      app.exit(1)
    } else {
      host.browserGone()
      app.exit(0)
    }
  })
}

try {
  await launch(process.argv.slice(2))
} catch (error) {
  app.fail(error)
}
