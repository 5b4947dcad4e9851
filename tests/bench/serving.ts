// A stream of 100,000 queries to the face SuperNet on the ESP32-S3-EYE, beside a plain version; one thread, each side's
// best of several runs taken in turn. Both must come to the same mean latency.

import { boards } from '../../main/board/boards.ts'
import { cacheOf } from '../../main/supernet/caching.ts'
import { serve } from '../../main/supernet/serve.ts'
import { servedSupernet } from '../../main/supernet/served-supernet.ts'
import { freeForBuffer, tableOnBoard } from '../../main/supernet/set-up.ts'
import { generateStream } from '../../main/supernet/streams.ts'
import { plainServing } from './plain-serving.ts'

const QUERIES = 100_000
const PERIOD = 10
const TURNS = 3

/** Seconds for the stream, and those of the plain version. Throws where the two disagree. */
export async function measureServing(): Promise<{ seconds: number; plain: number }> {
  const supernet = servedSupernet('face-embed')
  const board = boards['esp32-s3-eye']
  const table = tableOnBoard(supernet, board, {}, freeForBuffer(supernet, board))
  const queries = generateStream('bursty', table, QUERIES, PERIOD, 1)
  const ours = () =>
    serve(table, queries, 'strict-accuracy', cacheOf('sushi', table), PERIOD).summary.latency_ms
  const plain = () => plainServing(table, queries, PERIOD)
  const difference = Math.abs(ours() - plain())
  if (difference > 1e-6) throw new Error(`the plain version differs by ${difference} ms`)
  const best = { seconds: Infinity, plain: Infinity }
  for (let turn = 0; turn < TURNS; turn++) {
    best.seconds = Math.min(best.seconds, seconds(ours))
    best.plain = Math.min(best.plain, seconds(plain))
  }
  return best
}

function seconds(run: () => unknown): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}
