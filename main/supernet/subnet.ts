// A SubNet as the scheduler sees it: its part of the SuperNet's weights, how good it is, what its operators cost.

import type { WeightSource } from '../board/memory-traffic.ts'
import type { BoardOptions } from '../board/options.ts'
import type { OperatorCost, PreparedModel } from '../inference/interpreter.ts'
import type { Layer, Shape } from './subgraph.ts'
import { common, layerBytes } from './subgraph.ts'

export interface SubNet {
  name: string
  /** Share of right decisions, 0 to 1: 1 - EER as it was measured on the SuperNet's `accuracySet`. */
  accuracy: number
  shape: Shape
  /** Operator that reads each layer's weights; -1 where the SubNet leaves the layer out. */
  operatorOfLayer: readonly number[]
  /** What an invocation asks of a board. */
  cost: Pick<PreparedModel, 'operators' | 'arena'>
}

/** A SuperNet: its layers and the SubNets it is served as. */
export interface SuperNet {
  name: string
  /** The people on whom the SubNets' accuracies were measured. */
  accuracySet: string
  layers: readonly Layer[]
  subnets: readonly SubNet[]
}

/** Of each operator's weights, the bytes that lie in the persistent buffer while `cached` does. */
export function residentBytes(layers: readonly Layer[], subnet: SubNet, cached: Shape): number[] {
  const both = common(subnet.shape, cached)
  const resident = subnet.cost.operators.map(() => 0)
  subnet.operatorOfLayer.forEach((operator, layer) => {
    if (operator >= 0) resident[operator] += layerBytes(layers, both, layer)
  })
  return resident
}

/** Where each operator reads its weights while `cached` lies in the persistent buffer; the rest where the board has it. */
export function weightSources(
  layers: readonly Layer[],
  subnet: SubNet,
  cached: Shape,
  { weights: memory }: Pick<BoardOptions, 'weights'>,
): (cost: OperatorCost) => WeightSource {
  const resident = residentBytes(layers, subnet, cached)
  return ({ index }) => ({ memory, sramBytes: resident[index] })
}
