// A progress bar on standard error, on terminals only.

import { SingleBar } from 'cli-progress'

export interface ProgressBar {
  update(done: number, what: string): void
  stop(): void
}

/** A bar that counts to `total`, with what is being done beside it; shows nothing where nobody watches. */
export function progressBar(total: number): ProgressBar {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {what}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
  })
  if (process.stderr.isTTY) bar.start(total, 0, { what: '' })
  return { update: (done, what) => bar.update(done, { what }), stop: () => bar.stop() }
}
