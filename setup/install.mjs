// First steps on a fresh machine, for any Node from 20 on and without a single dependency: install what
// package-lock.json names, then go on under the pinned Node 24, which runs TypeScript as it is.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)

/** Modification time in milliseconds; 0 where there is no such file. */
const changed = (...path) => (existsSync(join(root, ...path)) ? statSync(join(root, ...path)).mtimeMs : 0)

function fail(message) {
  console.error(message)
  process.exit(4)
}

function install() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) fail(`Viseme needs Node 20 or newer to set itself up; this is ${process.versions.node}.`)
  if (changed('node_modules', '.package-lock.json') >= changed('package-lock.json') && existsSync(pinnedNode))
    return
  console.error('Installing what package-lock.json names (once, less than a minute) ...')
  const npm = process.env.npm_execpath
  const [command, ...words] = npm ? [process.execPath, npm] : ['npm']
  const { status, error } = spawnSync(
    command,
    [...words, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['inherit', 2, 2],
    },
  )
  if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : ''}. Nothing was started.`)
  if (!existsSync(pinnedNode))
    fail('The pinned Node is missing: its install script did not run (npm ci --ignore-scripts?).')
}

/** Installs, then runs a TypeScript file of setup/ under the pinned Node with this process's arguments. */
export function continueWith(script) {
  install()
  const folders = [dirname(pinnedNode), join(root, 'node_modules', '.bin'), process.env.PATH]
  const child = spawn(pinnedNode, [join(root, 'setup', script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: folders.join(delimiter) },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${pinnedNode} does not start: ${error.message}`))
  child.on('exit', (status) => process.exit(status ?? 1))
}
