// Checks that a decoded graph can run: indices exist, nothing is read before it is written, no constant is written,
// and no activation is empty. TensorFlow Lite Micro allows empty ones; loops over their other dimensions never end.

import { ModelError } from './errors.ts'
import type { Model } from './model.ts'

/** Throws ModelError naming the operator and tensor at fault. */
export function verifyGraph(model: Model): void {
  const { tensors, operators } = model
  const checkIndex = (index: number, where: string): void => {
    if (index < 0 || index >= tensors.length)
      throw new ModelError(`${where}: tensor ${index} of ${tensors.length}`)
  }

  const checkFilled = (index: number, where: string): void => {
    const { shape } = tensors[index]
    if (shape.includes(0)) throw new ModelError(`${where}: tensor ${index} of shape [${shape}] is empty`)
  }

  if (operators.length === 0) throw new ModelError('the model has no operators')
  if (model.inputs.length === 0) throw new ModelError('the model has no inputs')
  if (model.outputs.length === 0) throw new ModelError('the model has no outputs')

  const written = new Set<number>()
  for (const index of model.inputs) {
    checkIndex(index, 'model inputs')
    checkFilled(index, 'model inputs')
    if (tensors[index].data !== null) throw new ModelError(`model inputs: tensor ${index} is a constant`)
    if (written.has(index)) throw new ModelError(`model inputs: tensor ${index} appears twice`)
    written.add(index)
  }
  const isReadable = (index: number): boolean =>
    written.has(index) ||
    tensors[index].data !== null ||
    tensors[index].isVariable ||
    tensors[index].bytes === 0

  for (const operator of operators) {
    const where = `operator ${operator.index} (${operator.op})`
    for (const index of operator.inputs) {
      if (index === -1) continue
      checkIndex(index, `${where} inputs`)
      // An empty list (of axes, of a scalar's dimensions) may be given, or an empty tensor for an absent one.
      if (tensors[index].shape.length !== 1) checkFilled(index, `${where} inputs`)
      if (!isReadable(index)) throw new ModelError(`${where} reads tensor ${index} before anything writes it`)
    }
    for (const index of operator.intermediates) checkIndex(index, `${where} intermediates`)
    for (const index of operator.outputs) {
      checkIndex(index, `${where} outputs`)
      checkFilled(index, `${where} outputs`)
      const tensor = tensors[index]
      if (tensor.data !== null) throw new ModelError(`${where} writes tensor ${index}, a constant`)
      if (tensor.isVariable) throw new ModelError(`${where} writes tensor ${index}, a variable`)
      if (written.has(index)) throw new ModelError(`${where} writes tensor ${index} a second time`)
      written.add(index)
    }
  }
  for (const index of model.outputs) {
    checkIndex(index, 'model outputs')
    checkFilled(index, 'model outputs')
    if (!isReadable(index)) throw new ModelError(`model outputs: nothing writes tensor ${index}`)
  }
}
