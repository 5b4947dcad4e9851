// Electron's runtime: its npm package fetches it on first use, where the network lets it. Whether that works is
// found out within seconds, and a failure is remembered for an hour.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PROBE_MS = 5_000
const FETCH_MS = 300_000
const REMEMBER_MS = 3_600_000
const RELEASES = 'https://github.com/electron/electron/releases/download/'

/** The executable, or why there is none. */
export type Runtime = { path: string } | { path: null; reason: string }

/** The installed executable: of ELECTRON_OVERRIDE_DIST_PATH where that is set, else of the npm package. */
export function installedRuntime(root: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/** True when the executable runs: a container may lack the libraries it is linked against. */
export function runs(path: string): boolean {
  const { status } = spawnSync(path, ['--no-sandbox', '--version'], { timeout: PROBE_MS, stdio: 'ignore' })
  return status === 0
}

async function reachable(url: string): Promise<string | null> {
  // A proxy is the package's own business; fetch would not ask it.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return null
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) })
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** Why the last attempt failed, if that was less than an hour before `now`; null too for a file that cannot be read. */
export function rememberedFailure(file: string, now = Date.now()): string | null {
  try {
    const { at, reason } = JSON.parse(readFileSync(file, 'utf8'))
    return now - at < REMEMBER_MS && typeof reason === 'string' ? reason : null
  } catch {
    return null
  }
}

/** Where nothing can be written, the next start finds out for itself. */
export function rememberFailure(file: string, reason: string, now = Date.now()): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ at: now, reason }))
  } catch {}
}

/** The runtime, fetched if need be. Says what it does on standard error. */
export async function electronRuntime(root: string, env: NodeJS.ProcessEnv = process.env): Promise<Runtime> {
  const installed = installedRuntime(root, env)
  if (installed)
    return runs(installed) ? { path: installed } : { path: null, reason: 'it does not run on this machine' }
  const chosen = env.ELECTRON_OVERRIDE_DIST_PATH
  if (chosen) return { path: null, reason: `ELECTRON_OVERRIDE_DIST_PATH=${chosen} holds none` }
  const memory = join(root, '.cache', 'electron-runtime.json')
  const remembered = rememberedFailure(memory)
  if (remembered) return { path: null, reason: remembered }
  const unreachable = await reachable(env.ELECTRON_MIRROR ?? RELEASES)
  const reason = unreachable ?? fetchRuntime(root)
  if (reason === null) {
    rmSync(memory, { force: true })
    return electronRuntime(root, env)
  }
  rememberFailure(memory, reason)
  return { path: null, reason }
}

/** Null when it is there, else why not. */
function fetchRuntime(root: string): string | null {
  console.error("Fetching Electron's runtime (once, about 110 MB) ...")
  const script = join(root, 'node_modules', 'electron', 'install.js')
  const { status, stderr, error } = spawnSync(process.execPath, [script], {
    timeout: FETCH_MS,
    encoding: 'utf8',
  })
  if (status === 0 && installedRuntime(root)) return null
  return error ? 'it took too long' : (/^\w*Error: (.*)$/m.exec(stderr)?.[1] ?? 'its download failed')
}
