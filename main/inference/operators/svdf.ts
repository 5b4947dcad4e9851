// SVDF, a rank-decomposed recurrent layer: int8 with int8 or int16 state (svdf_common.cc). The state, a variable
// tensor [batch][filter * memory], holds the last `memory` results of every feature filter, the newest last.

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { limits, type OperatorContext, type OperatorKind, type PreparedOperator } from './operator.ts'
import { biasValues, checkBias, expectConstantWeights } from './weights.ts'

export const svdf: OperatorKind = { parameterBytes: 12, dataBytes: 36, prepare }

/** PrepareSvdf accepts no larger difference between the bias's scale and that of the products. */
const BIAS_SCALE_TOLERANCE = 1e-5

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(5)
  const input = context.input(0)
  const features = context.input(1)
  const times = context.input(2)
  const bias = context.optionalInput(3)
  const state = context.input(4)
  const output = context.output()
  const rank = context.operator.options.rank as number
  if (input.type !== 'int8') throw context.unsupported(`${input.type} input`)
  context.expect(state.isVariable, 'has a state that is no variable')
  context.expectType(features, 'int8', 'feature weights')
  context.expect(times.type === 'int8' || times.type === 'int16', `has ${times.type} time weights`)
  context.expectType(state, times.type, 'state')
  context.expectType(output, 'int8', 'output')
  if (bias !== null) context.expectType(bias, 'int32', 'bias')
  context.expect(input.shape.length === 2, `has an input of shape [${input.shape}], expected two dimensions`)
  const [batches, depth] = input.shape
  context.expect(features.shape.length === 2 && times.shape.length === 2, 'has weights that are no matrices')
  const [filters] = features.shape
  const memorySize = times.shape[1]
  context.expect(
    rank > 0 && filters > 0 && memorySize > 0 && filters % rank === 0,
    `has ${filters} filters of rank ${rank} and memory ${memorySize}`,
  )
  const units = filters / rank
  context.expectShape(features, [filters, depth], 'feature weights')
  context.expectShape(times, [filters, memorySize], 'time weights')
  context.expectShape(state, [batches, filters * memorySize], 'state')
  context.expectShape(output, [batches, units], 'output')
  checkBias(context, bias, units)
  expectConstantWeights(context, features)
  expectConstantWeights(context, times)

  const from = context.affine(input, 'input')
  const held = context.affine(state, 'state')
  const to = context.affine(output, 'output')
  const factor = (a: number, b: number, c: number): number => Math.fround(Math.fround(a * b) / c)
  // The reference derives both factors in single precision.
  const toState = context.rescaling(
    factor(from.scale, context.affine(features, 'feature weights').scale, held.scale),
  )
  const toOutput = context.rescaling(
    factor(held.scale, context.affine(times, 'time weights').scale, to.scale),
  )
  if (bias !== null) {
    const biasScale = bias.quantisation?.scales[0] ?? 0
    const product = Math.fround(held.scale * context.affine(times, 'time weights').scale)
    context.expect(
      Math.abs(biasScale - product) < BIAS_SCALE_TOLERANCE,
      `has a bias of scale ${biasScale}, expected ${product}`,
    )
  }
  const [low, high] = limits(state.type)
  context.scratch(4 * batches * filters)
  context.scratch(4 * batches * units)

  return {
    macs: batches * filters * (depth + memorySize),
    kernel: {
      height: 1,
      width: memorySize,
      inChannels: depth,
      outChannels: units,
      depthMultiplier: rank,
      taps: batches * filters,
      rows: batches * units,
    },
    bind: (memory) => {
      const source = memory.int8(input)
      const featureWeights = memory.int8(features)
      const timeWeights = memory.integers(times)
      const biases = biasValues(bias, units)
      const states = memory.integers(state)
      const target = memory.int8(output)
      const remember = (batch: number, filter: number): void => {
        let sum = 0
        for (let i = 0; i < depth; i++) {
          sum += featureWeights[filter * depth + i] * (source[batch * depth + i] - from.zeroPoint)
        }
        const scaled = multiplyByQuantizedMultiplier(sum | 0, toState.multiplier, toState.shift)
        states[(batch * filters + filter + 1) * memorySize - 1] = clamp(scaled + held.zeroPoint, low, high)
      }
      const recall = (batch: number, filter: number): number => {
        let sum = 0
        for (let i = 0; i < memorySize; i++) {
          const at = (batch * filters + filter) * memorySize + i
          sum += timeWeights[filter * memorySize + i] * (states[at] - held.zeroPoint)
        }
        return sum
      }
      return () => {
        states.copyWithin(0, 1)
        for (let batch = 0; batch < batches; batch++) {
          for (let filter = 0; filter < filters; filter++) remember(batch, filter)
          for (let unit = 0; unit < units; unit++) {
            let sum = biases[unit]
            for (let r = 0; r < rank; r++) sum += recall(batch, unit * rank + r)
            const scaled = multiplyByQuantizedMultiplier(sum | 0, toOutput.multiplier, toOutput.shift)
            target[batch * units + unit] = clamp(scaled + to.zeroPoint, -128, 127)
          }
        }
      }
    },
  }
}
