import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boardCalled } from '../../main/board/boards.ts'
import { readAccuracies } from '../../main/evaluation/accuracy-record.ts'
import { listSupernets, zooFolder } from '../../main/inference/zoo.ts'
import { accuracyFile, type ListedNetwork, listZoo } from '../../main/supernet/zoo-list.ts'

let listed: ListedNetwork[]
beforeAll(() => {
  listed = listZoo(boardCalled('esp-eye'))
})

describe('the list of everything under models/', () => {
  it('names every network once at a precision, with a card', () => {
    expect(new Set(listed.map(({ name, precision }) => `${name} ${precision}`)).size).toBe(listed.length)
    for (const { card } of listed) expect(existsSync(join(zooFolder(), card)), card).toBe(true)
  })

  it('holds each SubNet that is meant to be used, and each fits the ESP-EYE', () => {
    const shipped = listed.filter(({ ships, name }) => ships && name.startsWith('face-embed/'))
    expect(shipped.length).toBeGreaterThanOrEqual(5)
    for (const { name, fits } of shipped) expect(fits, name).toBe(true)
  })

  it('costs less the smaller a SubNet is', () => {
    const cost = (name: string): number =>
      listed.find((each) => each.name === `face-embed/${name}` && each.precision === 'int8')!.latency_ms
        .estimate
    const series = [4, 3, 2, 1, 0].map((width) => cost(`w${width}-deep-64`))
    expect(series).toEqual(series.toSorted((a, b) => b - a))
    expect(cost('w1-deep-48')).toBeLessThan(cost('w1-deep-64'))
    expect(cost('w4-shallow-64')).toBeLessThan(cost('w4-deep-64'))
  })

  it('shows every figure of the record, by the bytes it was measured on', () => {
    const record = readAccuracies(accuracyFile())
    expect(record.length).toBeGreaterThan(0)
    expect(new Set(listed.flatMap(({ accuracy }) => accuracy))).toEqual(new Set(record))
  })

  it('shows only figures that were measured on these bytes', () => {
    for (const { name, sha256, accuracy } of listed) {
      for (const figure of accuracy) expect([figure.network, figure.sha256]).toEqual([name, sha256])
    }
  })
})

const cardText = (card: string): string => readFileSync(join(zooFolder(), card), 'utf8')
const sha256Of = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(zooFolder(), file)))
    .digest('hex')
const grouped = (bytes: number): string => bytes.toLocaleString('en')

/** What a network costs, as cards write it. */
const costsOf = ({ macs, weight_bytes, model_bytes, arena_bytes, latency_ms }: ListedNetwork) => {
  const [estimate, low, high] = [latency_ms.estimate, latency_ms.low, latency_ms.high].map(Math.round)
  return {
    mmac: (macs / 1e6).toFixed(2),
    kilobytes: (weight_bytes / 1000).toFixed(0),
    weights: grouped(weight_bytes),
    file: grouped(model_bytes),
    arena: grouped(arena_bytes),
    estimate: String(estimate),
    interval: `${low}-${high}`,
  }
}

/** Each named value that `card` does not hold in any of its spellings. */
const missingIn = (card: string, values: Record<string, string[]>): string[] => {
  const text = cardText(card)
  return Object.entries(values)
    .filter(([, spellings]) => !spellings.some((spelling) => text.includes(spelling)))
    .map(([what, spellings]) => `${card} lacks the ${what}: ${spellings.join(' or ')}`)
}

describe('the cards', () => {
  it('of networks of one file name their bytes and what they cost', () => {
    const networks = listed.filter(({ card }) => !card.startsWith('supernet/'))
    expect(networks.length).toBeGreaterThan(0)
    for (const network of networks) {
      const { mmac, kilobytes, weights, file, arena, estimate, interval } = costsOf(network)
      const missing = missingIn(network.card, {
        'SHA-256': [`\`${network.sha256}\``],
        MACs: [`${mmac} M multiply-accumulates`],
        weights: [`${weights} bytes`, `${kilobytes} KB of weights and biases`],
        'size of the file': [`${file} bytes`],
        arena: [`arena ${arena} bytes`, `${arena} bytes of arena`],
        'time on the board': [`${estimate} ms (${interval}`],
      })
      expect(missing).toEqual([])
    }
  })

  it('of SuperNets name the shared image, and in the row of each SubNet what it costs', () => {
    for (const { name, stem, card, subnets } of listSupernets()) {
      expect(missingIn(card, { 'SHA-256': [`\`${sha256Of(`${stem}.bin`)}\``] })).toEqual([])
      const costRows = cardText(card)
        .split('\n')
        .filter((line) => /^\| `[\w-]+` \| [\d.]+ \| \d+ \|/.test(line))
        .map((line) => line.split(' | ').slice(0, 5).join(' | '))
      expect(costRows.length).toBeGreaterThanOrEqual(subnets.length)
      const missing = listed
        .filter((network) => network.name.startsWith(`${name}/`) && network.precision === 'int8')
        .map((network) => {
          const { mmac, kilobytes, arena, estimate, interval } = costsOf(network)
          const subnet = `| \`${network.name.slice(name.length + 1)}\` |`
          const row = `${subnet} ${mmac} | ${kilobytes} | ${arena} | ${estimate} (${interval})`
          return { ships: network.ships, subnet, row }
        })
        .filter(({ ships, subnet }) => ships || costRows.some((line) => line.startsWith(subnet)))
        .filter(({ row }) => !costRows.includes(row))
        .map(({ row }) => `${card} lacks ${row}`)
      expect(missing).toEqual([])
    }
  })

  it('of the simulated faces names the bytes of their data', () => {
    const values = { 'SHA-256': [sha256Of('simulated-faces.bin')] }
    expect(missingIn('simulated-faces.md', values)).toEqual([])
  })
})
