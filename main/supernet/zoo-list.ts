// Everything under models/ that can run: the networks of the zoo and every SubNet, at int8 and at the other precisions that
// the record has figures of, with what each costs a board and how good it was measured to be (models/accuracy.json).

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { assess } from '../board/assess.ts'
import type { Board } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import type { Interval } from '../board/units.ts'
import { type AccuracyFigure, readAccuracies } from '../evaluation/accuracy-record.ts'
import { PRECISIONS, type Precision } from '../inference/convert/convert.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { listSupernets, readZoo, zooFolder } from '../inference/zoo.ts'
import { readSupernet } from './image.ts'
import { subnetModel } from './subnet-model.ts'

export interface ListedNetwork {
  /** As in zoo.json, or `supernet/subnet`. */
  name: string
  task: string
  /** Of the file that is costed here. */
  precision: Precision
  /** Whether the application or a design can choose it: networks and, at int8, the SubNets that zoo.json names. */
  ships: boolean
  macs: number
  /** Weights and biases. */
  weight_bytes: number
  model_bytes: number
  arena_bytes: number
  latency_ms: Interval
  fits: boolean
  /** Of exactly these bytes; the command that wrote it stands with each figure. */
  accuracy: AccuracyFigure[]
  /** File under models/. */
  card: string
  sha256: string
}

/** File of the measured accuracies. */
export const accuracyFile = (folder: string = zooFolder()): string => join(folder, 'accuracy.json')

/** What is listed, before it is costed. */
interface Candidate extends Pick<ListedNetwork, 'name' | 'task' | 'precision' | 'ships' | 'card'> {
  bytes(): Uint8Array
}

function candidates(folder: string, measured: readonly AccuracyFigure[]): Candidate[] {
  const networks = [...readZoo(folder).values()].map(
    ({ name, task, precision = 'int8', card, bytes }): Candidate => ({
      ...{ name, task, precision, card },
      ships: true,
      bytes: () => bytes,
    }),
  )
  const subnets = listSupernets(folder).flatMap(({ name, task, stem, card, subnets: shipped }) => {
    const supernet = readSupernet(join(folder, stem))
    return supernet.subnets.flatMap((subnet) => {
      const full = `${name}/${subnet.name}`
      const wasMeasured = (precision: Precision): boolean =>
        measured.some((figure) => figure.network === full && figure.precision === precision)
      return PRECISIONS.filter((precision) => precision === 'int8' || wasMeasured(precision)).map(
        (precision): Candidate => ({
          ...{ name: full, task, card, precision },
          ships: precision === 'int8' && shipped.includes(subnet.name),
          bytes: () => subnetModel(supernet, subnet, precision),
        }),
      )
    })
  })
  return [...networks, ...subnets]
}

interface Listing {
  folder?: string
  /** Also what does not ship: other SubNets, other precisions. */
  all?: boolean
}

/** Networks and SubNets of a folder as `board` would run them. Throws ZooError, SupernetError. */
export const listZoo = (
  board: Board,
  options: Partial<BoardOptions> = {},
  listing: Listing = {},
): ListedNetwork[] => [...costedZoo(board, options, listing)]

/** The same one by one, since costing takes its time. */
export function* costedZoo(
  board: Board,
  options: Partial<BoardOptions> = {},
  { folder = zooFolder(), all = true }: Listing = {},
): Generator<ListedNetwork> {
  const measured = readAccuracies(accuracyFile(folder))
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
  for (const { bytes: read, ...network } of candidates(folder, measured)) {
    if (!all && !network.ships) continue
    const bytes = read()
    const found = assess(prepare(readModel(bytes)), board, options)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    yield {
      ...network,
      macs: sum(found.operators.map(({ macs }) => macs)),
      weight_bytes: sum(found.operators.map(({ weight_bytes }) => weight_bytes)),
      model_bytes: bytes.length,
      arena_bytes: found.arena_used_bytes,
      latency_ms: found.latency_ms,
      fits: found.fits,
      accuracy: measured.filter((figure) => figure.network === network.name && figure.sha256 === sha256),
      sha256,
    }
  }
}
