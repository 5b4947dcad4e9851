import { describe, expect, test } from 'vitest'
import { prepare } from '../../../main/inference/interpreter.ts'
import { elementBytes, elements, type ModelSpec, model, type TensorSpec } from '../models.ts'

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

describe('SVDF', () => {
  const spec: ModelSpec = {
    tensors: {
      x: { shape: [1, 2], scale: 1 },
      features: { shape: [2, 2], scale: 1, values: [1, 0, 0, 1] },
      times: { type: 'int16', shape: [2, 3], scale: 1, values: [1, 2, 3, 10, 0, 0] },
      bias: { type: 'int32', shape: [1], scale: 1, values: [5] },
      state: { type: 'int16', shape: [1, 6], scale: 1, variable: true },
      y: { shape: [1, 1], scale: 1 },
    },
    operators: [
      {
        op: 'SVDF',
        inputs: ['x', 'features', 'times', 'bias', 'state'],
        outputs: ['y'],
        options: { rank: 2 },
      },
    ],
    inputs: ['x'],
    outputs: ['y'],
  }

  test('weighs what its filters gave in the last steps', () => {
    const { invoke } = prepare(model(spec))
    const step = (...x: number[]): number => elements('int8', invoke([elementBytes('int8', x)])[0])[0]
    // First filter: newest times 3, then 2, then 1; second: only what is two steps old, times 10.
    expect(step(1, 4)).toBe(3 + 5)
    expect(step(2, 0)).toBe(2 * 3 + 2 + 5)
    expect(step(0, 0)).toBe(2 * 2 + 1 + 10 * 4 + 5)
  })

  test('adds nothing where it has no bias', () => {
    const bare = structuredClone(spec)
    bare.operators[0].inputs[3] = null
    const { invoke } = prepare(model(bare))
    expect(elements('int8', invoke([elementBytes('int8', [1, 4])])[0])).toEqual([3])
  })

  test('is refused when its bias has another scale than the products', () => {
    const off = structuredClone(spec)
    off.tensors.bias.scale = 1.0001
    expect(() => prepare(model(off))).toThrow(
      /operator 0 \(SVDF\) has a bias of scale 1\.0001\d*, expected 1/,
    )
  })

  test('is refused when its state is no variable', () => {
    const constant = structuredClone(spec)
    constant.tensors.state = { type: 'int16', shape: [1, 6], scale: 1, values: new Array(6).fill(0) }
    expect(() => prepare(model(constant))).toThrow('has a state that is no variable')
  })
})

describe('UNIDIRECTIONAL_SEQUENCE_LSTM', () => {
  const [units, depth, steps] = [2, 3, 4]
  const scale = 1 / 64
  const weights = (seed: number, columns: number): number[] =>
    Array.from({ length: units * columns }, (_, i) => ((seed * 37 + i * 53) % 200) - 100)
  const gates = ['input', 'forget', 'cell', 'output']
  const inputWeights = gates.map((_, g) => weights(g + 1, depth))
  const hiddenWeights = gates.map((_, g) => weights(g + 11, units))
  const biases = gates.map((_, g) => [g * 300, 500 - g * 200])

  const constant = (values: number[], shape: number[], more: Partial<TensorSpec> = {}): TensorSpec => ({
    shape,
    scale,
    values,
    ...more,
  })
  const spec: ModelSpec = {
    tensors: {
      x: { shape: [1, steps, depth], scale: 1 / 50, zeroPoint: 3 },
      ...Object.fromEntries(gates.map((name, g) => [`${name}X`, constant(inputWeights[g], [units, depth])])),
      ...Object.fromEntries(gates.map((name, g) => [`${name}H`, constant(hiddenWeights[g], [units, units])])),
      ...Object.fromEntries(
        gates.map((name, g) => [`${name}B`, constant(biases[g], [units], { type: 'int32' })]),
      ),
      hidden: { shape: [1, units], scale: 1 / 128, variable: true },
      cells: { type: 'int16', shape: [1, units], scale: 2 ** -11, variable: true },
      y: { shape: [1, steps, units], scale: 1 / 128 },
    },
    operators: [
      {
        op: 'UNIDIRECTIONAL_SEQUENCE_LSTM',
        inputs: [
          'x',
          ...gates.map((name) => `${name}X`),
          ...gates.map((name) => `${name}H`),
          null,
          null,
          null,
          ...gates.map((name) => `${name}B`),
          null,
          null,
          'hidden',
          'cells',
          null,
          null,
          null,
          null,
        ],
        outputs: ['y'],
        options: { fused_activation_function: 'TANH', cell_clip: 10 },
      },
    ],
    inputs: ['x'],
    outputs: ['y'],
  }

  /** The same cell in real numbers. */
  function realLstm(sequence: number[]): number[] {
    let hidden = new Array<number>(units).fill(0)
    const cells = new Array<number>(units).fill(0)
    const results: number[] = []
    for (let step = 0; step < steps; step++) {
      const x = sequence.slice(step * depth, (step + 1) * depth).map((value) => (value - 3) / 50)
      const gate = (g: number, unit: number): number => {
        const fromX = x.reduce((sum, value, i) => sum + value * scale * inputWeights[g][unit * depth + i], 0)
        const fromH = hidden.reduce(
          (sum, value, i) => sum + value * scale * hiddenWeights[g][unit * units + i],
          0,
        )
        return fromX + fromH + (biases[g][unit] * scale) / 50
      }
      const next = hidden.map((_, unit) => {
        cells[unit] =
          logistic(gate(1, unit)) * cells[unit] + logistic(gate(0, unit)) * Math.tanh(gate(2, unit))
        return logistic(gate(3, unit)) * Math.tanh(cells[unit])
      })
      hidden = next
      results.push(...next)
    }
    return results
  }

  test('follows the real cell to a few hundredths', () => {
    const sequence = [10, -20, 30, 40, 50, -60, 3, 3, 3, -100, 100, 0]
    const [output] = prepare(model(spec)).invoke([elementBytes('int8', sequence)])
    elements('int8', output).forEach((value, i) => {
      expect(Math.abs(value / 128 - realLstm(sequence)[i])).toBeLessThan(0.03)
    })
  })

  test('is refused with peepholes, a projection or layer normalisation', () => {
    const peephole = structuredClone(spec)
    peephole.operators[0].inputs[9] = 'inputB'
    expect(() => prepare(model(peephole))).toThrow('is not supported: input 9')
  })
})
