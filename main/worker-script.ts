// Where the script of a worker thread lies: in its folder beside this file, or among the bundles of the window's build.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { applicationRoot } from './application-root.ts'

/** Scripts that electron.config.ts bundles as well, and their folders. */
const FOLDERS = {
  'capture-worker': 'evaluation',
  'figures-worker': 'evaluation',
  'measure-worker': 'evaluation',
  'desk-worker': 'codesign',
} as const
export type WorkerName = keyof typeof FOLDERS

export function workerScript(name: WorkerName): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`./${FOLDERS[name]}/${name}.ts`, import.meta.url)
  return pathToFileURL(join(applicationRoot(), 'out', 'main', `${name}.js`))
}
