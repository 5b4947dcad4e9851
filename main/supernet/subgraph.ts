// SubNets and SubGraphs of a weight-shared SuperNet as shapes: how many kernels (channels out) and channels in each layer
// uses. Both always take the first ones, so that what two of them share is the smaller block of each layer.
// Terms: SUSHI (Behnam et al., arXiv 2306.17266). Sizes in bytes; weights are int8.

/** A layer of the SuperNet with weights: `taps` of them per kernel and channel. A depthwise layer has 1 channel in. */
export interface Layer {
  name: string
  taps: number
}

/** Kernels and channels of every layer, two numbers each; 0 and 0 where a layer is left out. */
export type Shape = Uint16Array

/** Weight bytes that `shape` has of layer `index`. */
export const layerBytes = (layers: readonly Layer[], shape: Shape, index: number): number =>
  layers[index].taps * shape[2 * index] * shape[2 * index + 1]

/** Weight bytes of all layers. */
export function shapeBytes(layers: readonly Layer[], shape: Shape): number {
  return layers.reduce((sum, _, index) => sum + layerBytes(layers, shape, index), 0)
}

/** The part that two shapes have in common: per layer the smaller number of kernels and of channels. */
export function common(left: Shape, right: Shape): Shape {
  return left.map((count, at) => Math.min(count, right[at]))
}

/** Weight bytes that two shapes share. */
export const sharedBytes = (layers: readonly Layer[], left: Shape, right: Shape): number =>
  shapeBytes(layers, common(left, right))

/** No layer at all: nothing is cached. */
export const emptyShape = (layers: readonly Layer[]): Shape => new Uint16Array(2 * layers.length)
