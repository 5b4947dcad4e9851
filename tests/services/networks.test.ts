// What the window is told about the networks that ship.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { networkChannels } from '../../main/api/networks.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { networkHandlers } from '../../main/services/networks.ts'

const handlers = networkHandlers()
const context = { progress: () => {} }
const zoo = JSON.parse(readFileSync(join(zooFolder(), 'zoo.json'), 'utf8'))

test('all networks of the zoo are listed with their costs, and only those SubNets that ship', async () => {
  const { board, networks } = networkChannels.networks.answer.parse(await handlers.networks({}, context))
  expect(board).toBe('ESP-EYE')
  const names = zoo.networks.map(({ name }: { name: string }) => name)
  for (const { name, subnets } of zoo.supernets)
    names.push(...subnets.map((subnet: string) => `${name}/${subnet}`))
  expect(networks.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
  for (const { name, macs, latency_ms } of networks) {
    expect(macs, name).toBeGreaterThan(0)
    expect(latency_ms.low, name).toBeLessThan(latency_ms.estimate)
  }
  const face = networks.find(({ name }) => name === 'face-embed')!
  expect(face.accuracy.map(({ measure }) => measure)).toContain('EER')
})

test('a network has the card that the zoo names', async () => {
  for (const [network, card] of [
    ['voice-embed', 'voice-embed.md'],
    ['face-embed/w0-deep-64', 'supernet/face.md'],
  ])
    expect(await handlers['network-card']({ network }, context)).toEqual({
      markdown: readFileSync(join(zooFolder(), card), 'utf8'),
    })
})

test('what is no network that ships has no card', async () => {
  await expect(handlers['network-card']({ network: '../package' }, context)).rejects.toMatchObject({
    code: 'bad-zoo',
  })
})
