// From the end of the capture to the decision, as the window asks for it: one frame and 3 s of speech through the
// services, both chains on the emulated board, templates, fusion, audit log. And where that time goes.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServices } from '../../main/services.ts'

const RUNS = 21
const CONTEXT = { progress: () => undefined }

export interface DecisionTime {
  /** Median, ms. */
  ms: number
  /** Medians of the board's stages on this computer, and of what is left, ms; the largest first. */
  parts: { name: string; ms: number }[]
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]

export async function measureDecision(): Promise<DecisionTime> {
  const folder = mkdtempSync(join(tmpdir(), 'viseme-bench-'))
  const { handlers, close } = createServices({ directory: folder, shell: 'bench' })
  try {
    await handlers['protection-choose']({ mode: 'unprotected' }, CONTEXT)
    const drawn = (session: number, faces: number, voices: number) =>
      handlers['simulated-person']({ seed: 3, session, faces, voices }, CONTEXT)
    const person = 'Bench'
    const first = await drawn(0, 3, 2)
    const enrolment = { faces: first.faces, voices: first.voices, simulated: true }
    await handlers.enrol({ person, ...enrolment }, CONTEXT)
    const { faces, voices } = await drawn(1, 1, 1)
    const whole: number[] = []
    const stages = new Map<string, number[]>()
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now()
      const { board } = await handlers.verify(
        { person, faces, voices, simulated: true, pace: false },
        CONTEXT,
      )
      const ms = performance.now() - start
      whole.push(ms)
      const own = Map.groupBy(board.stages, ({ stage }) => stage)
      let left = ms
      for (const [stage, entries] of own) {
        const spent = entries.reduce((sum, { host_ms }) => sum + host_ms, 0)
        left -= spent
        stages.set(stage, [...(stages.get(stage) ?? []), spent])
      }
      stages.set('store, log and the rest', [...(stages.get('store, log and the rest') ?? []), left])
    }
    const parts = [...stages].map(([name, spent]) => ({ name, ms: median(spent) }))
    return { ms: median(whole), parts: parts.sort((a, b) => b.ms - a.ms) }
  } finally {
    close()
    rmSync(folder, { recursive: true, maxRetries: 5 })
  }
}
