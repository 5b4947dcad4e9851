// The command that repeats a measurement, as a terminal takes it.

import type { BoardOptions } from '../board/options.ts'
import type { EvaluationChoices } from './evaluation-inputs.ts'

const PROGRAM = 'npm run -s viseme --'

/** `true` stands for an option without a value. */
type Options = Record<string, string | number | true | string[] | undefined>

/** The board's options as the command line calls them. */
const boardArguments = ({ id, options }: { id: string; options: Partial<BoardOptions> }): Options => ({
  ...(id !== 'esp-eye' && { board: id }),
  cpu: options.cpuMhz,
  flash: options.flash,
  psram: options.psram,
  arena: options.arena,
  kernels: options.kernels,
  build: options.build,
  watchdog: options.watchdog,
})

/** `viseme evaluate` with these choices on this board. */
export function evaluateCommandLine(
  choices: EvaluationChoices,
  board: { id: string; options: Partial<BoardOptions> },
): string {
  const { enrolSamples, modalities } = choices
  return commandLine('evaluate', {
    dataset: choices.dataset,
    'voice-dataset': choices.voiceDataset,
    'same-people': choices.samePeople || undefined,
    protocol: choices.protocol,
    trials: choices.trials,
    ...(modalities.length < 2 && { modalities: modalities.join() }),
    'enrol-samples': enrolSamples && `${enrolSamples.face},${enrolSamples.voice}`,
    draws: choices.draws,
    pairing: choices.pairing,
    seed: choices.seed,
    development: choices.development,
    calibration: choices.calibration,
    'as-norm': choices.asNorm,
    'as-norm-top': choices.asNormTop,
    fmr: choices.fmr,
    far: choices.far,
    resamples: choices.resamples,
    ...boardArguments(board),
  })
}

/** `viseme metrics` on this score file. */
export function metricsCommandLine({
  path,
  ratios,
  fmrs = [],
}: {
  path: string
  ratios: boolean
  fmrs?: number[]
}): string {
  return `${commandLine('metrics', { far: fmrs[0] })}${ratios ? ' --llr' : ''} ${quoted(path)}`
}

/** `viseme demo` with simulated people. */
export function demoCommandLine(
  { people, sessions, seed }: { people: number; sessions: number; seed: number },
  board: { id: string; options: Partial<BoardOptions> },
): string {
  return commandLine('demo', { people, sessions, seed, ...boardArguments(board) })
}

function commandLine(name: string, options: Options): string {
  const words = Object.entries(options).flatMap(([option, value]) =>
    value === undefined
      ? []
      : [`--${option}`, ...[value === true ? [] : value].flat().map((one) => quoted(String(one)))],
  )
  return [PROGRAM, name, ...words].join(' ')
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
