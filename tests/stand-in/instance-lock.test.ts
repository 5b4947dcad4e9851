import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { takeInstanceLock } from '../../main/stand-in/instance-lock.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe('the single-instance lock', () => {
  it('is had by one, and free again when that one ends', () => {
    const folder = temporaryFolder()
    const first = takeInstanceLock(folder, () => {})
    expect(first).not.toBeNull()
    expect(takeInstanceLock(folder, () => {})).toBeNull()
    first!.release()
    const third = takeInstanceLock(folder, () => {})
    expect(third).not.toBeNull()
    third!.release()
  })

  it('tells its owner who knocked', async () => {
    const folder = temporaryFolder()
    let release = () => {}
    const knocked = new Promise<string[]>((resolve) => {
      const lock = takeInstanceLock(folder, ({ argv }) => resolve(argv))
      release = () => lock!.release()
    })
    takeInstanceLock(folder, () => {})
    expect(await knocked).toEqual(process.argv)
    release()
  })

  it('is not taken for had by another when its file is damaged', () => {
    const folder = temporaryFolder()
    writeFileSync(
      join(folder, 'instance-lock.db'),
      'no database at all, and longer than a header '.repeat(40),
    )
    expect(() => takeInstanceLock(folder, () => {})).toThrow('file is not a database')
    expect(readdirSync(folder)).toEqual(['instance-lock.db'])
  })

  it('is one per folder', () => {
    const locks = [temporaryFolder(), temporaryFolder()].map((folder) => takeInstanceLock(folder, () => {}))
    expect(locks).not.toContain(null)
    for (const lock of locks) lock!.release()
  })
})
