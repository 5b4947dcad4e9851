// Electron's command line: `electron [switches] [-r module] app [arguments]`, and the switches that reach Chromium.

export interface CommandLineArguments {
  /** Chromium switches given before the application's path, e.g. `--force-dark-mode`. */
  switches: string[]
  /** Modules to load before the application (`-r`). */
  required: string[]
  /** The `--inspect` address of the main process, e.g. `0` or `127.0.0.1:9229`; null where it is not asked for. */
  inspect: string | null
  /** `--version` was asked for. */
  version: boolean
  /** The application: a folder with a package.json, or a script. */
  application: string | null
  /** What follows the application's path, for the application itself. */
  rest: string[]
}

const INSPECT = /^--inspect(?:-brk)?(?:=(.*))?$/

/** Splits the words after `electron`. Chromium switches may follow the application's path too, as Electron allows. */
export function parseArguments(words: string[]): CommandLineArguments {
  const parsed: CommandLineArguments = {
    switches: [],
    required: [],
    inspect: null,
    version: false,
    application: null,
    rest: [],
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (parsed.application !== null) {
      parsed.rest.push(word)
      if (word.startsWith('--')) parsed.switches.push(word)
      continue
    }
    const inspect = INSPECT.exec(word)
    if (word === '-r' || word === '--require') parsed.required.push(words[++i])
    else if (inspect) parsed.inspect = inspect[1] ?? '127.0.0.1:9229'
    else if (word === '--version' || word === '-v') parsed.version = true
    else if (word.startsWith('-')) parsed.switches.push(word)
    else parsed.application = word
  }
  return parsed
}

/** Switches whose values add up instead of replacing one another. */
const LISTS = new Set([
  'enable-features',
  'disable-features',
  'disable-blink-features',
  'enable-blink-features',
])

/** `app.commandLine`: Chromium's switches, by name without dashes. */
export class CommandLine {
  private readonly switches = new Map<string, string>()

  constructor(words: string[] = []) {
    for (const word of words) {
      const [, name, value] = /^--?([^=]+)=?(.*)$/s.exec(word) ?? []
      if (name) this.appendSwitch(name, value)
    }
  }

  appendSwitch(name: string, value = ''): void {
    const before = this.switches.get(name)
    this.switches.set(name, before && value && LISTS.has(name) ? `${before},${value}` : value)
  }

  hasSwitch(name: string): boolean {
    return this.switches.has(name)
  }

  getSwitchValue(name: string): string {
    return this.switches.get(name) ?? ''
  }

  removeSwitch(name: string): void {
    this.switches.delete(name)
  }

  [Symbol.iterator](): Iterator<[name: string, value: string]> {
    return this.switches.entries()
  }

  /** The switches as Chromium reads them. */
  words(): string[] {
    return [...this.switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
  }
}
