// The networks a design can choose: SubNets of the space's SuperNets in its precisions, networks of the zoo and of one's
// own as their files are. A SubNet is costed from its profile (profile.ts) where that is of these very files, else it is
// converted first; its bytes are made only where something needs them.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import type { Precision } from '../inference/convert/convert.ts'
import { aboutModel } from '../inference/errors.ts'
import { type NetworkCost, type PreparedModel, prepare } from '../inference/interpreter.ts'
import { BINARY_POINTWISE_OPERATOR } from '../inference/operators/binary-pointwise.ts'
import { readModel } from '../inference/reader.ts'
import { networkOf, readZoo, zooFolder } from '../inference/zoo.ts'
import { readSupernet, type SupernetImage } from '../supernet/image.ts'
import { subnetModel, subnetOf } from '../supernet/subnet-model.ts'
import type { DesignedFace, DesignedVoice } from './design.ts'
import { decodeCost, encodeCost, type Profile, readProfiles } from './profile.ts'
import type { Space } from './space.ts'

export interface Candidate {
  modality: Modality
  name: string
  precision: Precision
  /** Of the .tflite: what an accuracy belongs to. */
  sha256: string
  /** Width, depth, size and so on of a SubNet. */
  choice: Readonly<Record<string, string | number>>
  /** Side of the face crop it takes; null for a voice. */
  side: number | null
  macs: number
  cost: NetworkCost
  /** The .tflite; a SubNet is converted at every call. */
  bytes(): Uint8Array
  /** What profiles.json keeps of a SubNet; null of a network that is a file. */
  profile: Profile | null
}

export interface Candidates {
  face: readonly Candidate[]
  voice: readonly Candidate[]
}

export const profilesPath = (folder: string = zooFolder()): string =>
  join(folder, 'codesign', 'networks.json')

/** Networks of the zoo that can be chosen beside the SubNets, by modality. */
const ZOO_NETWORKS: Record<Modality, readonly string[]> = { face: ['face-binary'], voice: [] }

/** How many candidates readCandidates reads. */
export function countCandidates(space: Space): number {
  const of = (modality: Modality): number => {
    const { supernet, networks, precisions, models } = space[modality]
    const files = networks.filter((name) => ZOO_NETWORKS[modality].includes(name)).length
    const subnets = supernet === null ? 0 : (networks.length - files) * precisions.length
    return files + subnets + models.length
  }
  return of('face') + of('voice')
}

/** Reads what the space names. Throws SupernetError, ZooError, ModelError, `no-such-subnet`, `no-such-network` (exit 2). */
export function readCandidates(
  space: Space,
  folder: string = zooFolder(),
  onCandidate: (done: number, name: string) => void = () => {},
): Candidates {
  const profiles = new Map(readProfiles(profilesPath(folder)).map((each) => [keyOf(each), each]))
  let done = 0
  const of = (modality: Modality): Candidate[] => {
    const { supernet: stem, networks, precisions, models } = space[modality]
    const supernet = stem === null ? null : { image: readSupernet(stem), source: sourceOf(stem) }
    const found: Candidate[] = []
    const add = (candidate: Candidate): void => {
      found.push(candidate)
      onCandidate(++done, candidate.name)
    }
    for (const name of networks) {
      if (ZOO_NETWORKS[modality].includes(name))
        add(fromFile(modality, name, networkOf(readZoo(folder), name).bytes))
      else if (supernet === null) throw noSuchNetwork(modality, name)
      else for (const precision of precisions) add(fromSubnet(modality, supernet, name, precision, profiles))
    }
    for (const { name, file } of models) add(fromFile(modality, name, new Uint8Array(readModelFile(file))))
    return found
  }
  return { face: of('face'), voice: of('voice') }
}

/** The candidates as parts of designs; `seconds` multiply the voices. */
export function designedParts(
  { face, voice }: Candidates,
  { voice: { seconds } }: Pick<Space, 'voice'>,
): { faces: DesignedFace[]; voices: DesignedVoice[] } {
  return {
    faces: face.map(({ name, precision }) => ({ network: name, precision })),
    voices: voice.flatMap(({ name, precision }) =>
      seconds.map((each) => ({ network: name, precision, seconds: each })),
    ),
  }
}

/** The candidate of a part of a design. Throws `no-such-network` (exit 2). */
export function candidateOf(candidates: Candidates, modality: Modality, part: DesignedFace): Candidate {
  const found = candidates[modality].find(
    ({ name, precision }) => name === part.network && precision === part.precision,
  )
  if (found) return found
  throw new VisemeError({
    code: 'no-such-network',
    message: `The space has no ${modality} network ${part.network} at ${part.precision}.`,
    next: `Choose one of ${[...new Set(candidates[modality].map(({ name }) => name))].join(', ')}, at a precision of the space.`,
    exitCode: 2,
  })
}

const keyOf = ({ source, name, precision }: Pick<Profile, 'source' | 'name' | 'precision'>): string =>
  `${source} ${name} ${precision}`

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 over both files of a SuperNet. */
function sourceOf(stem: string): string {
  const hash = createHash('sha256')
  for (const extension of ['json', 'bin']) hash.update(readFileSync(`${stem}.${extension}`))
  return hash.digest('hex')
}

const noSuchNetwork = (modality: Modality, name: string): VisemeError =>
  new VisemeError({
    code: 'no-such-network',
    message: `${name} is no network of the zoo, and the space names no SuperNet of the ${modality} that it could be of.`,
    next: 'Name the SuperNet in the space file, or take the network out of it.',
    exitCode: 2,
  })

function readModelFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `The model ${path} cannot be read.`,
      next: 'Correct the path in the space file.',
      exitCode: 2,
      cause,
    })
  }
}

const macsOf = ({ operators }: NetworkCost): number => operators.reduce((sum, { macs }) => sum + macs, 0)

function fromSubnet(
  modality: Modality,
  { image, source }: { image: SupernetImage; source: string },
  name: string,
  precision: Profile['precision'],
  profiles: ReadonlyMap<string, Profile>,
): Candidate {
  const { choice, input } = subnetOf(image, name)
  const bytes = (): Uint8Array => subnetModel(image, name, precision)
  const profile =
    profiles.get(keyOf({ source, name, precision })) ?? profileOf(source, name, precision, bytes())
  const cost = decodeCost(profile)
  return {
    modality,
    name,
    precision,
    sha256: profile.sha256,
    choice,
    side: modality === 'face' ? input[1] : null,
    macs: macsOf(cost),
    cost,
    bytes,
    profile,
  }
}

function profileOf(
  source: string,
  name: string,
  precision: Profile['precision'],
  bytes: Uint8Array,
): Profile {
  return { source, name, precision, sha256: sha256(bytes), ...encodeCost(prepare(readModel(bytes))) }
}

function fromFile(modality: Modality, name: string, bytes: Uint8Array): Candidate {
  const prepared = aboutModel(name, () => prepare(readModel(bytes)))
  return {
    modality,
    name,
    precision: precisionOf(prepared),
    sha256: sha256(bytes),
    choice: {},
    side: modality === 'face' ? (prepared.inputs[0].shape[1] ?? null) : null,
    macs: macsOf(prepared),
    cost: prepared,
    bytes: () => bytes,
    profile: null,
  }
}

/** The precision a file has: by its input, and by whether weights have four bits or one. */
function precisionOf({ inputs, model }: PreparedModel): Precision {
  const [{ type }] = inputs
  if (type === 'float32') return 'float32'
  if (type === 'int16') return 'int16x8'
  if (model.operators.some(({ op }) => op === BINARY_POINTWISE_OPERATOR)) return 'binary'
  return model.tensors.some((tensor) => tensor.type === 'int4') ? 'int4' : 'int8'
}
