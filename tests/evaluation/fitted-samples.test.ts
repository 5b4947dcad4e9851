import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { DataSample } from '../../main/evaluation/data-set.ts'
import { contentsOf, samplesAmong } from '../../main/evaluation/fitted-samples.ts'
import { simulatedSet } from '../../main/evaluation/simulated-set.ts'

const folder = mkdtempSync(join(tmpdir(), 'viseme-fitted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function sample(name: string, content: string | null, start: number | null = null): DataSample {
  const path = join(folder, name)
  if (content !== null) writeFileSync(path, content)
  return { person: 'p', session: '1', modality: 'voice', name, path, start, end: null, groups: {} }
}

describe('the samples that a calibration was fitted on', () => {
  it('are kept as the first 8 bytes of SHA-256 of their files, sorted, each once', async () => {
    const samples = [sample('a.wav', 'one'), sample('b.wav', 'two'), sample('again.wav', 'one')]
    const starts = ['one', 'two'].map((content) =>
      createHash('sha256').update(content).digest('hex').slice(0, 16),
    )
    expect(Buffer.from(await contentsOf(samples), 'base64').toString('hex')).toBe(starts.sort().join(''))
  })

  it('are known again by another name, and by another part of the same recording', async () => {
    const contents = await contentsOf([sample('long.wav', 'speech', 0)])
    const [renamed, other, missing] = [
      sample('c.wav', 'speech', 4),
      sample('d.wav', 'else'),
      sample('e.wav', null),
    ]
    expect(await samplesAmong([renamed, other, missing], contents)).toEqual([renamed])
  })

  it('are those of the same simulated people, whatever their sessions', async () => {
    const contents = await contentsOf(simulatedSet('simulated:2:1:3')!.samples)
    const found = await samplesAmong(simulatedSet('simulated:3:2:3')!.samples, contents)
    expect(new Set(found.map(({ person }) => person))).toEqual(new Set(['simulated-3000', 'simulated-3001']))
    expect(await samplesAmong(simulatedSet('simulated:2:1:4')!.samples, contents)).toEqual([])
  })

  it('are nobody where a calibration does not tell', async () => {
    expect(await samplesAmong([sample('f.wav', 'x')], '')).toEqual([])
  })
})
