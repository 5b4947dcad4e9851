// A SuperNet served on a board. What was read and computed for a board and buffer is kept for the next request.

import type { Board } from '../board/boards.ts'
import { boardCalled, boards } from '../board/boards.ts'
import { listSupernets } from '../inference/zoo.ts'
import { compareCaches } from '../supernet/comparison.ts'
import { fpgaLike } from '../supernet/fpga-like.ts'
import type { RunnableSuperNet } from '../supernet/on-board.ts'
import { servedSupernet } from '../supernet/served-supernet.ts'
import type { ServingTable } from '../supernet/serving-table.ts'
import { freeForBuffer, tableOnBoard } from '../supernet/set-up.ts'
import { usualRuns } from '../supernet/settings.ts'
import { streamFromCsv } from '../supernet/stream-file.ts'
import { generateStream } from '../supernet/streams.ts'
import type { Handlers } from './handlers.ts'

/** Queries of a stream from a file that the window shows. */
const LONGEST = 2000

export function supernetHandlers(): Pick<Handlers, 'supernets' | 'supernet-serve'> {
  const supernets = new Map<string, RunnableSuperNet>()
  let latest: { key: string; table: ServingTable; free: number; buffer: number } | null = null
  const supernetCalled = (name: string): RunnableSuperNet => {
    const known = supernets.get(name) ?? servedSupernet(name)
    supernets.set(name, known)
    return known
  }
  return {
    supernets: async () => ({
      supernets: listSupernets().map(({ name }) => name),
      boards: [...Object.values<Board>(boards), fpgaLike].map(({ id, name }) => ({ id, name })),
    }),

    'supernet-serve': async ({ supernet: name, board: id, flash, weights, bufferShare, ...asked }) => {
      const supernet = supernetCalled(name)
      const board = id === fpgaLike.id ? fpgaLike : boardCalled(id)
      const key = JSON.stringify([name, id, flash, weights, bufferShare])
      if (latest?.key !== key) {
        const free = freeForBuffer(supernet, board, { flash, weights })
        const buffer = Math.floor(bufferShare * free)
        latest = { key, free, buffer, table: tableOnBoard(supernet, board, { flash, weights }, buffer) }
      }
      const { table, free, buffer } = latest
      const { stream, recorded, queries, period, seed, policy, cache } = asked
      const queried = recorded
        ? streamFromCsv(recorded.csv, recorded.name, table, supernet.modality).slice(0, LONGEST)
        : generateStream(stream, table, queries, period, seed, usualRuns[supernet.modality])
      return {
        buffer_bytes: buffer,
        free_bytes: free,
        ...compareCaches(table, queried, policy, period, cache),
      }
    },
  }
}
