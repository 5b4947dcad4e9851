// The networks that ship, costed once, and their cards.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { defaultBoard } from '../board/boards.ts'
import { networkOf, ZooError, zooFolder } from '../inference/zoo.ts'
import { costedZoo, type ListedNetwork } from '../supernet/zoo-list.ts'
import type { Handlers } from './handlers.ts'

export function networkHandlers(): Pick<Handlers, 'networks' | 'network-card'> {
  let shipped: Promise<ReadonlyMap<string, ListedNetwork>> | null = null
  const networks = () => {
    shipped ??= costed()
    shipped.catch(() => {
      shipped = null
    })
    return shipped
  }
  return {
    networks: async () => ({ board: defaultBoard.name, networks: [...(await networks()).values()] }),

    'network-card': async ({ network }) => {
      const path = join(zooFolder(), networkOf(await networks(), network).card)
      try {
        return { markdown: readFileSync(path, 'utf8') }
      } catch (cause) {
        throw new ZooError(`The card of ${network} is missing: ${path}.`, cause)
      }
    },
  }
}

/** Other calls are answered between two networks. */
async function costed(): Promise<ReadonlyMap<string, ListedNetwork>> {
  const found = new Map<string, ListedNetwork>()
  for (const network of costedZoo(defaultBoard, {}, { all: false })) {
    found.set(network.name, network)
    await setImmediate()
  }
  return found
}
