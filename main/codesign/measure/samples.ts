// The samples that designs are measured on, taken as far as they are the same for all embedding networks: a face through
// the chain's own detector, landmarks, quality gate and alignment; a voice through its log-mel, activity and quality.
// Kept in memory only.

import { join } from 'node:path'
import type { Modality } from '../../../enrollment-data/records.ts'
import { NEEDED } from '../../authentication/enrol.ts'
import type { LoadedNetwork } from '../../board/machine.ts'
import { VisemeError } from '../../errors.ts'
import { developmentSamples } from '../../evaluation/calibrate.ts'
import type { DataSample } from '../../evaluation/data-set.ts'
import { readDataSet } from '../../evaluation/data-set.ts'
import { readPicture, readRecording } from '../../evaluation/read-sample.ts'
import { type ChainMachine, FACE_NETWORKS, type FaceChain, loadFaceChain } from '../../face/chain.ts'
import type { Image } from '../../face/image.ts'
import { prepare } from '../../inference/interpreter.ts'
import { readModel } from '../../inference/reader.ts'
import { networkOf, readZoo } from '../../inference/zoo.ts'
import { findSpeech } from '../../voice/activity.ts'
import { speechFrames } from '../../voice/embed.ts'
import { logMel } from '../../voice/mel.ts'
import { measureQuality, requireLength, requireUsable } from '../../voice/quality.ts'

/** A face's crops by their side, or a voice's log-mel frames of speech. */
export type Material = ReadonlyMap<number, Image> | Float32Array

export interface PersonSamples<T extends Material = Material> {
  person: string
  samples: T[]
}

export interface SampleSet<T extends Material = Material> {
  name: string
  people: PersonSamples<T>[]
  /** Share of samples that gave nothing to embed. */
  fta: number
}

/** Files below the data folder: designs are chosen by the development people, the test people are only reported. */
export const SETS = {
  development: { face: 'lfw-tune.csv', voice: 'voices-dev.csv' },
  test: { face: 'lfw-test.csv', voice: 'libri-other-test.csv' },
} as const
export type SetName = keyof typeof SETS

const NAMES: Record<SetName, Record<Modality, string>> = {
  development: { face: 'LFW folds 7-8', voice: 'dsp20 and urdu' },
  test: { face: 'LFW folds 9-10', voice: 'libri-other' },
}

export const evaluationFile = (data: string, file: string): string => join(data, 'evaluation', file)

/** The samples of those people who have enough for a template and an attempt. */
function samplesOf(data: string, set: SetName, modality: Modality): DataSample[] {
  const read = readDataSet(evaluationFile(data, SETS[set][modality]))
  const people = Map.groupBy(read.samples, ({ person }) => person)
  const samples = read.samples.filter(({ person }) => people.get(person)!.length > NEEDED[modality])
  return developmentSamples(
    { sets: { face: { ...read, samples }, voice: { ...read, samples } }, enrolment: NEEDED },
    modality,
  )
}

async function gather<T extends Material>(
  name: string,
  samples: readonly DataSample[],
  take: (sample: DataSample) => Promise<T>,
  onSample: () => void,
): Promise<SampleSet<T>> {
  const people = new Map<string, T[]>()
  let failed = 0
  for (const sample of samples) {
    const own = people.get(sample.person) ?? []
    people.set(sample.person, own)
    try {
      own.push(await take(sample))
    } catch (error) {
      if (!(error instanceof VisemeError) || error.exitCode !== 2) throw error
      failed++
    }
    onSample()
  }
  return {
    name,
    people: [...people].map(([person, own]) => ({ person, samples: own })),
    fta: failed / samples.length,
  }
}

/** Aligned crops of every picture, by side. */
export function gatherFaces(
  data: string,
  set: SetName,
  sides: readonly number[],
  onSample: () => void = () => {},
): Promise<SampleSet<ReadonlyMap<number, Image>>> {
  const chain = deskChain()
  const take = async (sample: DataSample): Promise<ReadonlyMap<number, Image>> =>
    cropsOf(chain, await readPicture({ kind: 'file', path: sample.path, start: null, end: null }), sides)
  return gather(NAMES[set].face, samplesOf(data, set, 'face'), take, onSample)
}

/** Log-mel frames of the speech of every recording. */
export function gatherVoices(
  data: string,
  set: SetName,
  onSample: () => void = () => {},
): Promise<SampleSet<Float32Array>> {
  const take = async ({ path, start, end }: DataSample): Promise<Float32Array> => {
    const samples = await readRecording({ kind: 'file', path, start, end })
    requireLength(samples)
    const mel = logMel(samples)
    const activity = findSpeech(mel.levels)
    requireUsable(samples, measureQuality(samples, activity))
    return speechFrames(mel.values, activity.segments)
  }
  return gather(NAMES[set].voice, samplesOf(data, set, 'voice'), take, onSample)
}

/** Networks that run on no board: nothing is charged. */
const desk: ChainMachine = {
  load: (name, bytes) => ({ name, prepared: prepare(readModel(bytes)) }) as LoadedNetwork,
  invoke: ({ prepared }, inputs) => prepared.invoke(inputs),
  work: () => {},
  withBuffer: (_name, _bytes, body) => body(),
}

function deskChain(): FaceChain {
  const zoo = readZoo()
  const models = Object.fromEntries(FACE_NETWORKS.map((name) => [name, networkOf(zoo, name).bytes]))
  return loadFaceChain(desk, models as Parameters<typeof loadFaceChain>[1])
}

/** The crops that the chain gives embedding networks of these sides. Throws FaceError. */
export function cropsOf(
  chain: FaceChain,
  picture: Image,
  sides: readonly number[],
): ReadonlyMap<number, Image> {
  const { prepared } = chain.networks['face-embed']
  const crops = new Map<number, Image>()
  const keeping = (side: number): LoadedNetwork => ({
    ...chain.networks['face-embed'],
    prepared: {
      ...prepared,
      inputs: [{ ...prepared.inputs[0], shape: [1, side, side, 3] }],
      invoke: ([pixels]) => {
        crops.set(side, { width: side, height: side, channels: 3, data: pixels.map((pixel) => pixel ^ 0x80) })
        return prepared.outputs.map(({ bytes }) => new Uint8Array(bytes))
      },
    },
  })
  chain.captureBy(
    picture,
    sides.map((side) => () => keeping(side)),
  )
  return crops
}
