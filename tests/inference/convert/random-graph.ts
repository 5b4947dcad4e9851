// Small random float graphs for tests of the converter, in the exported format.

import type { FloatGraph } from '../../../main/inference/convert/graph.ts'
import { elements, readGraph } from '../../../main/inference/convert/graph.ts'
import { evaluate } from './float-evaluation.ts'

type Layer = Record<string, unknown> & { op: string; inputs: string[]; output: string }

/** Deterministic values in [-1, 1). */
export function randomValues(count: number, seed: number): Float64Array {
  let state = seed >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/**
 * A graph from `layers`, whose weights are given as shapes. Ranges are those of the activations for the input that
 * `randomValues(n, seed)` gives, times `inputScale` * 127.
 */
export function randomGraph(
  inputShape: number[],
  layers: Layer[],
  outputs: string[],
  seed = 1,
): { graph: FloatGraph; json: Record<string, unknown>; bin: Uint8Array; input: Float64Array } {
  const arrays: number[] = []
  const store = (shape: number[], span: number): { offset: number; shape: number[] } => {
    const offset = arrays.length
    arrays.push(...randomValues(elements(shape), seed + offset + 7).map((value) => value * span))
    return { offset, shape }
  }
  const nodes = layers.map((layer) => {
    const { weights, bias, ...rest } = layer as Layer & { weights?: number[]; bias?: number[] }
    if (weights === undefined) return { range: [-1, 1], ...rest }
    return { range: [-1, 1], ...rest, weights: store(weights, 0.6), bias: store(bias!, 0.3) }
  })
  const bin = new Uint8Array(Float32Array.from(arrays).buffer)
  const json = {
    format: 'viseme-float-graph/1',
    name: 'random',
    description: 'made up for a test',
    input: { name: 'input', shape: inputShape, scale: 1 / 128, zero_point: 0 },
    outputs,
    weights: arrays.length,
    nodes,
  }
  const input = randomValues(elements(inputShape), seed).map((value) => Math.round(value * 127) / 128)
  const activations = evaluate(readGraph(json, bin), input)
  for (const node of nodes) {
    const reached = activations.get(node.output)!
    node.range = [Math.min(...reached), Math.max(...reached)]
  }
  return { graph: readGraph(json, bin), json, bin, input }
}
