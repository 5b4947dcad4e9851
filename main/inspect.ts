// What the Board screen shows: one network, or the whole system, on a board of the user's choice.

import type { Inspection, Payload } from './api.ts'
import { loadChains } from './authentication/system.ts'
import { assess, memoryOf } from './board/assess.ts'
import { type Board, boardCalled } from './board/boards.ts'
import { powerOn } from './board/machine.ts'
import type { BoardOptions } from './board/options.ts'
import { VisemeError } from './errors.ts'
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
  const found = assess(prepared, board, options)
  return {
    title,
    fits: found.fits,
    problems: found.problems,
    warnings: found.warnings,
    memory: found.memory,
    blocks: found.blocks,
    flash: found.flash,
    network: {
      model_bytes: found.model_bytes,
      arena_used_bytes: found.arena_used_bytes,
      latency_ms: found.latency_ms,
      energy_mj: found.energy_mj,
      operators: found.operators,
      arena: prepared.arena.plan.map(({ tensor, offset, bytes, firstUse, lastUse }) => ({
        name: tensor === null ? 'scratch' : prepared.model.tensors[tensor].name,
        offset,
        bytes,
        first: firstUse,
        last: lastUse,
      })),
    },
  }
}

function inspectSystem(board: Board, options: Partial<BoardOptions>): Inspection {
  const machine = powerOn(board, options)
  const problems: Inspection['problems'] = []
  try {
    loadChains(machine, readZoo())
  } catch (error) {
    if (!(error instanceof VisemeError) || error.exitCode !== 3) throw error
    problems.push({ code: error.code, message: error.message })
  }
  return {
    title: 'Viseme',
    fits: problems.length === 0,
    problems,
    warnings: [],
    ...memoryOf(machine),
    network: null,
  }
}
