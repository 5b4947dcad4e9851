// What one attempt of a design costs a board: its networks placed together, its traces replayed on the machine that
// enforces limits and keeps time (main/board/machine.ts), face on core 0, voice on core 1, while the person still speaks.
// The log-mel stream and the face run beside the recording; what follows the end of the speech is what one waits.

import { spendComparison } from '../authentication/attempt.ts'
import { collectLimits, powerOnAnyway } from '../board/assess.ts'
import type { Board } from '../board/boards.ts'
import type { Duration } from '../board/clock.ts'
import type { EnergyParts } from '../board/energy.ts'
import { energyParts } from '../board/energy.ts'
import { FlashOverflowError, imageBytes } from '../board/flash.ts'
import { type NetworkLatency, networkLatency } from '../board/latency.ts'
import { type Machine, type PlacedCost, powerOn } from '../board/machine.ts'
import type { BoardOptions } from '../board/options.ts'
import { type Sensors, sensorsOf, withSensors } from '../board/placement.ts'
import {
  cycles,
  type Interval,
  type Milliseconds,
  mapInterval,
  milliseconds,
  toCycles,
} from '../board/units.ts'
import { VisemeError } from '../errors.ts'
import type { NetworkCost } from '../inference/interpreter.ts'
import type { Step, Trace } from './attempt-trace.ts'
import type { DesignModality } from './design.ts'
import type { DesignPoint, DesignProblem } from './points.ts'

/** A network of a design: what a trace calls it, what it costs. */
export interface NamedCost {
  name: string
  cost: NetworkCost
}

/** One modality of a design: its networks in the order they are placed, and what it does in an attempt. */
export interface Part {
  networks: readonly NamedCost[]
  trace: Trace
}

export interface AttemptPlan {
  modality: DesignModality
  face: Part | null
  voice: Part | null
  lookingMs: number
  speakingMs: number
}

export interface AttemptCost
  extends Pick<
    DesignPoint,
    | 'fits'
    | 'problems'
    | 'flash_bytes'
    | 'flash_capacity_bytes'
    | 'peak_ram_bytes'
    | 'ram'
    | 'latency_ms'
    | 'attempt_ms'
  > {
  energy_parts_mj: EnergyParts
  face_only: DesignPoint['face_only']
}

/** Cycles of a network on a configured board, kept: a space asks for the same ones again and again. */
export type LatencyOf = (cost: NetworkCost, board: Board, options: BoardOptions) => NetworkLatency

export function rememberedLatencies(): LatencyOf {
  const known = new WeakMap<NetworkCost, Map<string, NetworkLatency>>()
  return (cost, board, options) => {
    const own = known.get(cost) ?? new Map<string, NetworkLatency>()
    known.set(cost, own)
    const { cpuMhz, flash, psram, arena, weights, kernels, build } = options
    const key = `${board.id} ${cpuMhz} ${flash} ${psram} ${arena} ${weights} ${kernels} ${build}`
    const found = own.get(key) ?? networkLatency(cost, board, options)
    own.set(key, found)
    return found
  }
}

/** Limits, memory, time and energy of an attempt. What does not fit is told, and its time is that of a larger board. */
export function attemptCost(
  plan: AttemptPlan,
  board: Board,
  chosen: Partial<BoardOptions>,
  latencyOf: LatencyOf = networkLatency,
): AttemptCost {
  const sensors = { camera: plan.face !== null, microphone: plan.voice !== null }
  const fitted = withSensors(board, sensors)
  const { machine, limits } = powerOnAnyway(fitted, chosen)
  const networks = [...(plan.face?.networks ?? []), ...(plan.voice?.networks ?? [])]
  const image = imageBytes(networks.map(({ name, cost }) => ({ name, bytes: cost.model.bytes.length })))
  if (image > board.flash.bytes) limits.push(new FlashOverflowError(image, board.flash.bytes))
  limits.push(...missingSensors(board, sensors))
  let spent: Spent | null = null
  if (limits.every(({ code }) => code !== 'out-of-memory')) {
    limits.push(
      ...collectLimits(() => {
        spent = attempt(machine, plan, latencyOf)
      }),
    )
  }
  const { peak_ram_bytes, ram } = { peak_ram_bytes: machine.heap.peakBytes, ram: machine.heap.peakUse() }
  return {
    ...(spent ?? attempt(powerOn(roomy(fitted), chosen), plan, latencyOf)),
    fits: limits.length === 0,
    problems: limits.map(({ code, message }): DesignProblem => ({ code, message })),
    flash_bytes: image,
    flash_capacity_bytes: board.flash.bytes,
    peak_ram_bytes,
    ram,
  }
}

function missingSensors(board: Board, wanted: Sensors): VisemeError[] {
  const has = sensorsOf(board)
  return (['camera', 'microphone'] as const)
    .filter((sensor) => wanted[sensor] && !has[sensor])
    .map(
      (sensor) =>
        new VisemeError({
          code: `no-${sensor}`,
          message: `${board.name} has no ${sensor}.`,
          next: 'Choose another board, or another modality.',
          exitCode: 3,
        }),
    )
}

/** The board with more RAM than any design asks for: only its time is of interest. */
const roomy = (board: Board): Board => ({
  ...board,
  internal: [{ name: 'more than enough', bytes: 2 ** 32, capabilities: ['byte', 'dma', 'exec'] }],
  psram: { ...board.psram, mappedBytes: board.psram.mappedBytes === 0 ? 0 : 2 ** 32 },
})

type Spent = Pick<AttemptCost, 'latency_ms' | 'attempt_ms' | 'face_only' | 'energy_parts_mj'>

/** Gives all networks of a plan their room: those of a modality share an arena. Throws OutOfMemoryError, StackOverflowError. */
export function placeNetworks(
  machine: Machine,
  { face, voice }: Pick<AttemptPlan, 'face' | 'voice'>,
  latencyOf: LatencyOf = networkLatency,
): Map<string, PlacedCost> {
  const placed = new Map<string, PlacedCost>()
  for (const [part, arena] of [
    [face, 'face arena'],
    [voice, 'voice arena'],
  ] as const) {
    for (const { name, cost } of part?.networks ?? []) {
      machine.place(name, cost, arena)
      const latency = latencyOf(cost, machine.board, machine.options)
      placed.set(name, { name, prepared: cost, latency, arena })
    }
  }
  return placed
}

/** Places the networks and replays the attempt. Throws OutOfMemoryError, StackOverflowError. */
function attempt(machine: Machine, plan: AttemptPlan, latencyOf: LatencyOf): Spent {
  const { modality, face, voice, lookingMs, speakingMs } = plan
  const placed = placeNetworks(machine, plan, latencyOf)
  machine.reset()
  const after = (from: Duration, ms: number): Duration =>
    mapInterval(from, (value) => cycles(value + toCycles(milliseconds(ms), machine.cpuClock)))
  const start: Duration = mapInterval(machine.clock.now, (value) => value)
  const look = (): void => {
    machine.waitUntil('looking', after(start, lookingMs))
    replay(machine, face!.trace, placed)
  }
  const speak = (from: Duration) => (): void => replay(machine, voice!.trace, placed, after(from, speakingMs))
  const sensors = (camera: boolean, microphone: boolean): Spending => ({ camera, microphone })
  if (modality === 'voice') machine.onCore(1, speak(start))
  else machine.onCore(0, look)
  if (modality === 'sum') machine.onCore(1, speak(start))
  spendComparison(machine)
  if (modality === 'sum') spendComparison(machine)
  if (modality !== 'cascade') {
    const presented = Math.max(modality === 'voice' ? 0 : lookingMs, modality === 'face' ? 0 : speakingMs)
    return { ...timesOf(machine, presented, sensors(face !== null, voice !== null)), face_only: null }
  }
  const first = timesOf(machine, lookingMs, sensors(true, false))
  machine.onCore(1, speak(machine.clock.now))
  spendComparison(machine)
  const whole = timesOf(machine, lookingMs + speakingMs, sensors(true, true))
  const { latency_ms, attempt_ms, energy_parts_mj } = first
  return { ...whole, face_only: { latency_ms, attempt_ms, energy_mj: totalOf(energy_parts_mj) } }
}

type Spending = Record<'camera' | 'microphone', boolean>

/** The log-mel stream is computed while the person speaks; all that follows waits for the end of the speech. */
const STREAMED = 'voice log-mel'

function replay(
  machine: Machine,
  steps: readonly Step[],
  placed: ReadonlyMap<string, PlacedCost>,
  spoken: Duration | null = null,
): void {
  steps.forEach((step, at) => {
    if (step.do === 'lend') {
      machine.withBuffer(step.name, step.bytes, () => replay(machine, step.steps, placed, spoken))
    } else if (step.do === 'invoke') {
      machine.spend(placed.get(step.network)!, step.stage)
    } else {
      machine.work(step.stage, step.kind, step.count)
      const next = steps[at + 1]
      const isStreamed = step.stage === STREAMED && (next?.do === 'lend' || next?.stage !== STREAMED)
      if (spoken !== null && isStreamed) machine.waitUntil('speaking', spoken)
    }
  })
}

/** Time and energy so far; `presented`: ms of the attempt in which the person looks or speaks. */
function timesOf(
  machine: Machine,
  presented: number,
  sensors: Spending,
): Pick<Spent, 'latency_ms' | 'attempt_ms' | 'energy_parts_mj'> {
  const { latency_ms: attempt_ms, busy_ms } = machine.report()
  const clock = machine.cpuClock
  return {
    attempt_ms,
    latency_ms: mapInterval(attempt_ms, (value) =>
      milliseconds(Math.max(0, value - presented)),
    ) as Interval<Milliseconds>,
    energy_parts_mj: energyParts(machine.board, clock, {
      busy: busy_ms,
      idle: milliseconds(attempt_ms.estimate - busy_ms),
      psram: machine.options.psram !== 'off',
      ...sensors,
    }),
  }
}

export const totalOf = ({ processor, camera, microphone, psram }: DesignPoint['energy_parts_mj']): number =>
  processor + camera + microphone + psram
