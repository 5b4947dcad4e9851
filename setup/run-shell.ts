// Runs a shell of the window, Electron or the stand-in, as a child process in this one's place.

import { spawn } from 'node:child_process'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Ending {
  /** The exit status; 1 where a signal ended it or it could not be started. */
  status: number
  /** For how long it ran, in milliseconds. */
  ms: number
  /** A signal to this process, passed on, asked it to end. */
  toldTo: boolean
}

/** Resolves when the program has ended. Signals pass through to it, as do its input and output. */
export function runShell(command: string, words: string[], folder: string): Promise<Ending> {
  const start = performance.now()
  const child = spawn(command, words, { cwd: folder, stdio: 'inherit' })
  let toldTo = false
  const pass = (signal: NodeJS.Signals) => {
    toldTo = true
    child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, pass)
  return new Promise((resolve) => {
    const end = (status: number | null) => {
      for (const signal of SIGNALS) process.off(signal, pass)
      resolve({ status: status ?? 1, ms: performance.now() - start, toldTo })
    }
    child.on('error', () => end(1))
    child.on('exit', end)
  })
}
