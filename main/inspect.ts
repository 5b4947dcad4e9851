// What the Board screen shows: one network, or the whole system, on a board of the user's choice.

import type { Inspection, Payload } from './api.ts'
import { loadChains } from './authentication/system.ts'
import { assess, collectLimits, memoryOf, powerOnAnyway } from './board/assess.ts'
import { assumptions } from './board/assumptions.ts'
import { type Board, boardCalled } from './board/boards.ts'
import type { BoardOptions } from './board/options.ts'
import { aboutModel } from './inference/errors.ts'
import { prepare } from './inference/interpreter.ts'
import { readModel } from './inference/reader.ts'
import { networkOf, readZoo } from './inference/zoo.ts'

type Request = Payload<'inspect'>

/** A network of the zoo, a .tflite file, or (neither given) all of Viseme's networks together. */
export function inspect(choice: Request['choice'], network?: string, file?: Request['file']): Inspection {
  const { board: id, ...options } = choice
  const board = boardCalled(id)
  if (file) return inspectNetwork(file.name, file.bytes, board, options)
  if (network) return inspectNetwork(network, networkOf(readZoo(), network).bytes, board, options)
  return inspectSystem(board, options)
}

function inspectNetwork(
  title: string,
  bytes: Uint8Array,
  board: Board,
  options: Partial<BoardOptions>,
): Inspection {
  const prepared = aboutModel(title, () => prepare(readModel(bytes)))
  const { fits, problems, warnings, assumptions, memory, blocks, flash, ...found } = assess(
    prepared,
    board,
    options,
  )
  const { model_bytes, arena_used_bytes, latency_ms, energy_mj, operators, arena, stack } = found
  return {
    title,
    fits,
    problems,
    warnings,
    assumptions,
    memory,
    blocks,
    flash,
    network: { model_bytes, arena_used_bytes, latency_ms, energy_mj, operators, arena, stack },
  }
}

function inspectSystem(board: Board, options: Partial<BoardOptions>): Inspection {
  const { machine, limits } = powerOnAnyway(board, options)
  if (limits.length === 0) limits.push(...collectLimits(() => loadChains(machine, readZoo())))
  return {
    title: 'Viseme',
    fits: limits.length === 0,
    problems: limits.map(({ code, message }) => ({ code, message })),
    warnings: [],
    assumptions: assumptions(board, machine.options),
    ...memoryOf(machine),
    network: null,
  }
}
