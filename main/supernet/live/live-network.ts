// One SuperNet that answers live attempts on a board that stays on: the scheduler with its buffer's state from attempt to
// attempt, and what each attempt was served.

import type { Modality } from '../../../enrollment-data/records.ts'
import type { ServedNetwork } from '../../authentication/served-network.ts'
import type { LoadedNetwork, Machine } from '../../board/machine.ts'
import { cacheOf } from '../caching.ts'
import { candidates } from '../candidates.ts'
import type { SuperNetOnBoard } from '../on-board.ts'
import type { Policy, Query } from '../policy.ts'
import { Scheduler } from '../scheduler.ts'
import { type ServingTable, servingTable } from '../serving-table.ts'
import { boundsOf, type Surroundings } from '../surroundings.ts'
import type { LiveSupernet } from './board.ts'

/** Attempts between caching decisions (Q). */
export const LIVE_PERIOD = 5

/** What the scheduler chose for an attempt. */
export interface Choice {
  subnet: number
  query: Query
}

/** The table of a SuperNet for every SubGraph that its buffer on the board holds. */
export function liveTable(
  { served }: LiveSupernet,
  { bufferBytes }: SuperNetOnBoard,
  { board, options }: Pick<Machine, 'board' | 'options'>,
): ServingTable {
  return servingTable(served, candidates(served, board, options, bufferBytes), board, options)
}

export class LiveNetwork {
  readonly modality: Modality
  readonly supernet: LiveSupernet
  readonly scheduler: Scheduler
  readonly #onBoard: SuperNetOnBoard
  /** The SubGraph that lies in the buffer (a column of the table). */
  #loaded = 0

  /** SUSHI's caching rule over the SubGraphs of `table`; nothing lies in the buffer yet. */
  constructor(
    modality: Modality,
    supernet: LiveSupernet,
    onBoard: SuperNetOnBoard,
    table: ServingTable,
    period = LIVE_PERIOD,
  ) {
    this.modality = modality
    this.supernet = supernet
    this.#onBoard = onBoard
    this.scheduler = new Scheduler(table, cacheOf('sushi', table), period)
  }

  /** The SubNet for an attempt of at most `runs` runs. */
  choose(policy: Policy, surroundings: Surroundings, runs: number): Choice {
    const query = boundsOf(this.scheduler.table, surroundings, Math.max(1, runs))
    return { subnet: this.scheduler.choose(policy, query), query }
  }

  /** Bytes of the persistent buffer. */
  get bufferBytes(): number {
    return this.#onBoard.bufferBytes
  }

  nameOf({ subnet }: Choice): string {
    return this.supernet.served.subnets[subnet].name
  }

  /** Loads the buffer where it is to hold something else, and gives the SubNet its place. Returns the load's milliseconds too. */
  ready({ subnet }: Choice): { network: LoadedNetwork; loadMs: number } {
    const { table } = this.scheduler
    const held = this.scheduler.hold()
    const loadMs = table.loadMs[this.#loaded * table.subgraphs.length + held]
    this.#onBoard.cache(table.subgraphs[held].shape)
    this.#loaded = held
    return { network: this.#onBoard.network(this.supernet.served.subnets[subnet]), loadMs }
  }

  /** What `runs` runs of the choice came to. */
  served(choice: Choice, runs: number, loadMs: number): ServedNetwork {
    const { table, untilDecision } = this.scheduler
    const { subnet, query } = choice
    const at = subnet * table.subgraphs.length + this.#loaded
    const withoutBuffer = table.latencyMs[subnet * table.subgraphs.length]
    const { name, bytes } = table.subgraphs[this.#loaded]
    return {
      modality: this.modality,
      subnet: this.nameOf(choice),
      accuracy: table.supernet.subnets[subnet].accuracy,
      accuracy_bound: query.accuracy,
      ms: runs * table.latencyMs[at],
      allowed_ms: query.latencyMs,
      runs,
      buffer_bytes: runs * table.bufferBytes[at],
      off_chip_bytes: runs * table.offChipBytes[at],
      saved_ms: runs * (withoutBuffer - table.latencyMs[at]),
      cached: name,
      cached_bytes: bytes,
      load_ms: loadMs,
      decides_in: untilDecision - 1,
    }
  }

  /** The attempt is over: the scheduler counts the runs that were planned for it, as a replay of its recording does. */
  answered({ subnet, query }: Choice): void {
    this.scheduler.answered(subnet, query.runs)
  }

  /** An attempt of the past, without its pictures or recordings. */
  replay(policy: Policy, surroundings: Surroundings, runs: number): void {
    if (runs === 0) return
    const choice = this.choose(policy, surroundings, runs)
    this.ready(choice)
    this.answered(choice)
  }
}
