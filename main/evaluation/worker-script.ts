// Where the script of a worker thread lies: beside this file, or among the bundles of the window's build.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { applicationRoot } from '../application-root.ts'

/** Scripts that electron.config.ts bundles as well. */
export type WorkerName = 'capture-worker' | 'figures-worker' | 'measure-worker'

export function workerScript(name: WorkerName): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`./${name}.ts`, import.meta.url)
  return pathToFileURL(join(applicationRoot(), 'out', 'main', `${name}.js`))
}
