// SUSHI's scheduler over a stream of queries as it comes: which SubNet answers, what the persistent buffer holds, and
// every Q queries the decision about it. Simulated streams and live attempts go through this one.

import type { Cache } from './caching.ts'
import { choose, type Policy, type Query } from './policy.ts'
import type { ServingTable } from './serving-table.ts'

export class Scheduler {
  readonly table: ServingTable
  readonly #cache: Cache
  readonly #period: number
  /** How often each SubNet ran since the last decision. */
  readonly #ran: Uint32Array
  #cached = 0
  #queries = 0
  #decided = -1

  /** `cache` decides after every `period` (Q) queries. Nothing lies in the buffer at first. */
  constructor(table: ServingTable, cache: Cache, period: number) {
    this.table = table
    this.#cache = cache
    this.#period = period
    this.#ran = new Uint32Array(table.supernet.subnets.length)
  }

  /** Queries answered so far. */
  get queries(): number {
    return this.#queries
  }

  /** Queries until the buffer is decided about again. */
  get untilDecision(): number {
    return this.#period - (this.#queries % this.#period)
  }

  /** The SubGraph (a column of the table) that the buffer holds for the next query; decides where it is time to. */
  hold(): number {
    const due = this.#queries % this.#period === 0 && this.#decided !== this.#queries
    if (due) {
      this.#decided = this.#queries
      this.#cached = this.#queries === 0 ? this.#cache.first : this.#cache.next(this.#ran, this.#cached)
      this.#ran.fill(0)
    }
    return this.#cached
  }

  /** The SubNet that `policy` answers the next query with. */
  choose(policy: Policy, query: Query): number {
    return choose(this.table, policy, query, this.hold())
  }

  /** A query has been answered by `runs` runs of a SubNet. */
  answered(subnet: number, runs: number): void {
    this.hold()
    this.#ran[subnet] += runs
    this.#queries++
  }
}
