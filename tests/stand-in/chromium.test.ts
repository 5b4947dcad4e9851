import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  Chromium,
  chromiumSwitches,
  displaySwitches,
  findChromium,
  hasDisplay,
} from '../../main/stand-in/chromium.ts'
import { CommandLine } from '../../main/stand-in/command-line.ts'
import { temporaryFolder } from '../temporary-folder.ts'

function program(folder: string, name: string): string {
  const path = join(folder, name)
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

describe('finding a browser', () => {
  it('takes the first known name on the path', () => {
    const folder = temporaryFolder()
    const chrome = program(folder, 'google-chrome')
    expect(findChromium({ PATH: folder })).toBe(chrome)
    const chromium = program(folder, 'chromium')
    expect(findChromium({ PATH: folder })).toBe(chromium)
  })

  it('takes what VISEME_CHROMIUM names, a path or a name, and nothing else', () => {
    const folder = temporaryFolder()
    program(folder, 'chromium')
    const own = program(folder, 'own')
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: own })).toBe(own)
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: 'own' })).toBe(own)
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: join(folder, 'none') })).toBeNull()
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: 'none' })).toBeNull()
  })

  it('passes by what cannot be run', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'chromium'), '')
    expect(findChromium({ PATH: folder })).not.toBe(join(folder, 'chromium'))
  })

  it('takes no folder for a browser', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'own'))
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: folder })).toBeNull()
    expect(findChromium({ PATH: folder, VISEME_CHROMIUM: 'own' })).toBeNull()
  })
})

describe('the switches of a start', () => {
  it('keep the application’s own, but neither its profile nor a debugging port', () => {
    const line = new CommandLine(['--remote-debugging-port=0', '--user-data-dir=/own', '--lang=de'])
    const words = chromiumSwitches('/profile', line)
    expect(words).toContain('--user-data-dir=/profile')
    expect(words).toContain('--lang=de')
    expect(words.join()).not.toMatch(/remote-debugging|\/own/)
  })

  it('let no host name out', () => {
    expect(chromiumSwitches('/profile', new CommandLine()).join()).toContain(
      '--host-resolver-rules=MAP * ~NOTFOUND',
    )
  })
})

it.runIf(process.platform === 'linux')('a display is an X or a Wayland one', () => {
  expect([{}, { DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }].map(hasDisplay)).toEqual([
    false,
    true,
    true,
  ])
})

it.runIf(process.platform === 'linux')('Chromium is told of Wayland where there is nothing else', () => {
  expect(displaySwitches({ WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['--ozone-platform=wayland'])
  expect(displaySwitches({ WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' })).toEqual([])
  expect(displaySwitches({})).toEqual([])
})

describe('a browser that does not start', () => {
  const start = (path: string) => new Chromium(path, temporaryFolder(), new CommandLine(['--headless']))

  it('is reported with its exit status and its last words', async () => {
    const path = program(temporaryFolder(), 'broken')
    writeFileSync(path, '#!/bin/sh\necho "[7:7:ERROR:ui/env.cc:1] No display" >&2\nexit 3\n')
    const chromium = start(path)
    await expect(chromium.ready()).rejects.toThrow(`${path} did not start (exit status 3): No display`)
    expect(await chromium.ended).toBe('exit status 3')
    await chromium.close()
  })

  it('has ended where it could not even be run', async () => {
    const chromium = start('/nowhere/chromium')
    expect(await chromium.ended).toContain('ENOENT')
    await expect(chromium.ready()).rejects.toThrow('did not start')
    await chromium.close()
  })
})
