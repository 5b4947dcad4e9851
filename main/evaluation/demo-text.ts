// The demonstration as text for a terminal.

import type { Demo } from './demo.ts'
import { detText } from './det-text.ts'
import { rate } from './metrics-text.ts'

const MARKS = { face: 'f', voice: 'v', fused: '*' } as const
const NAMES = ['face', 'voice', 'fused'] as const

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
  const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`
  const { face, voice, both } = board.attempt_ms
  return [
    `SIMULATED: ${people} people who do not exist (${names.slice(0, 3).join(', ')}, ...), ${sessions} sittings each.`,
    `The first sitting enrols; the others made ${attempts.genuine} genuine and ${attempts.impostor} impostor attempts.`,
    `Failure to enrol ${fte ? percent(fte.value) : '-'}; failure to acquire: face ${fta.face ? percent(fta.face.value) : '-'}, voice ${fta.voice ? percent(fta.voice.value) : '-'}.`,
    '',
    ...NAMES.map((name) => {
      const { stated_fmr, fmr, fnmr } = decisions[name]
      return `${MARKS[name]} ${name.padEnd(6)} EER ${rate(systems[name].eer).padEnd(24)}threshold for FMR ${percent(stated_fmr)} gives FMR ${percent(fmr)}, FNMR ${percent(fnmr)}`
    }),
    '',
    ...detText(NAMES.map((name) => ({ mark: MARKS[name], points: det[name] }))),
    '',
    `On the board, one attempt: face ${face.toFixed(0)} ms, voice ${voice.toFixed(0)} ms, both at once ${both.toFixed(0)} ms; peak RAM ${board.peak_ram_bytes.toLocaleString('en')} bytes.`,
  ]
}
