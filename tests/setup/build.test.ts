import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBuilt, lastChange } from '../../setup/build.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Writes a file as if `seconds` after the epoch. */
function file(root: string, path: string, seconds: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), '')
  utimesSync(join(root, path), seconds, seconds)
}

describe('the build', () => {
  it('is there when it is newer than every source', () => {
    const root = temporaryFolder()
    file(root, 'main/deep/a.ts', 100)
    file(root, 'package.json', 50)
    expect(isBuilt(root)).toBe(false)
    file(root, 'out/renderer/index.html', 101)
    expect(isBuilt(root)).toBe(true)
    file(root, 'renderer/screen.tsx', 102)
    expect(isBuilt(root)).toBe(false)
  })

  it('does not depend on what is no source', () => {
    const root = temporaryFolder()
    file(root, 'main/a.ts', 100)
    file(root, 'enrollment-data/viseme.db', 200)
    file(root, 'tests/a.test.ts', 300)
    expect(lastChange(root)).toBe(100_000)
  })
})
