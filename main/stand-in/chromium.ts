// An installed Chromium or Chrome: where it is, how it is started, and how it opens a window without furniture.

import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, rmSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex, Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { CommandLine } from './command-line.ts'
import { Connection } from './connection.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const MAC_APPLICATIONS = ['Chromium', 'Google Chrome'].map(
  (n) => `/Applications/${n}.app/Contents/MacOS/${n}`,
)

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The path of the browser: VISEME_CHROMIUM (a path or a name), else the first one on the PATH; null without any. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const chosen = env.VISEME_CHROMIUM
  if (chosen && isAbsolute(chosen)) return executable(chosen) ? chosen : null
  const candidates = (chosen ? [chosen] : NAMES).flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  )
  return [...candidates, ...(chosen ? [] : MAC_APPLICATIONS)].find(executable) ?? null
}

/** True where a window can be seen: on Linux an X or Wayland display is named in the environment. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** The switches that a window of this session needs: Chromium tries X first, unless it is told that there is none. */
export function displaySwitches(env: NodeJS.ProcessEnv = process.env): string[] {
  return process.platform === 'linux' && env.WAYLAND_DISPLAY && !env.DISPLAY
    ? ['--ozone-platform=wayland']
    : []
}

/**
 * The switches of every start. Pages come from the application's own protocol, so that no host name but this
 * machine's is ever resolved; everything of a general browser that talks or asks on its own is off.
 */
export function chromiumSwitches(profile: string, commandLine: CommandLine): string[] {
  const ours = [
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--disable-breakpad',
    '--disable-domain-reliability',
    '--disable-search-engine-choice-screen',
    '--hide-crash-restore-bubble',
    '--disable-session-crashed-bubble',
    '--password-store=basic',
    '--no-proxy-server',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
    '--disable-gpu',
    // Chromium refuses its sandbox to root, and would say so in a bar across the window.
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
  ]
  const given = commandLine
    .words()
    .filter((word) => !/^--(remote-debugging-|user-data-dir|headless)/.test(word))
  return [...ours, ...given]
}

/** The surroundings lack something: its message is all a user needs. */
export class LaunchError extends Error {}

/** For how long a window may take to open, in milliseconds. */
export const OPENING_MS = 20_000

/** Resolves when `child` has ended: null where that was in order, else how it ended or why it could not be started. */
function endingOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) =>
      resolve(code === 0 ? null : signal ? `signal ${signal}` : `exit status ${code}`),
    )
  })
}

/** The last words of a browser in one line, without the marks of Chromium's log and what fails only in consequence. */
function inOneLine(words: string): string {
  return words
    .split('\n')
    .filter((line) => line.trim() !== '' && !/dbus|zygote/.test(line))
    .slice(-2)
    .map((line) => line.replace(/^\[[^\]]*\]/, '').trim())
    .join(' ')
}

/** A running browser. */
export class Chromium {
  readonly headless: boolean
  readonly connection: Connection
  /** Resolves when the process has ended: null where that was in order, else how. */
  readonly ended: Promise<string | null>
  private readonly child: ChildProcess
  private readonly path: string
  private readonly switches: string[]
  /** What the browser said last on its standard error. */
  lastWords = ''

  /**
   * Starts the browser without a window, driven over a pipe. Where the command line asks for
   * `--remote-debugging-port` (Playwright does), that port opens as well and its address goes to standard error.
   */
  constructor(path: string, profile: string, commandLine: CommandLine) {
    this.path = path
    this.headless = !hasDisplay() || commandLine.hasSwitch('headless')
    this.switches = [
      ...(this.headless ? ['--headless'] : displaySwitches()),
      ...chromiumSwitches(profile, commandLine),
    ]
    // Left behind by a process that was killed; nobody else uses this profile (instance-lock.ts).
    for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
      rmSync(join(profile, name), { force: true })
    const port = commandLine.hasSwitch('remote-debugging-port')
      ? [`--remote-debugging-port=${commandLine.getSwitchValue('remote-debugging-port')}`]
      : []
    this.child = spawn(path, [...this.switches, '--no-startup-window', '--remote-debugging-pipe', ...port], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    })
    const [, , errors, input, output] = this.child.stdio as [null, null, Readable, Writable, Duplex]
    this.connection = new Connection(input, output)
    this.ended = endingOf(this.child)
    createInterface({ input: errors }).on('line', (line) => {
      this.lastWords = `${this.lastWords}\n${line}`.slice(-4000)
      if (line.startsWith('DevTools listening on ')) process.stderr.write(`${line}\n`)
    })
  }

  /** Resolves when the browser answers; rejects with its last words when it ends instead. */
  async ready(): Promise<void> {
    try {
      await this.connection.send('Browser.getVersion')
    } catch {
      // How it ended says more than that its pipe did; but it may live on without one.
      const ending = await Promise.race([this.ended, delay(1000, 'it does not answer')])
      throw new LaunchError(
        `${this.path} did not start (${ending ?? 'exit status 0'}): ${inOneLine(this.lastWords)}`,
      )
    }
  }

  /**
   * Opens a window at `url`. With a display this is Chromium's app mode (no tabs, no address bar), which only its
   * command line can ask for: a second process hands the request to the running one and ends. Rejects when that one
   * fails; the window itself is heard of on the connection.
   */
  async openWindow(url: string, width: number, height: number): Promise<void> {
    if (this.headless) {
      await this.connection.send('Target.createTarget', { url, newWindow: true, width, height })
      return
    }
    const messenger = spawn(this.path, [...this.switches, `--app=${url}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: OPENING_MS,
    })
    let words = ''
    messenger.stderr.on('data', (text) => (words = `${words}${text}`.slice(-4000)))
    const failure = await endingOf(messenger)
    if (failure !== null)
      throw new LaunchError(`${this.path} did not open a window (${failure}): ${inOneLine(words)}`)
  }

  /** Asks the browser to end, and ends it when it does not within two seconds. */
  async close(): Promise<void> {
    this.connection.send('Browser.close').catch(() => {})
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), 2000)
    await this.ended
    clearTimeout(impatience)
  }
}
