import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spacePath } from '../../main/codesign/space.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { viseme } from './viseme.ts'

/** The repository's space with one face network, in a file of its own. */
function smallSpace(): string {
  const path = join(temporaryFolder(), 'space.json')
  const space = JSON.parse(readFileSync(spacePath(), 'utf8'))
  const alone = { supernet: null, networks: ['face-binary'] }
  const silent = { supernet: join(zooFolder(), 'supernet', 'voice'), networks: ['w48-d5'] }
  writeFileSync(
    path,
    JSON.stringify({
      ...space,
      modalities: ['face'],
      face: { ...space.face, ...alone },
      voice: { ...space.voice, ...silent },
      boards: ['esp-eye', 'esp32-s3-eye'],
    }),
  )
  return path
}

describe('codesign guidelines', () => {
  it('prints what the space carries, for the boards asked for, and writes the plots it names', async () => {
    const plots = join(temporaryFolder(), 'plots')
    const { code, json } = await viseme(
      'codesign',
      'guidelines',
      '--json',
      ...['--space', smallSpace(), '--board', 'esp-eye', '--plots', plots],
    )
    expect(code).toBe(0)
    expect(json.boards).toEqual(['esp-eye'])
    expect(json.points).toBe(48)
    expect(json.sha256).toMatch(/^[0-9a-f]{64}$/)
    const clock = json.guidelines.find(
      ({ key }: { key: string }) => key === 'configuration esp-eye cpu_mhz 80',
    )
    expect(clock.basis).toBe('computed')
    expect(clock.p_adjusted).toBeNull()
    expect(clock.statement).toMatch(/^Choose CPU clock 240 MHz rather than 80 MHz: /)
    for (const { plot } of json.guidelines) {
      if (plot !== null) expect(json.plots).toContain(plot)
    }
    expect(readFileSync(join(plots, 'modality-attempt-budget.csv'), 'utf8')).toMatch(/^modality,budget,/)
    for (const id of json.plots) {
      expect(readFileSync(join(plots, `${id}.svg`), 'utf8')).toMatch(/^<svg /)
      expect(existsSync(join(plots, `${id}.csv`))).toBe(true)
    }
  }, 60_000)

  it('refuses a board that the space has not', async () => {
    const { code, err } = await viseme('codesign', 'guidelines', '--space', smallSpace(), '--board', 'nano')
    expect(code).toBe(2)
    expect(err).toContain('The space has no board nano.')
  })
})
