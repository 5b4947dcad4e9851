// Candidate SubGraphs for the persistent buffer. For each SubNet the layers are taken in the order of what a byte of
// them saves; every step of that order is a candidate. A larger buffer therefore has every candidate of a smaller one.

import type { Board } from '../board/boards.ts'
import { weightTraffic } from '../board/memory-traffic.ts'
import type { BoardOptions } from '../board/options.ts'
import type { Layer, Shape } from './subgraph.ts'
import { emptyShape, shapeBytes } from './subgraph.ts'
import type { SubNet, SuperNet } from './subnet.ts'

export interface SubGraph {
  name: string
  shape: Shape
  bytes: number
}

/** Kernels of a layer that are taken at a time: eighths of it, so that few enough candidates remain. */
const PARTS = 8

/** Of steps that save this share of the best one's cycles per byte, the largest is taken. */
const AS_GOOD = 0.99

/** A step in filling the buffer: so many kernels of that layer. */
interface Step {
  layer: number
  kernels: number
  bytes: number
  savedCycles: number
}

export interface Candidates {
  /** The empty one first. */
  subgraphs: SubGraph[]
  /** For each SubNet the index of the candidate that holds most of it; 0 where no step of it fits. */
  largest: number[]
}

/** The SubGraphs that fit `bufferBytes`: for each SubNet the growing series of its layers; equal ones are one. */
export function candidates(
  supernet: SuperNet,
  board: Board,
  options: BoardOptions,
  bufferBytes: number,
): Candidates {
  const subgraphs: SubGraph[] = [{ name: 'nothing', shape: emptyShape(supernet.layers), bytes: 0 }]
  const known = new Map<string, number>([[subgraphs[0].shape.join(), 0]])
  const largest = supernet.subnets.map((subnet) => {
    let last = 0
    for (const shape of growingShapes(supernet.layers, subnet, board, options)) {
      const bytes = shapeBytes(supernet.layers, shape)
      if (bytes > bufferBytes) break
      const key = shape.join()
      last = known.get(key) ?? subgraphs.length
      if (last < subgraphs.length) continue
      known.set(key, last)
      subgraphs.push({ name: `${bytes} bytes of ${subnet.name}`, shape, bytes })
    }
    return last
  })
  return { subgraphs, largest }
}

/** The SubNet's shape growing by the step that saves most per byte, until it is whole. */
function* growingShapes(
  layers: readonly Layer[],
  subnet: SubNet,
  board: Board,
  options: BoardOptions,
): Generator<Shape> {
  const shape = emptyShape(layers)
  for (;;) {
    const steps = layers.flatMap((_, layer) => stepsOf(layers, subnet, shape, layer, board, options))
    if (steps.length === 0) return
    const most = Math.max(...steps.map(({ savedCycles, bytes }) => savedCycles / bytes))
    const best = steps
      .filter(({ savedCycles, bytes }) => savedCycles / bytes >= most * AS_GOOD)
      .reduce((a, b) => (b.bytes > a.bytes ? b : a))
    shape[2 * best.layer] = best.kernels
    shape[2 * best.layer + 1] = subnet.shape[2 * best.layer + 1]
    yield shape.slice()
  }
}

/** Ways to take more of one layer, and what each saves of the stalls that remain. */
function stepsOf(
  layers: readonly Layer[],
  subnet: SubNet,
  taken: Shape,
  layer: number,
  board: Board,
  options: BoardOptions,
): Step[] {
  const operator = subnet.operatorOfLayer[layer]
  const whole = subnet.shape[2 * layer]
  const have = taken[2 * layer]
  if (operator < 0 || have === whole) return []
  const perKernel = layers[layer].taps * subnet.shape[2 * layer + 1]
  const cost = subnet.cost.operators[operator]
  const cycles = (kernels: number): number =>
    weightTraffic(cost, board, options, { memory: options.weights, sramBytes: kernels * perKernel }).cycles
  const steps: Step[] = []
  for (let part = 1; part <= PARTS; part++) {
    const kernels = Math.ceil((whole * part) / PARTS)
    if (kernels <= have) continue
    const bytes = (kernels - have) * perKernel
    steps.push({ layer, kernels, bytes, savedCycles: cycles(have) - cycles(kernels) })
  }
  return steps
}
