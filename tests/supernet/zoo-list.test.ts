import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boardCalled } from '../../main/board/boards.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { type ListedNetwork, listZoo } from '../../main/supernet/zoo-list.ts'

describe('the list of everything under models/', () => {
  let listed: ListedNetwork[]
  beforeAll(async () => {
    listed = listZoo(boardCalled('esp-eye'))
  }, 60_000)

  it('names every network once, with a card', () => {
    expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length)
    for (const { card } of listed) expect(existsSync(join(zooFolder(), card)), card).toBe(true)
  })

  it('holds each SubNet that is meant to be used, and each fits the ESP-EYE', () => {
    const shipped = listed.filter(({ ships, name }) => ships && name.startsWith('face-embed/'))
    expect(shipped.length).toBeGreaterThanOrEqual(5)
    for (const { name, fits } of shipped) expect(fits, name).toBe(true)
  })

  it('costs less the smaller a SubNet is', () => {
    const cost = (name: string): number =>
      listed.find((each) => each.name === `face-embed/${name}`)!.latency_ms.estimate
    const series = [4, 3, 2, 1, 0].map((width) => cost(`w${width}-deep-64`))
    expect(series).toEqual(series.toSorted((a, b) => b - a))
    expect(cost('w4-deep-48')).toBeLessThan(cost('w4-deep-64'))
    expect(cost('w4-shallow-64')).toBeLessThan(cost('w4-deep-64'))
  })

  it('shows only figures that were measured on these bytes', () => {
    for (const { name, sha256, accuracy } of listed) {
      for (const figure of accuracy) expect([figure.network, figure.sha256]).toEqual([name, sha256])
    }
  })
})
