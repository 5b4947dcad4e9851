// latency[SubNet][cached SubGraph] and what it takes from outside the chip, computed from the board's clock, and the cost
// of changing what is cached. Milliseconds and bytes, in typed arrays: a stream of queries only looks them up.

import type { Board } from '../board/boards.ts'
import { workCosts } from '../board/front-end.ts'
import { networkLatency } from '../board/latency.ts'
import { lineCycles } from '../board/memory-traffic.ts'
import type { BoardOptions } from '../board/options.ts'
import type { Cycles } from '../board/units.ts'
import { cycles, megahertz, toMilliseconds } from '../board/units.ts'
import type { Candidates, SubGraph } from './candidates.ts'
import { sharedBytes } from './subgraph.ts'
import type { SuperNet } from './subnet.ts'
import { residentBytes, weightSources } from './subnet.ts'

export interface ServingTable {
  supernet: SuperNet
  board: Board
  options: BoardOptions
  subgraphs: readonly SubGraph[]
  /** For each SubNet the SubGraph that holds most of it. */
  largest: readonly number[]
  /** Milliseconds of SubNet s while SubGraph g is cached: at [s * subgraphs + g]. */
  latencyMs: Float64Array
  /** Weight bytes read from outside the chip, likewise. */
  offChipBytes: Float64Array
  /** Weight bytes read from the persistent buffer, likewise; each byte once. */
  bufferBytes: Float64Array
  /** Milliseconds to load SubGraph `to` while `from` is cached: at [from * subgraphs + to]; what both share stays. */
  loadMs: Float64Array
  /** Bytes that such a load reads from outside the chip. */
  loadBytes: Float64Array
}

/** The table for every SubNet and every candidate. */
export function servingTable(
  supernet: SuperNet,
  { subgraphs, largest }: Candidates,
  board: Board,
  options: BoardOptions,
): ServingTable {
  const { layers, subnets } = supernet
  const columns = subgraphs.length
  const clock = megahertz(options.cpuMhz)
  const perPair = () => new Float64Array(subnets.length * columns)
  const [latencyMs, offChipBytes, bufferBytes] = [perPair(), perPair(), perPair()]
  subnets.forEach((subnet, s) => {
    subgraphs.forEach(({ shape }, g) => {
      const at = s * columns + g
      const source = weightSources(layers, subnet, shape, options)
      const latency = networkLatency(subnet.cost, board, options, source)
      latencyMs[at] = toMilliseconds(latency.estimate, clock)
      offChipBytes[at] = sum(latency.operators.map(({ weights }) => weights.bytes))
      bufferBytes[at] = sum(residentBytes(layers, subnet, shape))
    })
  })
  const loadMs = new Float64Array(columns * columns)
  const loadBytes = new Float64Array(columns * columns)
  subgraphs.forEach((from, f) => {
    subgraphs.forEach((to, t) => {
      const bytes = to.bytes - sharedBytes(layers, from.shape, to.shape)
      loadBytes[f * columns + t] = bytes
      loadMs[f * columns + t] = toMilliseconds(loadCycles(bytes, board, options), clock)
    })
  })
  const costs = { latencyMs, offChipBytes, bufferBytes, loadMs, loadBytes }
  return { supernet, board, options, subgraphs, largest, ...costs }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Cycles to copy `bytes` of weights from where the board has them into the persistent buffer. */
export function loadCycles(bytes: number, board: Board, options: BoardOptions): Cycles {
  const { lineBytes } = board.processor.cache
  return cycles(
    (bytes / lineBytes) * lineCycles(options.weights, board, options) + bytes * workCosts.copy.cycles,
  )
}
