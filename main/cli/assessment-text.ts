// An assessment of a network on a board as text for people.

import type { Assessment, TensorSummary } from '../board/assess.ts'
import type { Board } from '../board/boards.ts'
import { table } from './table.ts'

const count = (value: number): string => Math.round(value).toLocaleString('en-US')

const tensor = ({ name, type, shape, bytes, scale, zero_point }: TensorSummary): string =>
  `${name || '(unnamed)'}  ${type} [${shape.join(', ')}]  ${count(bytes)} bytes` +
  (scale === null ? '' : `  scale ${scale.toPrecision(6)}, zero point ${zero_point}`)

export function assessmentText(
  board: Board,
  { latency_ms, operators, memory, flash, ...found }: Assessment,
): string {
  const cycles = operators.reduce((sum, operator) => sum + operator.cycles, 0)
  const { estimate, low, high } = latency_ms
  return [
    `${count(found.model_bytes)} bytes, ${count(operators.reduce((sum, { macs }) => sum + macs, 0))} MACs on ${board.name}`,
    ...found.inputs.map((input) => `input   ${tensor(input)}`),
    ...found.outputs.map((output) => `output  ${tensor(output)}`),
    '',
    ...table(
      ['#', 'operator', 'MACs', 'weight bytes', 'cycles', 'share'],
      operators.map(({ index, op, macs, weight_bytes, cycles: spent }) => [
        String(index),
        op,
        count(macs),
        count(weight_bytes),
        count(spent),
        `${((100 * spent) / cycles).toFixed(1)} %`,
      ]),
      [1],
    ),
    '',
    ...table(
      ['memory', 'capacity', 'used', 'largest free block'],
      memory.map(({ region, capacity, used, largest_free }) => [
        region,
        count(capacity),
        count(used),
        count(largest_free),
      ]),
      [0],
    ),
    '',
    `arena   ${count(found.arena_used_bytes)} bytes: ${count(found.arena_activation_bytes)} of activations, ` +
      `${count(found.arena_persistent_bytes)} that persist`,
    `flash   ${count(flash.used)} of ${count(flash.capacity)} bytes, firmware and model`,
    `time    ${estimate.toFixed(1)} ms (${low.toFixed(1)}-${high.toFixed(1)})`,
    `energy  ${found.energy_mj.toFixed(2)} mJ, processor and memory`,
    found.fits ? 'It fits.' : 'It does not fit:',
    ...found.problems.map(({ message }) => `  ${message}`),
    ...found.warnings.map(({ message }) => `Warning: ${message}`),
  ].join('\n')
}
