// The SuperNets of the zoo as they are served: layers, SubNets, what each costs and how good it was measured to be.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { VisemeError } from '../errors.ts'
import type { AccuracyFigure } from '../evaluation/accuracy-record.ts'
import { readAccuracies } from '../evaluation/accuracy-record.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { listSupernets, zooFolder } from '../inference/zoo.ts'
import type { SupernetImage, SupernetSubnet } from './image.ts'
import { readSupernet } from './image.ts'
import type { RunnableSubNet, RunnableSuperNet } from './on-board.ts'
import { subnetModel } from './subnet-model.ts'
import { accuracyFile } from './zoo-list.ts'

/** What a SubNet has for itself of each channel: a float32 scale and a 32-bit bias. */
const TABLE_BYTES = 4 + 4

/**
 * The SuperNet called `name`, e.g. `face`, with the SubNets whose accuracy was measured on exactly their int8 bytes.
 * Throws `unknown-supernet` (exit 2), `no-accuracy` (exit 2), SupernetError and ZooError.
 */
export function servedSupernet(name: string, folder: string = zooFolder()): RunnableSuperNet {
  const supernets = listSupernets(folder)
  const entry = supernets.find((each) => each.name === name)
  if (entry === undefined) {
    throw new VisemeError({
      code: 'unknown-supernet',
      message: `The zoo has no SuperNet called ${name}.`,
      next: `Choose one of ${supernets.map((each) => each.name).join(', ')}.`,
      exitCode: 2,
    })
  }
  const figures = widestSet(
    readAccuracies(accuracyFile(folder)).filter(
      ({ network, measure, precision }) =>
        network.startsWith(`${name}/`) && measure === 'EER' && precision === 'int8',
    ),
  )
  const supernet = serveAs(name, readSupernet(join(folder, entry.stem)), (sha256) => {
    const figure = figures.find((each) => each.sha256 === sha256)
    return figure === undefined ? null : 1 - figure.value
  })
  if (supernet.subnets.length > 0) return { ...supernet, accuracySet: figures[0].set }
  throw new VisemeError({
    code: 'no-accuracy',
    message: `No SubNet of ${name} has a measured accuracy.`,
    next: 'Measure them with the commands of models/training/ (models/accuracy.json).',
    exitCode: 2,
  })
}

/** The figures of the set on which most networks were measured, so that all compare. */
function widestSet(figures: readonly AccuracyFigure[]): AccuracyFigure[] {
  const bySet = Map.groupBy(figures, ({ set }) => set)
  return [...bySet.values()].reduce((a, b) => (b.length > a.length ? b : a), [])
}

/** `image` with those of its SubNets, at int8, of which `accuracyOf` knows the accuracy by their SHA-256. */
export function serveAs(
  name: string,
  image: SupernetImage,
  accuracyOf: (sha256: string, subnet: string) => number | null,
): RunnableSuperNet {
  const layers = [...image.kernels.values()].map((kernel) => ({
    name: kernel.name,
    taps: kernel.shape[1] * kernel.shape[2],
  }))
  const subnets = image.subnets.flatMap((subnet): RunnableSubNet[] => {
    const bytes = subnetModel(image, subnet)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const accuracy = accuracyOf(sha256, subnet.name)
    if (accuracy === null) return []
    return [
      { name: subnet.name, accuracy, sha256, ...blocksOf(image, subnet), cost: prepare(readModel(bytes)) },
    ]
  })
  const modality = image.task.startsWith('voice') ? 'voice' : 'face'
  return { name, modality, accuracySet: '', layers, subnets, imageBytes: imageBytes(image, subnets) }
}

/** Kernels and channels of every layer, and the operator that reads them: the nodes' order is the operators'. */
function blocksOf(
  image: SupernetImage,
  { nodes }: SupernetSubnet,
): Pick<RunnableSubNet, 'shape' | 'operatorOfLayer'> {
  const kernels = [...image.kernels.keys()]
  const shape = new Uint16Array(2 * kernels.length)
  const operatorOfLayer = kernels.map(() => -1)
  nodes.forEach((node, operator) => {
    if (node.op !== 'conv_2d' && node.op !== 'depthwise_conv_2d') return
    const layer = kernels.indexOf(node.kernel)
    const [channelsIn, channelsOut] = node.channels
    shape[2 * layer] = channelsOut
    shape[2 * layer + 1] = node.op === 'conv_2d' ? channelsIn : 1
    operatorOfLayer[layer] = operator
  })
  return { shape, operatorOfLayer }
}

/** What the board's flash holds: once the weights of every layer that a served SubNet has, and for each its multipliers and biases. */
function imageBytes({ kernels, subnets }: SupernetImage, served: readonly { name: string }[]): number {
  const names = new Set(served.map(({ name }) => name))
  const layers = subnets
    .filter(({ name }) => names.has(name))
    .flatMap(({ nodes }) => nodes.filter((node) => 'channels' in node))
  const used = new Set(layers.map(({ kernel }) => kernel))
  const shared = [...kernels.values()].filter(({ name }) => used.has(name))
  return (
    shared.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0) +
    layers.reduce((sum, { channels }) => sum + channels[1] * TABLE_BYTES, 0)
  )
}
