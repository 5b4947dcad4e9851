// Milliseconds per run, both sides taking turns on one thread, so that a busy machine slows both alike. The best
// round counts: what is above it is other work on the machine.

const WARM_UP_MS = 300
const ROUND_MS = 5
const ROUNDS = 120

/** Milliseconds per call of each function. */
export function measureInTurn(runs: readonly (() => void)[]): number[] {
  const perRound = runs.map((run) => Math.max(1, Math.round(ROUND_MS / warmUp(run))))
  const best = runs.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, index) => {
      const start = performance.now()
      for (let i = 0; i < perRound[index]; i++) run()
      best[index] = Math.min(best[index], (performance.now() - start) / perRound[index])
    })
  }
  return best
}

/** Runs until compiled to the end; returns milliseconds per run. */
function warmUp(run: () => void): number {
  const start = performance.now()
  let runs = 0
  do {
    run()
    runs++
  } while (performance.now() - start < WARM_UP_MS)
  return (performance.now() - start) / runs
}
