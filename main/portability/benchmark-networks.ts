// The networks of which the catalogue has measurements, from their published layer lists (catalogue/networks.json).

import { z } from 'zod'
import type { OperatorCost } from '../inference/interpreter.ts'
import document from './catalogue/networks.json' with { type: 'json' }
import { type NetworkFeatures, networkFeatures } from './network-features.ts'

const shape = z.tuple([z.number().int(), z.number().int(), z.number().int()])
const schema = z.strictObject({
  source: z.string(),
  networks: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      layers: z.array(
        z.strictObject({
          op: z.enum(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'MEAN', 'SOFTMAX']),
          input: shape,
          output: shape,
          /** Side of the square window. */
          kernel: z.number().int().positive(),
        }),
      ),
    }),
  ),
})
type Layer = z.infer<typeof schema>['networks'][number]['layers'][number]

export interface BenchmarkNetwork {
  id: string
  name: string
  operators: OperatorCost[]
  features: NetworkFeatures
}

const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1)

/** An operator's cost from its shapes; window positions outside the image count as TinyMaix counts them, as inside. */
function operatorOf({ op, input, output, kernel }: Layer, index: number): OperatorCost {
  const outputs = product(output)
  const [, , inChannels] = input
  const [, , outChannels] = output
  const window = kernel * kernel
  const isWeighted = op !== 'MEAN' && op !== 'SOFTMAX'
  const isDepthwise = op === 'DEPTHWISE_CONV_2D'
  const perOutput = isWeighted ? window * (isDepthwise ? 1 : inChannels) : 0
  const weights = isWeighted ? perOutput * outChannels : 0
  return {
    index,
    op,
    macs: perOutput * outputs,
    weightBytes: weights + (isWeighted ? 4 * outChannels : 0),
    outputs,
    inputElements: product(input),
    activationBytes: product(input) + outputs,
    type: 'int8',
    kernel: {
      height: isWeighted ? kernel : 1,
      width: isWeighted ? kernel : 1,
      inChannels,
      outChannels,
      depthMultiplier: 1,
      taps: isWeighted ? window * outputs : 0,
      rows: isWeighted ? kernel * outputs : 0,
    },
  }
}

let read: readonly BenchmarkNetwork[] | null = null

/** All of them, in the order of the file. */
export function benchmarkNetworks(): readonly BenchmarkNetwork[] {
  read ??= schema.parse(document).networks.map(({ id, name, layers }) => {
    const operators = layers.map(operatorOf)
    return { id, name, operators, features: networkFeatures(operators) }
  })
  return read
}
