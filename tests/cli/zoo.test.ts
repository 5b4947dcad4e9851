import { describe, expect, it } from 'vitest'
import { zooText } from '../../main/cli/zoo.ts'
import { listSupernets, readZoo } from '../../main/inference/zoo.ts'
import type { ListedNetwork } from '../../main/supernet/zoo-list.ts'
import { viseme } from './viseme.ts'

const network: ListedNetwork = {
  name: 'face-embed/w1',
  task: 'face embedding',
  precision: 'int8',
  ships: true,
  macs: 4_250_000,
  weight_bytes: 123_456,
  model_bytes: 199_712,
  arena_bytes: 51_836,
  latency_ms: { low: 200, estimate: 234.4, high: 260 },
  fits: true,
  accuracy: [
    {
      network: 'face-embed/w1',
      precision: 'int8',
      sha256: 'a'.repeat(64),
      set: 'LFW folds 9-10',
      measure: 'accuracy',
      value: 0.95125,
      low: 0.94,
      high: 0.962,
      counts: { genuine: 600, impostor: 600, people: 890 },
      command: 'made up',
      date: '2026-11-21',
    },
  ],
  card: 'supernet/face.md',
  sha256: 'a'.repeat(64),
}

describe('the list of networks', () => {
  it('tells cost, and each figure with its limits and counts', () => {
    const lines = zooText([network])
    expect(lines[1]).toMatch(
      /face-embed\/w1\s+face embedding\s+int8\s+4\.25\s+123\s+51,836\s+234\s+supernet\/face\.md/,
    )
    expect(lines.at(-1)).toContain('accuracy  95.1 % (94.0 to 96.2)')
    expect(lines.at(-1)).toContain('600 genuine, 600 impostor, 890 people')
  })

  it('says so where nothing was measured', () => {
    expect(zooText([{ ...network, accuracy: [] }]).at(-1)).toBe('Nothing was measured on these networks yet.')
  })

  it('names what ships; all SubNets, and other precisions, where they are asked for', async () => {
    const named = async (...options: string[]): Promise<string[]> => {
      const [, ...rows] = (await viseme('zoo', ...options)).out.split('\n').map((row) => row.trim())
      return rows.slice(0, rows.indexOf('')).map((row) => row.split(/ {2,}/).slice(0, 3).join(' '))
    }
    const [shipped, all] = [await named(), await named('--all')]
    const subnets = listSupernets().flatMap(({ name, subnets }) =>
      subnets.map((subnet) => `${name}/${subnet}`),
    )
    expect(new Set(shipped.map((row) => row.split(' ')[0]))).toEqual(
      new Set([...readZoo().keys(), ...subnets]),
    )
    expect(shipped.length).toBe(readZoo().size + subnets.length)
    expect(all).toEqual(expect.arrayContaining(shipped))
    expect(all).toContain('face-embed/w1-shallow-48 face embedding int8')
    expect(all).toContain('face-embed/w4-deep-64 face embedding int4')
  })
})
