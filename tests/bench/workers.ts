// Throughput over threads: whole attempts of simulated people (drawn, found, embedded) on one thread and on all.

import { availableParallelism } from 'node:os'
import { defaultBoard } from '../../main/board/boards.ts'
import { capturePool } from '../../main/evaluation/capture-pool.ts'
import type { CaptureTask } from '../../main/evaluation/capture-task.ts'

const ATTEMPTS = 80

const tasks: CaptureTask[] = Array.from({ length: ATTEMPTS }, (_, seed) => {
  const sample = { kind: 'simulated' as const, seed, session: 0, index: 0 }
  return { face: [sample], voice: [sample] }
})

export interface Throughput {
  threads: number
  /** Attempts a second, the start of the threads included. */
  perSecond: number
}

/** Attempts a second with `threads` threads. */
async function throughput(threads: number): Promise<Throughput> {
  const capture = capturePool({ board: defaultBoard, boardOptions: {} }, threads)
  const start = performance.now()
  await capture(tasks)
  return { threads, perSecond: (ATTEMPTS * 1000) / (performance.now() - start) }
}

/** One thread, then one for every processor. */
export async function measureThreads(): Promise<[one: Throughput, all: Throughput]> {
  return [await throughput(1), await throughput(availableParallelism())]
}
