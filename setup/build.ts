// The window's build, made when it is missing or older than what it is made from.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Built last of all: the others are there when it is. */
const RESULT = 'out/renderer/index.html'
const SOURCES = [
  'main',
  'renderer',
  'enrollment-data',
  'electron.config.ts',
  'package.json',
  'package-lock.json',
]
const SOURCE = /\.(ts|tsx|css|html|svg|json)$/

/** The latest modification among the sources of a folder, in milliseconds. */
export function lastChange(root: string, sources: string[] = SOURCES): number {
  const times = sources.flatMap((source) => {
    const path = join(root, source)
    if (!existsSync(path)) return []
    if (!statSync(path).isDirectory()) return [statSync(path).mtimeMs]
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => SOURCE.test(name))
      .map((name) => statSync(join(path, name)).mtimeMs)
  })
  return Math.max(0, ...times)
}

/** True when nothing has changed since the last build. */
export function isBuilt(root: string): boolean {
  const result = join(root, RESULT)
  return existsSync(result) && statSync(result).mtimeMs >= lastChange(root)
}

/** Builds when needed; false when the build failed, after it has said why. */
export function build(root: string): boolean {
  if (isBuilt(root)) return true
  console.error('Building the window ...')
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const words = [vite, 'build', '--config', 'electron.config.ts', '--logLevel', 'warn']
  return spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0
}
