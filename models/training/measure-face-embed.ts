// Measures the face embedding on LFW pairs at int8 on the emulated board: with the annotated landmarks, and through
// the whole chain, where our own detector and landmark network have to find the face. Prints one JSON document.
//   node models/training/measure-face-embed.ts --data ../shared/data [--split tune|test] [--limit PAIRS]

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { measure } from '../../main/evaluation/metrics.ts'
import { alignFace } from '../../main/face/align.ts'
import { FACE_NETWORKS, type FaceNetwork, loadFaceChain } from '../../main/face/chain.ts'
import { embedFace } from '../../main/face/embed.ts'
import type { Image, Landmarks } from '../../main/face/image.ts'
import { FaceError } from '../../main/face/quality.ts'

const FOLDS: Record<string, string[]> = { tune: ['7', '8'], test: ['9', '10'] }

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    models: { type: 'string', default: 'models' },
    split: { type: 'string', default: 'test' },
    limit: { type: 'string', default: 'Infinity' },
  },
})
const folder = join(options.data, 'faces')

async function rows(file: string): Promise<string[][]> {
  const lines = (await readFile(join(folder, file), 'utf8')).trim().split(/\r?\n/).slice(1)
  return lines.map((line) => line.split(','))
}

const machine = powerOn()
const bytesOf = async (name: FaceNetwork) => [name, await readFile(join(options.models, `${name}.tflite`))]
const models: Record<FaceNetwork, Uint8Array> = Object.fromEntries(
  await Promise.all(FACE_NETWORKS.map(bytesOf)),
)
const chain = loadFaceChain(machine, models)
const annotated = new Map(
  (await rows('annotations.csv')).map((row) => {
    const at = row.slice(7, 17).map(Number)
    const points = Array.from({ length: 5 }, (_, k) => ({ x: at[2 * k], y: at[2 * k + 1] }))
    return [row[0], { person: row[1], landmarks: points as unknown as Landmarks }]
  }),
)
const pairs = (await rows('pairs.csv')).filter(([fold]) => FOLDS[options.split].includes(fold))
const step = Math.max(1, Math.ceil(pairs.length / Number(options.limit)))
const chosen = pairs.filter((_, at) => at % step === 0)

/** Why no embedding could be taken, and how often. */
const refused: Record<string, number> = {}

function throughChain(image: Image): Float32Array | null {
  try {
    return chain.capture(image).embedding
  } catch (error) {
    if (!(error instanceof FaceError)) throw error
    refused[error.code] = (refused[error.code] ?? 0) + 1
    return null
  }
}

const embeddings = new Map<string, { annotated: Float32Array; chain: Float32Array | null }>()
for (const path of new Set(chosen.flatMap(([, first, second]) => [first, second]))) {
  const image = await readImageFile(join(folder, path))
  embeddings.set(path, {
    annotated: embedFace(
      machine,
      chain.networks['face-embed'],
      alignFace(image, annotated.get(path)!.landmarks),
    ),
    chain: throughChain(image),
  })
}

const people = [...new Set([...embeddings.keys()].map((path) => annotated.get(path)!.person))]

/** Figures over the pairs of which both embeddings exist. */
function figures(kind: 'annotated' | 'chain') {
  const genuine: { score: number; person: number }[] = []
  const impostor: { score: number; enrolled: number; tested: number }[] = []
  for (const [, first, second, same] of chosen) {
    const [a, b] = [embeddings.get(first)![kind], embeddings.get(second)![kind]]
    if (a === null || b === null) continue
    const score = a.reduce((sum, value, at) => sum + value * b[at], 0)
    const [enrolled, tested] = [first, second].map((path) => people.indexOf(annotated.get(path)!.person))
    if (same === '1') genuine.push({ score, person: enrolled })
    else impostor.push({ score, enrolled, tested })
  }
  const { eer, eer_threshold, auc, fnmr_at_fmr } = measure(
    {
      genuine: Float64Array.from(genuine, ({ score }) => score),
      impostor: Float64Array.from(impostor, ({ score }) => score),
    },
    {
      people: {
        count: people.length,
        genuine: Uint32Array.from(genuine, ({ person }) => person),
        impostorEnrolled: Uint32Array.from(impostor, ({ enrolled }) => enrolled),
        impostorTested: Uint32Array.from(impostor, ({ tested }) => tested),
      },
    },
  )
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    eer,
    eer_threshold,
    auc,
    fnmr_at_fmr_1_percent: fnmr_at_fmr.find(({ fmr }) => fmr === 0.01)?.fnmr ?? null,
  }
}

const document = {
  split: options.split,
  pairs: chosen.length,
  pictures: embeddings.size,
  people: people.length,
  annotated_landmarks: figures('annotated'),
  own_landmarks: { refused, ...figures('chain') },
}
console.log(JSON.stringify(document, null, 1))
