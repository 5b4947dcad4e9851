import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  electronRuntime,
  installedRuntime,
  rememberedFailure,
  rememberFailure,
  runs,
} from '../../setup/electron-runtime.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe("Electron's runtime", () => {
  it('is what the npm package has unpacked', () => {
    const root = temporaryFolder()
    const folder = join(root, 'node_modules', 'electron')
    mkdirSync(join(folder, 'dist'), { recursive: true })
    expect(installedRuntime(root, {})).toBeNull()
    writeFileSync(join(folder, 'path.txt'), 'electron')
    expect(installedRuntime(root, {})).toBeNull()
    writeFileSync(join(folder, 'dist', 'electron'), '')
    expect(installedRuntime(root, {})).toBe(join(folder, 'dist', 'electron'))
  })

  it('is what ELECTRON_OVERRIDE_DIST_PATH names', () => {
    const root = temporaryFolder()
    writeFileSync(join(root, 'electron'), '')
    expect(installedRuntime(root, { ELECTRON_OVERRIDE_DIST_PATH: root })).toBe(join(root, 'electron'))
  })

  it('is not fetched where the folder that ELECTRON_OVERRIDE_DIST_PATH names has none', async () => {
    const root = temporaryFolder()
    const chosen = join(root, 'chosen')
    expect(await electronRuntime(root, { ELECTRON_OVERRIDE_DIST_PATH: chosen })).toEqual({
      path: null,
      reason: `ELECTRON_OVERRIDE_DIST_PATH=${chosen} holds none`,
    })
    expect(existsSync(join(root, '.cache'))).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('has to run', () => {
    const path = join(temporaryFolder(), 'electron')
    writeFileSync(path, '#!/bin/sh\nexit 0\n')
    chmodSync(path, 0o755)
    expect(runs(path)).toBe(true)
    writeFileSync(path, '#!/bin/sh\nexit 127\n')
    expect(runs(path)).toBe(false)
  })

  it('is not asked for again within an hour of a failure', () => {
    const memory = join(temporaryFolder(), 'cache', 'runtime.json')
    expect(rememberedFailure(memory)).toBeNull()
    rememberFailure(memory, 'fetch failed', 0)
    expect(rememberedFailure(memory, 3_599_999)).toBe('fetch failed')
    expect(rememberedFailure(memory, 3_600_000)).toBeNull()
  })

  it('is asked for again where the memory of a failure is damaged or cannot be kept', () => {
    const folder = temporaryFolder()
    const memory = join(folder, 'runtime.json')
    for (const text of ['{"at":17', 'null', '{"at":0}']) {
      writeFileSync(memory, text)
      expect(rememberedFailure(memory, 1)).toBeNull()
    }
    const inside = join(memory, 'no-folder', 'runtime.json')
    rememberFailure(inside, 'fetch failed')
    expect(rememberedFailure(inside)).toBeNull()
  })
})
