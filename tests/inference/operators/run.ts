// Runs a single operator on numbers, for tests.

import { prepare } from '../../../main/inference/interpreter.ts'
import type { Operator } from '../../../main/inference/model.ts'
import { elementBytes, elements, model, type TensorSpec } from '../models.ts'

export interface OperatorCase {
  op: string
  /** Tensors in the operator's order; null: absent. Those without values are the model's inputs. */
  inputs: (TensorSpec | null)[]
  outputs: TensorSpec[]
  options?: Operator['options']
}

function prepareCase({ op, inputs, outputs, options }: OperatorCase) {
  const tensors: Record<string, TensorSpec> = {}
  const inputNames = inputs.map((tensor, i) => {
    if (tensor !== null) tensors[`in${i}`] = tensor
    return tensor === null ? null : `in${i}`
  })
  const outputNames = outputs.map((tensor, i) => {
    tensors[`out${i}`] = tensor
    return `out${i}`
  })
  const isGiven = (name: string): boolean => tensors[name].values === undefined && !tensors[name].variable
  return prepare(
    model({
      tensors,
      operators: [{ op, inputs: inputNames, outputs: outputNames, options }],
      inputs: inputNames.filter((name): name is string => name !== null && isGiven(name)),
      outputs: outputNames,
    }),
  )
}

/** Values of all outputs for the values of the inputs that are not constant. */
export function run(operator: OperatorCase, ...values: number[][]): number[][] {
  const prepared = prepareCase(operator)
  const bytes = prepared.inputs.map(({ type }, i) => elementBytes(type, values[i]))
  return prepared.invoke(bytes).map((output, i) => elements(prepared.outputs[i].type, output))
}

/** Prepares without running, to see what is refused. */
export function preparing(operator: OperatorCase): () => void {
  return () => {
    prepareCase(operator)
  }
}
