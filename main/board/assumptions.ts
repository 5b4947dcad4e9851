// What an estimate rests on where nothing was measured or counted, told beside it: on the screen, in text, in JSON.

import type { OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { type Basis, CYCLES_PER_CALL, kernelBasis, kernelCycles, libraryOf } from './costs.ts'
import { flashLineCycles, psramLineCycles } from './memory-traffic.ts'
import type { BoardOptions } from './options.ts'

/** Sentences about the estimates for `board` as configured, and for a network's operators; none where all is counted as used. */
export function assumptions(
  board: Board,
  options: BoardOptions,
  operators: readonly OperatorCost[] = [],
): string[] {
  return [
    ...kernelAssumptions(board, options),
    ...libraryAssumptions(options, operators),
    ...basisAssumptions(board, options, operators),
    ...placementAssumptions(board, options),
  ]
}

/** Operators that multiply and yet do not get the optimised kernels that were chosen. */
function libraryAssumptions(options: BoardOptions, operators: readonly OperatorCost[]): string[] {
  const others = operators.filter((cost) => cost.macs > 0 && libraryOf(cost, options) !== options.kernels)
  if (others.length === 0) return []
  return [
    `ESP-NN has no kernels for 16-bit or float activations, 4-bit weights and dilated windows: operator ` +
      `${listed(others)} runs in TFLM’s reference.`,
  ]
}

/** The first five operators by index and name, and how many more. */
function listed(operators: readonly OperatorCost[]): string {
  const named = operators.slice(0, 5).map(({ index, op }) => `${index} (${op})`)
  const more = operators.length > named.length ? ` and ${operators.length - named.length} more` : ''
  return `${named.join(', ')}${more}`
}

const BASES: Record<Exclude<Basis, 'counted'>, string> = {
  'int8 kernel':
    'Kernels for 16-bit and float activations, 4-bit weights (unpacked in 5.5 cycles each, by their instructions) and ' +
    'dilated windows were not counted: these operators take the cycles of the int8 kernel, ± 50 %',
  'other library':
    'Kernels not counted as this library compiles them: these operators take the cycles of another library’s, or of ' +
    'the operator most like them, ± 50 %',
  instructions:
    'Of binary layers no time on an ESP32 is published: these operators take the cycles of the instructions of a kernel ' +
    'in C (XOR; bits added in parallel, for lack of a population count), ± 50 %',
  estimate: 'Kernels of which nothing was counted: these operators are estimates by element, ± 50 %',
}

/** Whose cycles stand for an operator's own where those were not counted. Views cost their call alone. */
function basisAssumptions(board: Board, options: BoardOptions, operators: readonly OperatorCost[]): string[] {
  if (board.processor.core === 'mac-array') return []
  const costly = operators.filter((cost) => kernelCycles(cost, board, options) > CYCLES_PER_CALL)
  return Object.entries(BASES).flatMap(([basis, sentence]) => {
    const some = costly.filter((cost) => kernelBasis(cost, board, options) === basis)
    return some.length === 0 ? [] : [`${sentence}: operator ${listed(some)}.`]
  })
}

const MEBIBYTE = 2 ** 20

/** The copy at start is no part of an inference's time. */
function placementAssumptions(board: Board, options: BoardOptions): string[] {
  if (options.weights === 'flash') return []
  const { read, write } = psramLineCycles(board, options)
  const perLine = flashLineCycles(options) + (options.weights === 'psram' ? read + write : 0)
  const seconds = (MEBIBYTE / board.processor.cache.lineBytes) * (perLine / (options.cpuMhz * 1e6))
  const memory = options.weights === 'psram' ? 'PSRAM' : 'internal RAM'
  return [
    `Weights are copied from flash to ${memory} once at start, which takes about ${Math.round(1000 * seconds)} ms ` +
      'a MiB and is no part of these times.',
  ]
}

function kernelAssumptions(board: Board, { kernels, build }: BoardOptions): string[] {
  const { core } = board.processor
  const assembly = core === 'lx7' && kernels === 'esp-nn'
  const told: string[] = []
  if (core === 'mac-array') {
    return ['No such chip was measured or counted: all figures of this array of multipliers are assumptions.']
  }
  if (assembly) {
    told.push(
      'ESP-NN’s kernels of this core are assembly: the build does not change them. Their cycles are the published ' +
        'ones of single kernels, scaled to P9, ± 20 %.',
    )
  } else if (core !== 'lx6') {
    told.push(
      'Kernels were counted on the LX6; on this core they take those cycles times one factor fitted to P8, P10 and ' +
        'P11, ± 20 %.',
    )
  }
  if (build === 'Og' && !assembly) {
    told.push(
      'Kernels were not counted at -Og. Espressif’s components compile theirs with -O2 (ESP-NN) and -O3 (TFLM) ' +
        'whatever the project is set to, so that -Og should change only what surrounds them: the cycles are those of ' +
        '-O2, ± 15 % for projects that override this. P3 was built so.',
    )
  }
  if (build === 'Os' && !assembly) {
    told.push(
      kernels === 'esp-nn'
        ? 'Kernels as counted at -Os, which is for kernels compiled with the project; Espressif’s components keep -O2.'
        : 'TFLM’s reference kernels were not counted at -Os: the cycles are those of -O2 with debug checks, ± 50 %.',
    )
  }
  return told
}
