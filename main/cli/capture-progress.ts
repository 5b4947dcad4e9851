// Progress of captures on standard error, on terminals only: bar, rate, time left.

import { SingleBar } from 'cli-progress'

export interface CaptureProgress {
  advance(): void
  stop(): void
}

/** A bar that counts to `total`; shows nothing where nobody watches. */
export function captureProgress(total: number, what: string): CaptureProgress {
  const began = performance.now()
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total}  {rate}/s  {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    etaBuffer: 50,
  })
  if (process.stderr.isTTY) bar.start(total, 0, { rate: '-' })
  let done = 0
  return {
    advance: () => {
      done++
      bar.update(done, { rate: ((1000 * done) / (performance.now() - began)).toFixed(1) })
    },
    stop: () => bar.stop(),
  }
}
