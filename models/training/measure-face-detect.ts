// Measures the face detector and the landmark network through the int8 chain of the application, and Espressif's
// two-stage detector (data/faces/detector-msrmnp) on the same pictures.
//   npx node models/training/measure-face-detect.ts --data ../shared/data --frames FOLDER [--split test] [--out FILE]
// FOLDER holds composed frames (face_frames.py), of which faces 40 to 200 pixels wide and at least 60 % visible count.
// Prints one JSON document: recall at IoU 0.5 with counts, false faces per face-free frame, landmark error per distance of
// the eyes. 95 % intervals by resampling people; of face-free frames by Clopper-Pearson. --out notes what the whole chain
// finds in accuracy.json; --finding '{"candidate": 0.2}' tries other limits than the application's (main/face/find.ts);
// --precision float32 runs the networks of models/float as they are, to see what rounding to 8 bits costs; --python names the
// interpreter with PyTorch and OpenCV, --yardstick no leaves Espressif's detector out.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type LoadedNetwork, powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { type AccuracyFigure, noteAccuracies } from '../../main/evaluation/accuracy-record.ts'
import {
  type AnnotatedFace,
  DetectionTally,
  type Face,
  rounded,
} from '../../main/evaluation/detection-tally.ts'
import type { CountedRate } from '../../main/evaluation/interval.ts'
import { detectFaces, type FaceMachine } from '../../main/face/detect.ts'
import { facesIn, finding, rivalsIn } from '../../main/face/find.ts'
import { boardFrame } from '../../main/face/frame.ts'
import type { Image, Landmarks } from '../../main/face/image.ts'
import type { RefinedFace } from '../../main/face/landmarks.ts'
import { FaceError, mainFace, measureQuality, requireUsable } from '../../main/face/quality.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { readGraphFiles } from '../../main/inference/convert/files.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    frames: { type: 'string' },
    split: { type: 'string', default: 'test' },
    models: { type: 'string', default: 'models' },
    limit: { type: 'string', default: 'Infinity' },
    finding: { type: 'string', default: '{}' },
    precision: { type: 'string', default: 'int8' },
    yardstick: { type: 'string', default: 'yes' },
    python: { type: 'string', default: '/usr/bin/python3' },
    out: { type: 'string' },
  },
})
if (options.finding !== '{}' && options.out)
  throw new Error('--out notes what the application finds: not with --finding')
const precision = z.enum(['int8', 'float32']).parse(options.precision)
if (precision !== 'int8' && options.out)
  throw new Error('--out notes what the application finds: with --precision int8 only')
const limits = {
  ...finding,
  ...z
    .partialRecord(z.enum(Object.keys(finding) as (keyof typeof finding)[]), z.number())
    .parse(JSON.parse(options.finding)),
}

const board = powerOn()
const bytesOf = (name: string) => readFile(join(options.models, `${name}.tflite`))
const models = { detector: await bytesOf('face-detect'), landmarker: await bytesOf('face-landmarks') }

/** A network on the board; at float32, which need not fit it, it runs by itself. */
async function loaded(name: string, bytes: Uint8Array): Promise<LoadedNetwork> {
  const network = board.load(name, bytes)
  if (precision === 'int8') return network
  const graph = await readGraphFiles(join(options.models, 'float', name))
  return { ...network, prepared: prepare(readModel(convertGraph(graph, 'float32'))) }
}

const networks = {
  'face-detect': await loaded('face-detect', models.detector),
  'face-landmarks': await loaded('face-landmarks', models.landmarker),
}

/** The real values of a network's int8 input, whose steps are 1/128. */
const realInput = (input: Uint8Array): Uint8Array =>
  new Uint8Array(
    Float32Array.from(new Int8Array(input.buffer, input.byteOffset, input.length), (q) => q / 128).buffer,
  )

const machine: FaceMachine =
  precision === 'int8'
    ? board
    : { work: () => {}, invoke: ({ prepared }, inputs) => prepared.invoke(inputs.map(realInput)) }

interface Picture {
  path: string
  truths: AnnotatedFace[]
}

const faceOf = ([x1, y1, x2, y2]: number[], points: number[]): Face => ({
  box: { x1, y1, x2, y2 },
  landmarks: Array.from({ length: 5 }, (_, i) => ({
    x: points[2 * i],
    y: points[2 * i + 1],
  })) as unknown as Landmarks,
})

/** Why the application would turn a picture with one face away, and how often. */
function gate(frame: Image, rivals: readonly RefinedFace[], refusals: Record<string, number>): void {
  try {
    const face = mainFace(rivals, frame)
    requireUsable(measureQuality(machine, face.landmarks, face.crop))
  } catch (error) {
    if (!(error instanceof FaceError)) throw error
    refusals[error.code] = (refusals[error.code] ?? 0) + 1
  }
}

/** A face in the pixels of a picture that is `scale` times the one it is in. */
const scaled = ({ box, landmarks }: Face, scale: number): Face => ({
  box: { x1: box.x1 * scale, y1: box.y1 * scale, x2: box.x2 * scale, y2: box.y2 * scale },
  landmarks: landmarks.map(({ x, y }) => ({
    x: (x + 0.5) * scale - 0.5,
    y: (y + 0.5) * scale - 0.5,
  })) as unknown as Landmarks,
})

/**
 * Our chain on `pictures`: the detector alone, with the landmark network, and what an attempt finds where one face counts or none,
 * the number of runs of the landmark network that it takes included.
 */
async function own(pictures: readonly Picture[]) {
  const [alone, confirmed, attempted] = [new DetectionTally(), new DetectionTally(), new DetectionTally()]
  const refusals: Record<string, number> = {}
  const looks: number[] = []
  for (const { path, truths } of pictures) {
    const picture = await readImageFile(path)
    const frame = boardFrame(picture)
    const placed = truths.map((truth) => ({
      ...scaled(truth, frame.width / picture.width),
      person: truth.person,
    }))
    alone.add(detectFaces(machine, networks['face-detect'], frame, limits.candidate), placed)
    confirmed.add(facesIn(machine, networks, frame, limits), placed)
    let runs = 0
    const counted: FaceMachine = {
      work: (...charge) => machine.work(...charge),
      invoke: (network, ...given) => {
        if (network === networks['face-landmarks']) runs++
        return machine.invoke(network, ...given)
      },
    }
    const rivals = rivalsIn(counted, networks, frame, limits)
    looks.push(runs)
    if (truths.length > 1) continue
    attempted.add(rivals, placed)
    if (truths.length === 1) gate(frame, rivals, refusals)
  }
  return { alone, confirmed, attempted, looks, refusals }
}

/** Espressif's detector on `pictures`. */
async function yardstick(pictures: readonly Picture[]): Promise<DetectionTally> {
  const script = join(import.meta.dirname, 'yardstick_detector.py')
  const child = spawn(options.python, [script, '--data', options.data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(pictures.map(({ path }) => `${path}\n`).join(''))
  const tally = new DetectionTally()
  let at = 0
  for await (const line of createInterface(child.stdout)) {
    const found = (JSON.parse(line) as [number, number[], number[][]][]).map(([, box, points]) =>
      faceOf(box, points.flat()),
    )
    tally.add(found, pictures[at].truths)
    at++
  }
  if (at !== pictures.length)
    throw new Error(`${options.python} answered ${at} of ${pictures.length} pictures`)
  return tally
}

async function lfwPictures(): Promise<Picture[]> {
  const lines = (await readFile(join(options.data, 'faces/annotations.csv'), 'utf8')).trim().split('\n')
  return lines
    .slice(1)
    .map((line) => line.split(','))
    .filter(([path, , split]) => split === options.split && path.startsWith('lfw/'))
    .slice(0, Number(options.limit))
    .map(([path, person, , ...numbers]) => {
      const figures = numbers.map(Number)
      return {
        path: join(options.data, 'faces', path),
        truths: [{ ...faceOf(figures.slice(0, 4), figures.slice(4, 14)), person }],
      }
    })
}

const frameList = z.array(
  z.object({
    file: z.string(),
    faces: z.array(
      z.object({
        person: z.string(),
        box: z.array(z.number()).length(4),
        landmarks: z.array(z.array(z.number())),
        visible: z.number(),
      }),
    ),
  }),
)

/** Frames with faces that count, and face-free ones. */
async function composedPictures(folder: string): Promise<Picture[]> {
  const frames = frameList.parse(JSON.parse(await readFile(join(folder, 'frames.json'), 'utf8')))
  return frames.slice(0, Number(options.limit)).flatMap(({ file, faces }) => {
    const counted = faces.filter(
      ({ box: [x1, , x2], visible }) => visible >= 0.6 && x2 - x1 >= 40 && x2 - x1 <= 200,
    )
    if (counted.length === 0 && faces.length > 0) return []
    const truths = counted.map(({ person, box, landmarks }) => ({ ...faceOf(box, landmarks.flat()), person }))
    return { path: join(folder, file), truths }
  })
}

const sets = [
  {
    key: 'lfw_as_they_are',
    name: `LFW ${options.split} pictures`,
    pictures: await lfwPictures(),
  },
  ...(options.frames
    ? [
        {
          key: 'composed',
          name: `composed frames of ${options.split} people`,
          pictures: await composedPictures(options.frames),
        },
      ]
    : []),
]
const report: Record<string, unknown> = { split: options.split, precision, finding: limits }
const about = (network: string, bytes: Uint8Array) => ({
  network,
  precision: 'int8',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  command: `npx node models/training/measure-face-detect.ts ${process.argv.slice(2).join(' ')}`.trim(),
  date: new Date().toISOString().slice(0, 10),
})
const [ofDetector, ofLandmarks] = [
  about('face-detect', models.detector),
  about('face-landmarks', models.landmarker),
]
for (const { key, name, pictures } of sets) {
  const { alone, confirmed, attempted, looks, refusals } = await own(pictures)
  report[key] = {
    detector_alone: alone.report(),
    with_landmark_network: confirmed.report(),
    an_attempt_where_at_most_one_face_counts: attempted.report(),
    landmark_runs_of_an_attempt: {
      mean: rounded(looks.reduce((sum, runs) => sum + runs, 0) / looks.length),
      p95: looks.toSorted((a, b) => a - b)[Math.floor(0.95 * looks.length)],
      most: Math.max(...looks),
    },
    refused_by_the_gate: refusals,
    ...(options.yardstick === 'yes' &&
      precision === 'int8' && { espressif: (await yardstick(pictures)).report() }),
  }
  if (!options.out) continue
  const rate = (
    measure: string,
    { value, low, high, errors, trials }: CountedRate,
    what: string[],
    people?: number,
  ): AccuracyFigure => ({
    ...{ ...ofDetector, set: name, measure, value, low, high },
    counts: { [what[0]]: errors, [what[1]]: trials, ...(people && { people }) },
  })
  const landmarks = (measure: string, probability: number): AccuracyFigure[] => {
    const error = confirmed.landmarkError(probability)
    return error
      ? [{ ...{ ...ofLandmarks, set: name, measure, ...error }, counts: confirmed.landmarkCounts() }]
      : []
  }
  const spoiled = confirmed.spoiled()
  noteAccuracies(options.out, [
    rate('recall at IoU 0.5', confirmed.recall(), ['found', 'faces'], confirmed.people),
    ...(spoiled.trials > 0
      ? [rate('face-free frames with a false face', spoiled, ['with_a_false_face', 'frames'])]
      : []),
    ...landmarks('landmark error per distance of the eyes, median', 0.5),
    ...landmarks('landmark error per distance of the eyes, 95th percentile', 0.95),
  ])
}
console.log(JSON.stringify(report, null, 1))
