// UNIDIRECTIONAL_SEQUENCE_LSTM: int8 activations and weights, int16 cell state (lstm_eval.h, lstm_eval_common.cc).
// No peepholes, projection or layer normalisation, as in TFLM. Gates are Q3.12 before and Q0.15 after their
// activation.

import { clamp, type Multiplier, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import type { Tensor } from '../model.ts'
import { sigmoid16, type TableScaling, tanh16 } from '../sigmoid-table.ts'
import {
  elementCount,
  type Memory,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
} from './operator.ts'
import { checkBias, expectConstantWeights } from './weights.ts'

export const sequenceLstm: OperatorKind = { parameterBytes: 16, dataBytes: 688, prepare }

/** Input positions of one gate's weights and bias. */
const GATES = {
  input: { input: 1, recurrent: 5, bias: 12 },
  forget: { input: 2, recurrent: 6, bias: 13 },
  cell: { input: 3, recurrent: 7, bias: 14 },
  output: { input: 4, recurrent: 8, bias: 15 },
}
const HIDDEN_STATE = 18
const CELL_STATE = 19
const VARIANT_INPUTS = [9, 10, 11, 16, 17, 20, 21, 22, 23]
/** Scales of gates before and after their activation. */
const Q3_12 = 2 ** -12
const Q0_15 = 2 ** -15
const UNSCALED: TableScaling = { multiplier: 3, rightShift: 0 }

interface Sizes {
  batches: number
  steps: number
  depth: number
  units: number
}

interface Gate {
  inputWeights: Tensor
  recurrentWeights: Tensor
  bias: Tensor
  fromInput: Multiplier
  fromHidden: Multiplier
}

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(24)
  const input = context.input(0)
  const output = context.output()
  const hidden = context.input(HIDDEN_STATE)
  const cell = context.input(CELL_STATE)
  for (const position of VARIANT_INPUTS) {
    if (context.optionalInput(position) !== null) throw context.unsupported(`input ${position}`)
  }
  if (input.type !== 'int8') throw context.unsupported(`${input.type} input`)
  if (cell.type !== 'int16') throw context.unsupported(`${cell.type} cell state`)
  context.expectType(output, 'int8', 'output')
  context.expectType(hidden, 'int8', 'hidden state')
  context.expect(hidden.isVariable && cell.isVariable, 'has states that are no variables')
  const sizes = lstmSizes(context, input, hidden, cell, output)
  const { batches, steps, depth, units } = sizes
  const gates = {
    input: prepareGate(context, sizes, GATES.input),
    forget: prepareGate(context, sizes, GATES.forget),
    cell: prepareGate(context, sizes, GATES.cell),
    output: prepareGate(context, sizes, GATES.output),
  }
  const bind = bindLstm(context, sizes, gates)
  for (let buffer = 0; buffer < 4; buffer++) context.scratch(2 * batches * units)
  return {
    macs: 4 * batches * steps * units * (depth + units),
    kernel: {
      height: 1,
      width: 1,
      inChannels: depth,
      outChannels: units,
      depthMultiplier: 1,
      taps: 4 * batches * steps * units,
      rows: batches * steps,
    },
    bind,
  }
}

function lstmSizes(
  context: OperatorContext,
  input: Tensor,
  hidden: Tensor,
  cell: Tensor,
  output: Tensor,
): Sizes {
  context.expect(
    input.shape.length === 3,
    `has an input of shape [${input.shape}], expected three dimensions`,
  )
  context.expect(hidden.shape.length === 2, `has a hidden state of shape [${hidden.shape}]`)
  const [first, second, depth] = input.shape
  const timeMajor = context.operator.options.time_major as boolean
  const sizes = {
    batches: timeMajor ? second : first,
    steps: timeMajor ? first : second,
    depth,
    units: hidden.shape[1],
  }
  context.expectShape(output, [first, second, sizes.units], 'output')
  context.expectShape(hidden, [sizes.batches, sizes.units], 'hidden state')
  context.expect(
    elementCount(cell.shape) === sizes.batches * sizes.units,
    `has a cell state of shape [${cell.shape}]`,
  )
  return sizes
}

function prepareGate(
  context: OperatorContext,
  { depth, units }: Sizes,
  positions: { input: number; recurrent: number; bias: number },
): Gate {
  const inputWeights = context.input(positions.input)
  const recurrentWeights = context.input(positions.recurrent)
  const bias = context.input(positions.bias)
  context.expectShape(inputWeights, [units, depth], 'input weights')
  context.expectShape(recurrentWeights, [units, units], 'recurrent weights')
  context.expectType(bias, 'int32', 'bias')
  checkBias(context, bias, units)
  const factor = (source: Tensor, weights: Tensor): Multiplier => {
    context.expectType(weights, 'int8', 'weights')
    expectConstantWeights(context, weights)
    const { scale, zeroPoint } = context.affine(weights, 'weights')
    context.expect(zeroPoint === 0, 'has weights with a zero point other than 0')
    return context.rescaling(Math.fround(context.affine(source, 'activations').scale * scale) / Q3_12)
  }
  return {
    inputWeights,
    recurrentWeights,
    bias,
    fromInput: factor(context.input(0), inputWeights),
    fromHidden: factor(context.input(HIDDEN_STATE), recurrentWeights),
  }
}

function bindLstm(
  context: OperatorContext,
  sizes: Sizes,
  gates: Record<keyof typeof GATES, Gate>,
): PreparedOperator['bind'] {
  const { batches, steps, depth, units } = sizes
  const { options } = context.operator
  const timeMajor = options.time_major as boolean
  const input = context.input(0)
  const hidden = context.input(HIDDEN_STATE)
  const cell = context.input(CELL_STATE)
  const output = context.output()
  const inputZeroPoint = context.affine(input, 'input').zeroPoint
  const hiddenFormat = context.affine(hidden, 'hidden state')
  const cellScale = context.affine(cell, 'cell state').scale
  const cellActivation = options.fused_activation_function
  if (cellActivation !== 'TANH') throw context.unsupported(`cell activation ${cellActivation}`)
  const cellScalePower = Math.round(Math.log2(cellScale))
  context.expect(
    Math.abs(Math.log2(cellScale) - cellScalePower) < 1e-3 && cellScalePower >= -15 && cellScalePower <= 0,
    `has a cell state of scale ${cellScale}, expected a power of two`,
  )
  const clip = options.cell_clip as number
  context.expect(clip >= 0, `clips cells at ${clip}`)
  const cellClip = clip > 0 ? Math.trunc(clamp(clip / cellScale, -32768, 32767)) : 32768
  const tanhScaling = cellTanhScaling(cellScalePower)
  const keep = context.rescaling((Q0_15 * cellScale) / cellScale)
  const write = context.rescaling((Q0_15 * Q0_15) / cellScale)
  const show = context.rescaling((Q0_15 * Q0_15) / hiddenFormat.scale)

  return (memory) => {
    const source = memory.int8(input)
    const states = memory.int8(hidden)
    const cells = memory.int16(cell)
    const target = memory.int8(output)
    const layers = {
      input: gateSum(memory, gates.input, sizes),
      forget: gateSum(memory, gates.forget, sizes),
      cell: gateSum(memory, gates.cell, sizes),
      output: gateSum(memory, gates.output, sizes),
    }
    const inputs = new Int32Array(depth)
    const hiddens = new Int32Array(units)
    /** One unit of one step; all gates see the hidden state of the step before. */
    const updateUnit = (unit: number, at: number): void => {
      const forget = sigmoid16(layers.forget(inputs, hiddens, unit), UNSCALED)
      const admit = sigmoid16(layers.input(inputs, hiddens, unit), UNSCALED)
      const candidate = tanh16(layers.cell(inputs, hiddens, unit), UNSCALED)
      const kept = saturate16(multiplyByQuantizedMultiplier(forget * cells[at], keep.multiplier, keep.shift))
      const added = saturate16(
        multiplyByQuantizedMultiplier(admit * candidate, write.multiplier, write.shift),
      )
      cells[at] = clamp(saturate16(kept + added), -cellClip, cellClip)
      const open = sigmoid16(layers.output(inputs, hiddens, unit), UNSCALED)
      const shown = multiplyByQuantizedMultiplier(
        tanh16(cells[at], tanhScaling) * open,
        show.multiplier,
        show.shift,
      )
      states[at] = clamp(shown + hiddenFormat.zeroPoint, -128, 127)
    }
    return () => {
      for (let batch = 0; batch < batches; batch++) {
        for (let step = 0; step < steps; step++) {
          const row = timeMajor ? step * batches + batch : batch * steps + step
          for (let i = 0; i < depth; i++) inputs[i] = source[row * depth + i] - inputZeroPoint
          for (let i = 0; i < units; i++) hiddens[i] = states[batch * units + i] - hiddenFormat.zeroPoint
          for (let unit = 0; unit < units; unit++) {
            updateUnit(unit, batch * units + unit)
            target[row * units + unit] = states[batch * units + unit]
          }
        }
      }
    }
  }
}

/** Brings a cell state of scale 2^power to the steps of the tanh table. */
function cellTanhScaling(power: number): TableScaling {
  const shift = power + 12
  return shift >= 0 ? { multiplier: 3 << shift, rightShift: 0 } : { multiplier: 3, rightShift: -shift }
}

function saturate16(x: number): number {
  return clamp(x, -32768, 32767)
}

type GateSum = (inputs: Int32Array, hiddens: Int32Array, unit: number) => number

/** A gate before its activation: two fully connected layers, each rounded to Q3.12, added. */
function gateSum(memory: Memory, gate: Gate, { depth, units }: Sizes): GateSum {
  const inputWeights = memory.int8(gate.inputWeights)
  const recurrentWeights = memory.int8(gate.recurrentWeights)
  const biases = memory.int32(gate.bias)
  const { fromInput, fromHidden } = gate
  return (inputs, hiddens, unit) => {
    let fromX = biases[unit]
    for (let i = 0; i < depth; i++) fromX += inputs[i] * inputWeights[unit * depth + i]
    let fromH = 0
    for (let i = 0; i < units; i++) fromH += hiddens[i] * recurrentWeights[unit * units + i]
    const x = saturate16(multiplyByQuantizedMultiplier(fromX | 0, fromInput.multiplier, fromInput.shift))
    const h = saturate16(multiplyByQuantizedMultiplier(fromH | 0, fromHidden.multiplier, fromHidden.shift))
    return saturate16(x + h)
  }
}
