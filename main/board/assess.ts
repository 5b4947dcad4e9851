// "Will it fit, and how long will it take?" for one network on one board, without running it.

import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'
import type { Tensor } from '../inference/model.ts'
import { assumptions } from './assumptions.ts'
import type { Board } from './boards.ts'
import { energy } from './energy.ts'
import { FlashOverflowError, imageBytes, type Partition } from './flash.ts'
import type { RegionUse } from './heap.ts'
import { networkLatency } from './latency.ts'
import { type Machine, powerOn } from './machine.ts'
import type { BoardOptions } from './options.ts'
import { inferenceStack, stackUse } from './stack.ts'
import type { Interval } from './units.ts'
import { mapInterval, milliseconds, toMilliseconds } from './units.ts'
import { WATCHDOG_MS, WatchdogPanic } from './watchdog.ts'

export interface TensorSummary {
  name: string
  type: string
  shape: number[]
  bytes: number
  scale: number | null
  zero_point: number | null
}

export interface Problem {
  code: string
  message: string
}

/** A buffer of the arena: from the first to the last step it is needed in; 0 is before operator 0, i + 1 during operator i. */
export interface ArenaBuffer {
  /** The tensor's name, or `scratch`. */
  name: string
  offset: number
  bytes: number
  first: number
  last: number
}

export interface OperatorAssessment {
  index: number
  op: string
  macs: number
  weight_bytes: number
  cycles: number
  /** Of the cycles, those in which the core waits for weights, and for activations in PSRAM. */
  weight_stall_cycles: number
  activation_stall_cycles: number
  /** Bytes of weights fetched through the cache in one run: more than there are where they do not stay in it. */
  weight_traffic_bytes: number
}

/** The fields of `inspect --json` and `run --json`; sizes in bytes. */
export interface Assessment {
  model_bytes: number
  inputs: TensorSummary[]
  outputs: TensorSummary[]
  operators: OperatorAssessment[]
  /** As TFLM's MicroInterpreter reports it: activations plus what persists. */
  arena_used_bytes: number
  arena_activation_bytes: number
  arena_persistent_bytes: number
  arena: ArenaBuffer[]
  /** Estimate of what an inference needs of its task's stack, and what the board gives; null: the board names none. */
  stack: { needed: number; capacity: number | null }
  fits: boolean
  problems: Problem[]
  warnings: Problem[]
  /** What the estimates rest on where nothing was counted. */
  assumptions: string[]
  configuration: BoardOptions
  memory: RegionUse[]
  blocks: { name: string; region: string; offset: number; bytes: number }[]
  flash: { capacity: number; used: number; partitions: Partition[] }
  latency_ms: Interval
  /** Processor and PSRAM alone: sensors belong to an attempt, not to a network. */
  energy_mj: number
}

const summary = ({ name, type, shape, bytes, quantisation }: Tensor): TensorSummary => ({
  name,
  type,
  shape,
  bytes,
  scale: quantisation?.scales[0] ?? null,
  zero_point: quantisation?.zeroPoints[0] ?? null,
})

/** Who holds what in a machine's RAM and flash. */
export function memoryOf(machine: Machine): Pick<Assessment, 'memory' | 'blocks' | 'flash'> {
  const { heap, flash } = machine
  return {
    memory: heap.use(),
    blocks: heap.allocations.map(({ name, region, offset, bytes }) => ({ name, region, offset, bytes })),
    flash: { capacity: flash.capacity, used: flash.usedBytes, partitions: flash.partitions() },
  }
}

/** Which buffer of the arena lives when. */
export function arenaOverTime({ arena, model }: Pick<PreparedModel, 'arena' | 'model'>): ArenaBuffer[] {
  return arena.plan.map(({ tensor, offset, bytes, firstUse, lastUse }) => ({
    name: tensor === null ? 'scratch' : model.tensors[tensor].name,
    offset,
    bytes,
    first: firstUse,
    last: lastUse,
  }))
}

const reported = `One invocation takes longer than the task watchdog's ${WATCHDOG_MS} ms: it reports and goes on.`

/** A board whose flash is large enough for an image of `image` bytes: what does not fit is told, not thrown. */
const roomyBoard = (board: Board, image: number): Board => ({
  ...board,
  flash: { ...board.flash, bytes: Math.max(board.flash.bytes, image) },
})

/** A board whose RAM is empty: what is left to tell of one that does not even start. */
const withoutResidents = (board: Board): Board => ({
  ...board,
  residents: [],
  sensorBuffers: { frame: { psram: [], sram: [] }, audio: { psram: [], sram: [] } },
})

/** Does `steps` in turn and collects the limits of the board they meet, for as long as none stops the others. */
export function collectLimits(...steps: (() => void)[]): VisemeError[] {
  return steps.flatMap((step) => {
    try {
      step()
      return []
    } catch (error) {
      if (!(error instanceof VisemeError) || error.exitCode !== 3) throw error
      return [error]
    }
  })
}

/** The machine of a board, or of one without residents where these do not fit; with the limit that was met. */
export function powerOnAnyway(
  board: Board,
  chosen: Partial<BoardOptions>,
): { machine: Machine; limits: VisemeError[] } {
  let machine: Machine | null = null
  const limits = collectLimits(() => {
    machine = powerOn(board, chosen)
  })
  return { machine: machine ?? powerOn(withoutResidents(board), chosen), limits }
}

/** Limits, memory, time and energy of one invocation of `network` on `board`. */
export function assess(network: PreparedModel, board: Board, chosen: Partial<BoardOptions> = {}): Assessment {
  const model_bytes = network.model.bytes.length
  const image = imageBytes([{ name: 'model', bytes: model_bytes }])
  const { machine, limits } = powerOnAnyway(roomyBoard(board, image), chosen)
  const starts = limits.length === 0
  const { options, cpuClock } = machine
  machine.flashImage([{ name: 'model', bytes: model_bytes }])
  if (image > board.flash.bytes) limits.push(new FlashOverflowError(image, board.flash.bytes))
  if (starts) limits.push(...collectLimits(() => machine.place('the network', network)))

  const { memory, blocks, flash } = memoryOf(machine)
  const latency = networkLatency(network, board, options)
  const latency_ms = mapInterval(latency, (count) => toMilliseconds(count, cpuClock))
  const busy_ms = latency_ms.estimate
  const slow = busy_ms > WATCHDOG_MS ? new WatchdogPanic({ stage: 'one invocation', core: 0, busy_ms }) : null
  if (slow !== null && options.watchdog === 'panic') limits.push(slow)
  return {
    model_bytes,
    inputs: network.inputs.map(summary),
    outputs: network.outputs.map(summary),
    operators: network.operators.map(({ index, op, macs, weightBytes }, position) => {
      const { total, weights, activations } = latency.operators[position]
      return {
        index,
        op,
        macs,
        weight_bytes: weightBytes,
        cycles: Math.round(total),
        weight_stall_cycles: Math.round(weights.cycles),
        activation_stall_cycles: Math.round(activations),
        weight_traffic_bytes: Math.round(weights.bytes),
      }
    }),
    arena_used_bytes: network.arena.usedBytes,
    arena_activation_bytes: network.arena.headBytes,
    arena_persistent_bytes: network.arena.tailBytes,
    arena: arenaOverTime(network),
    stack: { needed: stackUse(network).bytes, capacity: inferenceStack(board.residents)?.bytes ?? null },
    fits: limits.length === 0,
    problems: limits.map(({ code, message }) => ({ code, message })),
    warnings: slow !== null && options.watchdog === 'report' ? [{ code: 'watchdog', message: reported }] : [],
    assumptions: assumptions(board, options, network.operators),
    configuration: options,
    memory,
    blocks,
    flash: { ...flash, capacity: board.flash.bytes },
    latency_ms,
    energy_mj: energy(board, cpuClock, {
      busy: latency_ms.estimate,
      idle: milliseconds(0),
      sensors: false,
      psram: options.psram !== 'off',
    }),
  }
}
