// The networks that ship, costed once, and their cards.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultBoard } from '../board/boards.ts'
import { networkOf, ZooError, zooFolder } from '../inference/zoo.ts'
import { type ListedNetwork, listZoo } from '../supernet/zoo-list.ts'
import type { Handlers } from './handlers.ts'

export function networkHandlers(): Pick<Handlers, 'networks' | 'network-card'> {
  let shipped: ReadonlyMap<string, ListedNetwork> | null = null
  const networks = () =>
    (shipped ??= new Map(listZoo(defaultBoard, {}, { all: false }).map((network) => [network.name, network])))
  return {
    networks: async () => ({ board: defaultBoard.name, networks: [...networks().values()] }),

    'network-card': async ({ network }) => {
      const path = join(zooFolder(), networkOf(networks(), network).card)
      try {
        return { markdown: readFileSync(path, 'utf8') }
      } catch (cause) {
        throw new ZooError(`The card of ${network} is missing: ${path}.`, cause)
      }
    },
  }
}
