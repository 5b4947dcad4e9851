// Measures the face embedding on LFW pairs, for the networks of the zoo and the SubNets of models/supernet/face, and writes
// models/accuracy.json. Every picture goes through the application's own detector, landmarks and alignment; with
// --landmarks annotated its face is aligned by the pack's landmarks instead.
//   npx node models/training/measure-face-embed.ts --data ../shared/data [--split test] [--subnets NAME,NAME] [--out FILE]
// Folds 7-8 choose threshold and SubNets: the largest, the best of at most 7 MMAC and 200 KB, and the best of at most
// 2.5 MMAC and 90 KB. With --split test these and the networks of the zoo are measured on folds 9-10.
// Each SubNet is compared on folds 7-8 with the best of those measured that is no larger, which is chosen on the same pairs: it
// is called dominated where its EER is higher by an interval that leaves 0 out. A picture without a face rejects its pairs. Prints one JSON document.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { type AccuracyFigure, noteAccuracies } from '../../main/evaluation/accuracy-record.ts'
import type { Interval } from '../../main/evaluation/interval.ts'
import {
  bestThreshold,
  NO_EMBEDDING,
  type Pairs,
  pairedDifference,
  verifyPairs,
} from '../../main/evaluation/pair-verification.ts'
import { alignFace } from '../../main/face/align.ts'
import { toUnitNorm } from '../../main/face/embed.ts'
import { rivalsIn } from '../../main/face/find.ts'
import { boardFrame } from '../../main/face/frame.ts'
import type { Image, Landmarks } from '../../main/face/image.ts'
import { byProminence } from '../../main/face/quality.ts'
import type { Precision } from '../../main/inference/convert/convert.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { type EmbeddingNetwork, embeddingNetwork } from '../../main/supernet/embedding-network.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { subnetModel } from '../../main/supernet/subnet-model.ts'

const SIZES = [64, 48] as const
const LARGEST = 'w4-deep-64'
const BUDGETS = [
  { macs: 7e6, weightBytes: 200e3 },
  { macs: 2.5e6, weightBytes: 90e3 },
]

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    split: { type: 'string', default: 'tune' },
    subnets: { type: 'string' },
    precisions: { type: 'string', default: 'float32' },
    out: { type: 'string' },
    landmarks: { type: 'string', default: 'own' },
    models: { type: 'string', default: 'models' },
  },
})
const folder = join(options.data, 'faces')
const rows = async (file: string): Promise<string[][]> =>
  (await readFile(join(folder, file), 'utf8'))
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))

const annotations = new Map((await rows('annotations.csv')).map((row) => [row[0], row]))
const personOf = new Map([...annotations].map(([path, [, person]]) => [path, person]))
const pairRows = await rows('pairs.csv')

/** The aligned crops of one picture by their side; null where no face is found. */
type Crops = Map<number, Image> | null

interface PairSet {
  name: string
  pairs: { first: string; second: string; same: boolean }[]
  crops: Map<string, Crops>
}

const zoo = readZoo()
const machine = powerOn()
const load = (name: string) => machine.load(name, networkOf(zoo, name).bytes)
const networks = { 'face-detect': load('face-detect'), 'face-landmarks': load('face-landmarks') }

/** The five landmarks that the pack states for a picture, in its pixels. */
function annotatedLandmarks(path: string): Landmarks {
  const at = annotations.get(path)!.slice(7, 17).map(Number)
  return Array.from({ length: 5 }, (_, k) => ({ x: at[2 * k], y: at[2 * k + 1] })) as unknown as Landmarks
}

function cropsOf(picture: Image, path: string): Crops {
  if (options.landmarks === 'annotated') {
    const landmarks = annotatedLandmarks(path)
    return new Map(SIZES.map((side) => [side, alignFace(picture, landmarks, side)]))
  }
  const frame = boardFrame(picture)
  const [face] = byProminence(rivalsIn(machine, networks, frame), frame)
  if (face === undefined) return null
  return new Map(SIZES.map((side) => [side, alignFace(frame, face.landmarks, side)]))
}

async function pairSet(name: string, folds: string[]): Promise<PairSet> {
  const pairs = pairRows
    .filter(([fold]) => folds.includes(fold))
    .map(([, first, second, same]) => ({ first, second, same: same === '1' }))
  const crops = new Map<string, Crops>()
  for (const path of new Set(pairs.flatMap(({ first, second }) => [first, second]))) {
    crops.set(path, cropsOf(await readImageFile(join(folder, path)), path))
  }
  return { name: options.landmarks === 'annotated' ? `${name}, annotated landmarks` : name, pairs, crops }
}

/** Cosines of a network on the pairs. */
function compare(network: EmbeddingNetwork, { pairs, crops }: PairSet): Pairs {
  const embeddings = new Map(
    [...crops].map(([path, found]) => [path, found && toUnitNorm(network.embed(found.get(network.side)!))]),
  )
  const people = [...new Set([...crops.keys()].map((path) => personOf.get(path)!))]
  const indexOf = new Map(people.map((person, index) => [person, index]))
  const genuine = pairs.filter(({ same }) => same)
  const impostor = pairs.filter(({ same }) => !same)
  const score = ({ first, second }: PairSet['pairs'][number]): number => {
    const [a, b] = [embeddings.get(first)!, embeddings.get(second)!]
    return a && b ? a.reduce((sum, value, at) => sum + value * b[at], 0) : NO_EMBEDDING
  }
  const person = (path: string): number => indexOf.get(personOf.get(path)!)!
  return {
    scores: { genuine: Float64Array.from(genuine, score), impostor: Float64Array.from(impostor, score) },
    people: {
      count: people.length,
      genuine: Uint32Array.from(genuine, ({ first }) => person(first)),
      impostorEnrolled: Uint32Array.from(impostor, ({ first }) => person(first)),
      impostorTested: Uint32Array.from(impostor, ({ second }) => person(second)),
    },
  }
}

const supernet = readSupernet(join(options.models, 'supernet', 'face'))
/** Networks of the zoo have one precision; SubNets are converted to any. */
const single = new Map([...zoo].filter(([, { task }]) => task === 'face embedding'))
const bytesOf = (name: string, precision: Precision): Uint8Array =>
  single.get(name)?.bytes ?? subnetModel(supernet, name, precision)
const precisionOf = (name: string): Precision => single.get(name)?.precision ?? 'int8'
const networkName = (name: string): string => (single.has(name) ? name : `${supernet.name}/${name}`)
const names = options.subnets
  ? options.subnets.split(',')
  : [...single.keys(), ...supernet.subnets.map(({ name }) => name)]

const tune = await pairSet('LFW folds 7-8, development', ['7', '8'])
const date = new Date().toISOString().slice(0, 10)
const command = `npx node models/training/measure-face-embed.ts ${process.argv.slice(2).join(' ')}`.trim()
const figures: AccuracyFigure[] = []

interface Measured {
  name: string
  macs: number
  weightBytes: number
  threshold: number
  accuracy: Interval
  eer: Interval
}

/** Measures on `set` and notes the figures. */
function measureOn(set: PairSet, name: string, precision: Precision, threshold?: number) {
  const bytes = bytesOf(name, precision)
  const network = embeddingNetwork(bytes)
  const pairs = compare(network, set)
  const chosen = threshold ?? bestThreshold(pairs.scores)
  const { accuracy, eer } = verifyPairs(pairs, chosen)
  note(set, name, precision, bytes, pairs, 'accuracy', accuracy)
  note(set, name, precision, bytes, pairs, 'EER', eer)
  return {
    name,
    macs: network.macs,
    weightBytes: network.weightBytes,
    threshold: chosen,
    accuracy,
    eer,
    pairs,
    bytes,
  }
}

function note(
  { name: set, crops }: PairSet,
  name: string,
  precision: Precision,
  bytes: Uint8Array,
  { scores, people }: Pairs,
  measure: string,
  { value, low, high }: Interval,
): void {
  const unseen = [...crops.values()].filter((found) => found === null).length
  const counts = {
    genuine: scores.genuine.length,
    impostor: scores.impostor.length,
    people: people.count,
    pictures: crops.size,
    without_a_face: unseen,
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const network = networkName(name)
  figures.push({ network, precision, sha256, set, measure, value, low, high, counts, command, date })
}

const onTune: Measured[] = []
const tunePairs = new Map<string, Pairs>()
for (const name of names) {
  const { pairs, bytes: _bytes, ...measured } = measureOn(tune, name, precisionOf(name))
  onTune.push(measured)
  tunePairs.set(name, pairs)
  process.stderr.write(`${name} ${(100 * measured.eer.value).toFixed(2)} %\n`)
}

/** The best of the SubNets that are no larger, and by how much its EER is lower. */
function againstNoLarger({ name, macs, weightBytes, threshold }: Measured) {
  const rival = onTune
    .filter((each) => each.name !== name && !single.has(each.name) && each.macs <= macs)
    .filter((each) => each.weightBytes <= weightBytes)
    .toSorted((a, b) => a.eer.value - b.eer.value || a.macs - b.macs)
    .at(0)
  if (!rival) return null
  const { eer } = pairedDifference(
    { scores: tunePairs.get(name)!.scores, threshold },
    { scores: tunePairs.get(rival.name)!.scores, threshold: rival.threshold },
    tunePairs.get(name)!.people,
  )
  return { rival: rival.name, eer, dominated: eer.low > 0 }
}
const rivals = onTune
  .filter(({ name }) => !single.has(name))
  .map((measured) => ({ name: measured.name, against: againstNoLarger(measured) }))

const best = BUDGETS.map(({ macs, weightBytes }) =>
  onTune
    .filter((each) => !single.has(each.name) && each.macs <= macs && each.weightBytes <= weightBytes)
    .toSorted((a, b) => a.eer.value - b.eer.value || a.macs - b.macs)
    .at(0),
)
const chosen = [...new Set([LARGEST, ...best.flatMap((each) => each?.name ?? [])])].filter((name) =>
  names.includes(name),
)

const onTest: unknown[] = []
if (options.split === 'test') {
  const test = await pairSet('LFW folds 9-10', ['9', '10'])
  for (const { name, threshold } of onTune.filter(
    (each) => single.has(each.name) || chosen.includes(each.name),
  )) {
    const int8 = measureOn(test, name, precisionOf(name), threshold)
    const { pairs, bytes, ...told } = int8
    const others: Record<string, unknown> = {}
    for (const precision of single.has(name) || options.precisions === ''
      ? []
      : (options.precisions.split(',') as Precision[])) {
      const bytesThere = bytesOf(name, precision)
      const there = { pairs: compare(embeddingNetwork(bytesThere), test), threshold }
      const here = { pairs, threshold }
      const [rounder, finer] = precision === 'float32' ? [here, there] : [there, here]
      const { eer } = pairedDifference(
        { scores: rounder.pairs.scores, threshold },
        { scores: finer.pairs.scores, threshold },
        pairs.people,
      )
      const own = verifyPairs(there.pairs, threshold).eer
      note(test, name, precision, bytesThere, there.pairs, 'EER', own)
      const [measure, subject, subjectBytes]: [string, Precision, Uint8Array] =
        precision === 'float32'
          ? ['EER minus that of float32', 'int8', bytes]
          : ['EER minus that of int8', precision, bytesThere]
      note(test, name, subject, subjectBytes, pairs, measure, eer)
      others[precision] = { eer: own, [measure]: eer }
    }
    onTest.push({ ...told, ...others })
  }
}
if (options.out) noteAccuracies(options.out, figures)
console.log(
  JSON.stringify({ chosen, tune: onTune, against_the_best_no_larger: rivals, test: onTest }, null, 1),
)
