// The demonstration as text for a terminal.

import type { Demo } from './demo.ts'
import { detText } from './det-text.ts'
import { countedRate, rate } from './metrics-text.ts'
import { SYSTEMS } from './systems.ts'

const MARKS = { face: 'f', voice: 'v', fused: '*' } as const

/** Lines that tell the demonstration to people. */
export function demoText({
  people,
  sessions,
  names,
  attempts,
  fta,
  fte,
  systems,
  decisions,
  det,
  board,
}: Demo): string[] {
  const { face, voice, both } = board.attempt_ms
  return [
    `SIMULATED: ${people} people who do not exist (${names.slice(0, 3).join(', ')}, ...), ${sessions} sittings each.`,
    `The first sitting enrols; the others made ${attempts.genuine} genuine and ${attempts.impostor} impostor attempts.`,
    `failure to enrol          ${countedRate(fte)}`,
    `failure to acquire, face  ${countedRate(fta.face)}`,
    `failure to acquire, voice ${countedRate(fta.voice)}`,
    '',
    ...SYSTEMS.flatMap((name) => {
      const { stated_fmr, fmr, fnmr } = decisions[name]
      return [
        `${MARKS[name]} ${name.padEnd(6)} EER ${rate(systems[name].eer)}`,
        `         threshold for FMR ${100 * stated_fmr} %: FMR ${countedRate(fmr)}`,
        `         ${''.padEnd(`threshold for FMR ${100 * stated_fmr} %: `.length - 1)}FNMR ${countedRate(fnmr)}`,
      ]
    }),
    '',
    ...detText(SYSTEMS.map((name) => ({ mark: MARKS[name], points: det[name] }))),
    'All intervals are 95 %, over people.',
    '',
    `On the board, one attempt: face ${face.toFixed(0)} ms, voice ${voice.toFixed(0)} ms, both at once ${both.toFixed(0)} ms in the mean, ${board.slowest_attempt_ms.toFixed(0)} ms at most; peak RAM ${board.peak_ram_bytes.toLocaleString('en')} bytes.`,
  ]
}
