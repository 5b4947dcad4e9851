// Measures the voice embedding, for the shipped network and the SubNets of models/supernet/voice, and writes
// models/accuracy.json. Every recording goes through the application's own log-mel, activity, quality and windows.
//   npx node models/training/measure-voice-embed.ts --data ../shared/data [--sets dev,test] [--subnets NAME,NAME]
//     [--precisions float32,int16x8,int4] [--out FILE]
// All pairs of files, whole and of the first 3 s of speech. Choices are made on dev (dsp20 and urdu); test (libri-other) is
// only reported. Prints one JSON document.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readAudioFile } from '../../main/capture/audio-file.ts'
import { VisemeError } from '../../main/errors.ts'
import { type AccuracyFigure, noteAccuracies } from '../../main/evaluation/accuracy-record.ts'
import { ComparisonList, cosine } from '../../main/evaluation/comparisons.ts'
import { readDataSet } from '../../main/evaluation/data-set.ts'
import type { Interval } from '../../main/evaluation/interval.ts'
import { type Pairs, pairedDifference, verifyPairs } from '../../main/evaluation/pair-verification.ts'
import type { Precision } from '../../main/inference/convert/convert.ts'
import { type PreparedModel, prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { subnetModel } from '../../main/supernet/subnet-model.ts'
import { findSpeech } from '../../main/voice/activity.ts'
import { type EmbeddingBoard, embedSpeech, speechFrames } from '../../main/voice/embed.ts'
import { BANDS, FRAMES_PER_SECOND, logMel } from '../../main/voice/mel.ts'
import { measureQuality, requireUsable } from '../../main/voice/quality.ts'

const SHORT_SECONDS = 3
const SHIPPED = 'voice-embed'
const SETS: Record<string, { file: string; name: string }> = {
  dev: { file: 'voices-dev.csv', name: 'dsp20 and urdu, development' },
  test: { file: 'libri-other-test.csv', name: 'libri-other' },
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    sets: { type: 'string', default: 'dev' },
    subnets: { type: 'string' },
    precisions: { type: 'string', default: 'float32' },
    models: { type: 'string', default: 'models' },
    out: { type: 'string' },
  },
})

interface Recording {
  person: string
  /** Log-mel frames of the speech, [frames, BANDS]. */
  speech: Float32Array
}

interface RecordingSet {
  name: string
  recordings: Recording[]
  refused: number
}

async function recordingSet(file: string, name: string): Promise<RecordingSet> {
  const set: RecordingSet = { name, recordings: [], refused: 0 }
  for (const { person, path } of readDataSet(join(options.data, 'evaluation', file)).samples) {
    const samples = await readAudioFile(path)
    const mel = logMel(samples)
    const activity = findSpeech(mel.levels)
    try {
      requireUsable(samples, measureQuality(samples, activity))
      set.recordings.push({ person, speech: speechFrames(mel.values, activity.segments) })
    } catch (error) {
      if (!(error instanceof VisemeError)) throw error
      set.refused++
    }
  }
  return set
}

/** The first seconds of everybody's speech. */
function shortened({ name, recordings, refused }: RecordingSet): RecordingSet {
  const values = SHORT_SECONDS * FRAMES_PER_SECOND * BANDS
  return {
    name: `${name}, ${SHORT_SECONDS} s of speech`,
    recordings: recordings.map(({ person, speech }) => ({ person, speech: speech.subarray(0, values) })),
    refused,
  }
}

/** Runs a network without a board. */
const desk: EmbeddingBoard<{ prepared: PreparedModel }> = {
  invoke: ({ prepared }, inputs) => prepared.invoke(inputs),
  work: () => {},
}

function compare(bytes: Uint8Array, { recordings }: RecordingSet): Pairs {
  const network = { prepared: prepare(readModel(bytes)) }
  const embedded = recordings.map(({ person, speech }) => ({
    person,
    embedding: embedSpeech(desk, network, speech),
  }))
  const list = new ComparisonList()
  embedded.forEach((first, at) => {
    for (const second of embedded.slice(at + 1)) {
      list.add(first.person, second.person, cosine(first.embedding, second.embedding))
    }
  })
  return list.comparisons()
}

const supernet = readSupernet(join(options.models, 'supernet', 'voice'))
const bytesOf = (name: string, precision: Precision): Uint8Array =>
  name === SHIPPED
    ? networkOf(readZoo(options.models), SHIPPED).bytes
    : subnetModel(supernet, name, precision)
const names = options.subnets?.split(',') ?? [SHIPPED, ...supernet.subnets.map(({ name }) => name)]
const precisions = options.precisions.split(',').filter((each) => each !== '') as Precision[]
const date = new Date().toISOString().slice(0, 10)
const command = `npx node models/training/measure-voice-embed.ts ${process.argv.slice(2).join(' ')}`.trim()
const figures: AccuracyFigure[] = []
const told: unknown[] = []

function note(
  set: RecordingSet,
  name: string,
  precision: Precision,
  { scores, people }: Pairs,
  measure: string,
  { value, low, high }: Interval,
): void {
  const counts = {
    genuine: scores.genuine.length,
    impostor: scores.impostor.length,
    people: people.count,
    recordings: set.recordings.length,
    refused: set.refused,
  }
  const sha256 = createHash('sha256').update(bytesOf(name, precision)).digest('hex')
  const network = name === SHIPPED ? name : `${supernet.name}/${name}`
  figures.push({
    network,
    precision,
    sha256,
    set: set.name,
    measure,
    value,
    low,
    high,
    counts,
    command,
    date,
  })
  told.push({ network, precision, set: set.name, measure, value, low, high })
  const percent = [value, low, high].map((each) => (100 * each).toFixed(2))
  process.stderr.write(
    `${name} ${precision}, ${set.name}, ${measure}: ${percent[0]} % (${percent[1]} to ${percent[2]})\n`,
  )
}

for (const key of options.sets.split(',')) {
  const whole = await recordingSet(SETS[key].file, SETS[key].name)
  for (const set of [whole, shortened(whole)]) {
    for (const name of names) {
      const int8 = compare(bytesOf(name, 'int8'), set)
      note(set, name, 'int8', int8, 'EER', verifyPairs(int8, 0).eer)
      for (const precision of name === SHIPPED ? [] : precisions) {
        const other = compare(bytesOf(name, precision), set)
        note(set, name, precision, other, 'EER', verifyPairs(other, 0).eer)
        const [low, high] = precision === 'float32' ? [int8, other] : [other, int8]
        const { eer } = pairedDifference({ ...low, threshold: 0 }, { ...high, threshold: 0 }, low.people)
        const against = precision === 'float32' ? 'EER minus that of float32' : 'EER minus that of int8'
        note(set, name, precision === 'float32' ? 'int8' : precision, low, against, eer)
      }
    }
  }
}
if (options.out) noteAccuracies(options.out, figures)
console.log(JSON.stringify({ figures: told }, null, 1))
