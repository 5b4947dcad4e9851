import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { networkOf, noteInZoo, readZoo, ZooError } from '../../main/inference/zoo.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A folder with one network of three bytes, and its zoo.json. */
function zooFolder(change: Record<string, unknown> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'viseme-zoo-'))
  const bytes = Uint8Array.of(1, 2, 3)
  const entry = {
    name: 'tiny',
    task: 'nothing',
    file: 'tiny.tflite',
    sha256: sha256(bytes),
    input: 'three bytes',
    card: 'tiny.md',
  }
  writeFileSync(join(folder, 'tiny.tflite'), bytes)
  writeFileSync(join(folder, 'zoo.json'), JSON.stringify({ networks: [{ ...entry, ...change }] }))
  return folder
}

describe('the zoo', () => {
  it('gives the networks that ship with Viseme', () => {
    const zoo = readZoo()
    for (const name of ['face-detect', 'face-landmarks', 'face-embed', 'voice-embed']) {
      expect(networkOf(zoo, name).bytes.length).toBeGreaterThan(10_000)
    }
  })

  it('checks every file against its SHA-256', () => {
    const folder = zooFolder()
    expect(networkOf(readZoo(folder), 'tiny').bytes).toEqual(Uint8Array.of(1, 2, 3))
    writeFileSync(join(folder, 'tiny.tflite'), Uint8Array.of(1, 2, 4))
    expect(() => readZoo(folder)).toThrow(/SHA-256 differs/)
  })

  it('names what is missing', () => {
    expect(() => readZoo(zooFolder({ file: 'gone.tflite' }))).toThrow(/network tiny is missing/)
    expect(() => networkOf(readZoo(zooFolder()), 'huge')).toThrow(ZooError)
  })

  it('takes no file outside its folder', () => {
    expect(() => readZoo(zooFolder({ file: '../tiny.tflite' }))).toThrow(/malformed/)
  })

  it('learns the SHA-256 of a network that is converted again, and of no other', () => {
    const folder = zooFolder()
    const changed = Uint8Array.of(9)
    expect(noteInZoo(join(folder, 'other.tflite'), changed)).toBe(false)
    expect(noteInZoo(join(folder, 'tiny.tflite'), changed)).toBe(true)
    expect(JSON.parse(readFileSync(join(folder, 'zoo.json'), 'utf8')).networks[0].sha256).toBe(
      sha256(changed),
    )
  })
})
