// "Will it fit, and how long will it take?" for one network on one board, without running it.

import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'
import type { Tensor } from '../inference/model.ts'
import type { Board } from './boards.ts'
import { energy } from './energy.ts'
import { FlashOverflowError, type Partition } from './flash.ts'
import type { RegionUse } from './heap.ts'
import { networkLatency } from './latency.ts'
import { type Machine, powerOn } from './machine.ts'
import type { BoardOptions } from './options.ts'
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

/** The fields of `inspect --json` and `run --json`; sizes in bytes. */
export interface Assessment {
  model_bytes: number
  inputs: TensorSummary[]
  outputs: TensorSummary[]
  operators: { index: number; op: string; macs: number; weight_bytes: number; cycles: number }[]
  /** As TFLM's MicroInterpreter reports it: activations plus what persists. */
  arena_used_bytes: number
  arena_activation_bytes: number
  arena_persistent_bytes: number
  fits: boolean
  problems: Problem[]
  warnings: Problem[]
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

const reported = `One invocation takes longer than the task watchdog's ${WATCHDOG_MS} ms: it reports and goes on.`

/** A board whose RAM is empty: what is left to tell of one that does not even start. */
const withoutResidents = (board: Board): Board => ({
  ...board,
  residents: [],
  sensorBuffers: { withPsram: [], withoutPsram: [] },
})

/** Limits, memory, time and energy of one invocation of `network` on `board`. */
export function assess(network: PreparedModel, board: Board, chosen: Partial<BoardOptions> = {}): Assessment {
  const model_bytes = network.model.bytes.length
  const limits: VisemeError[] = []
  const attempt = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      if (!(error instanceof VisemeError) || error.exitCode !== 3) throw error
      limits.push(error)
    }
  }
  let started: Machine | null = null
  attempt(() => {
    started = powerOn(board, chosen)
  })
  const machine = started ?? powerOn(withoutResidents(board), chosen)
  const { options, cpuClock } = machine
  attempt(() => machine.flashImage([{ name: 'model', bytes: model_bytes }]))
  if (started !== null) attempt(() => machine.place('the network', network))
  const over = limits.find((limit) => limit instanceof FlashOverflowError)?.over ?? null

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
    operators: network.operators.map(({ index, op, macs, weightBytes }, position) => ({
      index,
      op,
      macs,
      weight_bytes: weightBytes,
      cycles: Math.round(latency.operators[position]),
    })),
    arena_used_bytes: network.arena.usedBytes,
    arena_activation_bytes: network.arena.headBytes,
    arena_persistent_bytes: network.arena.tailBytes,
    fits: limits.length === 0,
    problems: limits.map(({ code, message }) => ({ code, message })),
    warnings: slow !== null && options.watchdog === 'report' ? [{ code: 'watchdog', message: reported }] : [],
    memory,
    blocks,
    flash: over === null ? flash : { ...flash, used: board.flash.bytes + over },
    latency_ms,
    energy_mj: energy(board, cpuClock, {
      busy: latency_ms.estimate,
      idle: milliseconds(0),
      sensors: false,
      psram: options.psram !== 'off',
    }),
  }
}
