import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFusion } from '../../main/authentication/fusion.ts'
import { newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

/** Three simulated people with five pictures and four recordings each. */
let manifest: string
beforeAll(async () => {
  const folder = newFolder()
  const rows = ['person,session,modality,path']
  for (const seed of [21, 22, 23]) {
    const { faces, voices } = await writePerson(folder, seed, 0, 5, 4)
    rows.push(...faces.map((path, k) => `s${seed},${k},face,${path}`))
    rows.push(...voices.map((path, k) => `s${seed},${k},voice,${path}`))
  }
  manifest = join(folder, 'manifest.csv')
  writeFileSync(manifest, `${rows.join('\n')}\n`)
})

const fit = (out: string, ...more: string[]) =>
  viseme('fit-fusion', '--face', manifest, '--voice', manifest, '--out', out, ...more, '--json')

/** With development data of one person and nothing usable. */
const fitNothing = (folder: string, out: string) => {
  const data = join(folder, 'nothing.csv')
  writeFileSync(data, 'person,session,modality,path\ns1,1,face,none.png\n')
  return viseme('fit-fusion', '--face', data, '--voice', data, '--out', out, '--json')
}

describe('viseme fit-fusion', () => {
  it('writes what authentication reads, and leaves nothing else behind', async () => {
    const folder = newFolder()
    const out = join(folder, 'fusion.json')
    const { code, json } = await fit(out, '--fmr', '0.2', '--seed', '3')
    expect(code).toBe(0)
    expect(readFusion(out)).toEqual(json)
    expect(json).toMatchObject({ default_fmr: 0.2, fitted: { chimeric: { seed: 3 } } })
    expect(readdirSync(folder)).toEqual(['fusion.json'])
  })

  it('keeps the old file where nothing new could be fitted', async () => {
    const folder = newFolder()
    const out = join(folder, 'fusion.json')
    writeFileSync(out, 'the old one')
    const { code, json } = await fitNothing(folder, out)
    expect([code, json.error.code]).toEqual([2, 'too-few-development-people'])
    expect(readFileSync(out, 'utf8')).toBe('the old one')
  })

  it('refuses a place that cannot be written, before anything is captured', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'a-folder'))
    for (const out of [join(folder, 'missing', 'fusion.json'), join(folder, 'a-folder'), '/dev/null']) {
      const { code, json } = await fitNothing(folder, out)
      expect([code, json.error.code]).toEqual([4, 'unwritable-file'])
    }
    expect(existsSync(join(folder, 'missing'))).toBe(false)
  })

  it.each([
    ['--seed', 'abc'],
    ['--seed', '1.5'],
    ['--fmr', '1'],
  ])('refuses %s %s', async (option, value) => {
    const out = join(newFolder(), 'fusion.json')
    const { code, err } = await fit(out, option, value)
    expect(code).toBe(2)
    expect(err).toContain(option)
    expect(existsSync(out)).toBe(false)
  })
})
