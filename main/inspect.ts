// What the Board screen shows: one network, or the whole system, on a board of the user's choice.

import type { Modality } from '../enrollment-data/records.ts'
import type { Inspection, Payload } from './api.ts'
import { boardFor, loadChains, withEmbedders } from './authentication/system.ts'
import { assess, collectLimits, memoryOf, powerOnAnyway } from './board/assess.ts'
import { assumptions } from './board/assumptions.ts'
import { type Board, boardCalled } from './board/boards.ts'
import type { BoardOptions } from './board/options.ts'
import { aboutModel } from './inference/errors.ts'
import { prepare } from './inference/interpreter.ts'
import { readModel } from './inference/reader.ts'
import { networkOf, readZoo } from './inference/zoo.ts'

type Request = Payload<'inspect'>

/** What a system decides by, and its embedding networks in place of the zoo's. */
export interface InspectedSystem {
  title: string
  modalities: readonly Modality[]
  embedders: Partial<Record<Modality, Uint8Array>>
}

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

/** All networks of a system together; by default Viseme's own. */
export function inspectSystem(
  board: Board,
  options: Partial<BoardOptions>,
  { title, modalities, embedders }: InspectedSystem = {
    title: 'Viseme',
    modalities: ['face', 'voice'],
    embedders: {},
  },
): Inspection {
  const { machine, limits } = powerOnAnyway(boardFor(modalities, board), options)
  const zoo = withEmbedders(readZoo(), embedders)
  if (limits.length === 0) limits.push(...collectLimits(() => loadChains(machine, zoo, modalities)))
  return {
    title,
    fits: limits.length === 0,
    problems: limits.map(({ code, message }) => ({ code, message })),
    warnings: [],
    assumptions: assumptions(board, machine.options),
    ...memoryOf(machine),
    network: null,
  }
}
