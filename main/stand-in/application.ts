// `app`: the life of the application, its name, its folders.

import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { LaunchError } from './chromium.ts'
import { CommandLine } from './command-line.ts'
import { host } from './host.ts'
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts'

/** An event whose default a listener may prevent. */
class PreventableEvent {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

function configurationFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (process.platform === 'win32') return process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming')
  return process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
}

export class App extends EventEmitter {
  readonly isPackaged = false
  readonly commandLine = new CommandLine()
  private readonly paths = new Map<string, string>()
  private name = 'Electron'
  private version = '0.0.0'
  private path = process.cwd()
  private lock: InstanceLock | null = null
  private ready = false
  private quitting = false
  private ending = false
  private markReady = () => {}
  private readonly readiness: Promise<void>

  constructor() {
    super()
    this.readiness = new Promise((resolve) => (this.markReady = resolve))
  }

  /** Reads the application's package.json; answers the path of its main script. */
  open(application: string): string {
    const path = resolve(application)
    if (!statSync(path).isDirectory()) {
      this.path = dirname(path)
      return path
    }
    const {
      name,
      productName,
      version,
      main = 'index.js',
    } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    this.name = productName ?? name ?? this.name
    this.version = version ?? this.version
    this.path = path
    return join(path, main)
  }

  whenReady(): Promise<void> {
    return this.readiness
  }

  isReady(): boolean {
    return this.ready
  }

  /** Called once, when Chromium runs. */
  becomeReady(): void {
    this.ready = true
    this.markReady()
    this.emit('ready', {}, {})
  }

  getName(): string {
    return this.name
  }

  setName(name: string): void {
    this.name = name
  }

  getVersion(): string {
    return this.version
  }

  getAppPath(): string {
    return this.path
  }

  getLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale
  }

  getPath(name: string): string {
    const set = this.paths.get(name)
    if (set !== undefined) return set
    const given = this.commandLine.getSwitchValue('user-data-dir')
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'appData') return configurationFolder()
    if (name === 'userData') return given === '' ? join(this.getPath('appData'), this.name) : resolve(given)
    if (name === 'sessionData') return this.getPath('userData')
    if (name === 'logs') return join(this.getPath('userData'), 'logs')
    throw new Error(`Failed to get '${name}' path`)
  }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true })
    this.paths.set(name, path)
  }

  /** Every page of the stand-in is sandboxed. */
  enableSandbox(): void {}

  requestSingleInstanceLock(): boolean {
    this.lock ??= takeInstanceLock(this.getPath('userData'), ({ argv, workingDirectory }) =>
      this.emit('second-instance', {}, argv, workingDirectory, null),
    )
    return this.lock !== null
  }

  hasSingleInstanceLock(): boolean {
    return this.lock !== null
  }

  releaseSingleInstanceLock(): void {
    this.lock?.release()
    this.lock = null
  }

  /** before-quit, each window's close, will-quit, quit: any listener but the last may prevent it. */
  quit(): void {
    if (this.quitting) return
    const before = new PreventableEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    this.quitting = true
    for (const window of host.windows) window.close()
    if (host.windows.size === 0) this.finish()
  }

  /** Called when a window has gone: the last one takes the application with it, unless it listens. */
  windowGone(): void {
    if (host.windows.size > 0) return
    if (this.quitting) this.finish()
    else if (!this.emit('window-all-closed')) this.quit()
  }

  /** Ends at once, asking nobody. */
  exit(code = 0): void {
    if (this.ending) return
    this.ending = true
    this.emit('quit', {}, code)
    host.stop().finally(() => {
      this.releaseSingleInstanceLock()
      process.exit(code)
    })
  }

  /** Ends with a message because there can be no window: status 4 where the surroundings lack something, else 1. */
  fail(error: unknown): Promise<never> {
    if (!this.ending) console.error(error instanceof LaunchError ? error.message : error)
    this.exit(error instanceof LaunchError ? 4 : 1)
    return new Promise(() => {})
  }

  /** True once the application is on its way to its end. */
  isQuitting(): boolean {
    return this.quitting || this.ending
  }

  /** True once nothing can keep the application from ending. */
  isEnding(): boolean {
    return this.ending
  }

  private finish(): void {
    const last = new PreventableEvent()
    this.emit('will-quit', last)
    this.quitting = !last.defaultPrevented
    if (this.quitting) this.exit(0)
  }
}

export const app = new App()
