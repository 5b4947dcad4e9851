// What the tests of window and microphone need of the system. Debian's packages are installed where that is allowed,
// and named where it is not: tests without their program are then skipped by name.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from '../main/stand-in/chromium.ts'

const PACKAGES = ['xvfb', 'xauth', 'fonts-dejavu-core', 'pulseaudio', 'sox', 'libsox-fmt-pulse', 'espeak-ng']

function installed(name: string): boolean {
  const { stdout } = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' })
  return stdout.includes('\nStatus: install ok installed\n')
}

/** The packages that are not installed; null on another system than Debian and its kin. */
export function missingPackages(): string[] | null {
  if (!existsSync('/etc/debian_version')) return null
  return [...(findChromium() ? [] : ['chromium']), ...PACKAGES.filter((name) => !installed(name))]
}

/** Installs what is missing as root; otherwise, or where that fails, says what is missing. */
export function providePackages(): void {
  const missing = missingPackages()
  if (missing === null || missing.length === 0) return
  if (process.getuid?.() === 0) {
    console.error(`Installing ${missing.join(', ')} ...`)
    const apt = (...words: string[]) =>
      spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...words], {
        stdio: ['ignore', 'ignore', 2],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0
    if (apt('update') && apt('install', '-y', '--no-install-recommends', ...missing)) return
  }
  console.error(`Tests that need these Debian packages are skipped: ${missing.join(' ')}`)
}
