// A SuperNet of pointwise layers for tests: four SubNets that take a part of its kernels and channels.

import type { OperatorCost } from '../../main/inference/interpreter.ts'
import type { SubNet, SuperNet } from '../../main/supernet/subnet.ts'

const WHOLE = [32, 64, 96, 128, 160, 192]
const PIXELS = 36

const pointwise = (index: number, channelsIn: number, channelsOut: number): OperatorCost => ({
  index,
  op: 'CONV_2D',
  macs: PIXELS * channelsIn * channelsOut,
  weightBytes: channelsIn * channelsOut + 4 * channelsOut,
  outputs: PIXELS * channelsOut,
  inputElements: PIXELS * channelsIn,
  activationBytes: PIXELS * (channelsIn + channelsOut),
  type: 'int8',
  kernel: {
    height: 1,
    width: 1,
    inChannels: channelsIn,
    outChannels: channelsOut,
    taps: PIXELS * channelsOut,
    rows: PIXELS * channelsOut,
    depthMultiplier: 1,
  },
})

/** A SubNet with that share of every layer's channels; a shallow one leaves out the layer before the last. */
function subnet(name: string, share: number, deep: boolean, accuracy: number): SubNet {
  const widths = WHOLE.map((channels) => Math.round(channels * share))
  const shape = new Uint16Array(2 * (WHOLE.length - 1))
  const operators: OperatorCost[] = []
  const operatorOfLayer: number[] = []
  let channelsIn = widths[0]
  for (let layer = 0; layer + 1 < WHOLE.length; layer++) {
    if (!deep && layer === WHOLE.length - 3) {
      operatorOfLayer.push(-1)
      continue
    }
    const channelsOut = widths[layer + 1]
    operatorOfLayer.push(operators.length)
    operators.push(pointwise(operators.length, channelsIn, channelsOut))
    shape.set([channelsOut, channelsIn], 2 * layer)
    channelsIn = channelsOut
  }
  const arena = { usedBytes: 20_000, headBytes: 16_000, tailBytes: 4000, plan: [] }
  return { name, accuracy, shape, operatorOfLayer, cost: { operators, arena } }
}

export const tiny: SuperNet = {
  name: 'tiny',
  accuracySet: 'made up',
  layers: WHOLE.slice(1).map((_, at) => ({ name: `layer ${at}`, taps: 1 })),
  subnets: [
    subnet('smallest', 0.25, false, 0.9),
    subnet('small', 0.5, true, 0.94),
    subnet('large', 0.75, true, 0.96),
    subnet('largest', 1, true, 0.98),
  ],
}
