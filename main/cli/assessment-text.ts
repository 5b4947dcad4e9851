// An assessment of a network on a board as text for people: what the Board screen shows.

import type { ArenaBuffer, Assessment, TensorSummary } from '../board/assess.ts'
import type { Board } from '../board/boards.ts'
import { table } from './table.ts'

const count = (value: number): string => Math.round(value).toLocaleString('en-US')

const tensor = ({ name, type, shape, bytes, scale, zero_point }: TensorSummary): string =>
  `${name || '(unnamed)'}  ${type} [${shape.join(', ')}]  ${count(bytes)} bytes` +
  (scale === null ? '' : `  scale ${scale.toPrecision(6)}, zero point ${zero_point}`)

export function assessmentText(board: Board, found: Assessment): string {
  const { latency_ms, operators, stack } = found
  const { estimate, low, high } = latency_ms
  return [
    `${count(found.model_bytes)} bytes, ${count(operators.reduce((sum, { macs }) => sum + macs, 0))} MACs on ${board.name}`,
    configurationText(found),
    ...found.inputs.map((input) => `input   ${tensor(input)}`),
    ...found.outputs.map((output) => `output  ${tensor(output)}`),
    '',
    ...operatorTable(found),
    '',
    ...memoryTable(found),
    '',
    ...flashTable(found),
    '',
    ...arenaTable(found),
    '',
    `arena   ${count(found.arena_used_bytes)} bytes: ${count(found.arena_activation_bytes)} of activations, ` +
      `${count(found.arena_persistent_bytes)} that persist`,
    `stack   about ${count(stack.needed)} bytes` +
      (stack.capacity === null ? '' : ` of ${count(stack.capacity)}`),
    `time    ${estimate.toFixed(1)} ms (${low.toFixed(1)}-${high.toFixed(1)})`,
    `energy  ${found.energy_mj.toFixed(2)} mJ, processor and memory`,
    ...found.assumptions.map((sentence) => `note    ${sentence}`),
    found.fits ? 'It fits.' : 'It does not fit:',
    ...found.problems.map(({ message }) => `  ${message}`),
    ...found.warnings.map(({ message }) => `Warning: ${message}`),
  ].join('\n')
}

function configurationText({ configuration }: Assessment): string {
  const { cpuMhz, flash, psram, kernels, build, ...places } = configuration
  const { arena, weights, frame, audio } = places
  return (
    `${cpuMhz} MHz, flash ${flash}, PSRAM ${psram === 'off' ? psram : `${psram} MHz`}, ${kernels} kernels, -${build}; ` +
    `arena in ${arena}, weights in ${weights}, frame in ${frame}, audio in ${audio}`
  )
}

function operatorTable({ operators }: Assessment): string[] {
  const cycles = operators.reduce((sum, operator) => sum + operator.cycles, 0)
  return table(
    ['#', 'operator', 'MACs', 'weight bytes', 'cycles', 'waiting', 'share'],
    operators.map(({ index, op, macs, weight_bytes, cycles: spent, ...stalls }) => [
      String(index),
      op,
      count(macs),
      count(weight_bytes),
      count(spent),
      count(stalls.weight_stall_cycles + stalls.activation_stall_cycles),
      `${((100 * spent) / cycles).toFixed(1)} %`,
    ]),
    [1],
  )
}

/** Every region, and below it who holds what of it. */
function memoryTable({ memory, blocks }: Assessment): string[] {
  return table(
    ['memory', 'capacity', 'used', 'largest free block'],
    memory.flatMap(({ region, capacity, used, largest_free }) => [
      [region, count(capacity), count(used), count(largest_free)],
      ...blocks
        .filter((block) => block.region === region)
        .toSorted((left, right) => left.offset - right.offset)
        .map(({ name, bytes }) => [`  ${name}`, '', count(bytes), '']),
    ]),
    [0],
  )
}

function flashTable({ flash }: Assessment): string[] {
  return table(
    ['flash', 'offset', 'bytes'],
    [
      ...flash.partitions.map(({ name, offset, bytes }) => [
        `  ${name}`,
        `0x${offset.toString(16)}`,
        count(bytes),
      ]),
      [`used of ${count(flash.capacity)}`, '', count(flash.used)],
    ],
    [0],
  )
}

const MOST_BUFFERS = 12
const LONGEST_NAME = 44

/** Exporters join the names of all that they fused. */
const shortened = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name || '(unnamed)'

/** What of the arena is alive while each operator runs; the largest buffers by name. */
function arenaTable({ arena, operators }: Assessment): string[] {
  const alive = (step: number): ArenaBuffer[] =>
    arena.filter(({ first, last }) => first <= step && step <= last)
  const fullest = operators.reduce(
    (most, _, position) => {
      const bytes = alive(position + 1).reduce((sum, buffer) => sum + buffer.bytes, 0)
      return bytes > most.bytes ? { position, bytes } : most
    },
    { position: 0, bytes: 0 },
  )
  const named = arena.toSorted((left, right) => right.bytes - left.bytes).slice(0, MOST_BUFFERS)
  const { index, op } = operators[fullest.position]
  return [
    ...table(
      ['arena: largest buffers', 'offset', 'bytes', 'from', 'to operator'],
      named.map(({ name, offset, bytes, first, last }) => [
        shortened(name),
        count(offset),
        count(bytes),
        first <= 0 ? 'input' : String(first - 1),
        String(Math.max(0, last - 1)),
      ]),
      [0],
    ),
    `fullest during operator ${index} (${op}): ${count(fullest.bytes)} bytes alive`,
  ]
}
