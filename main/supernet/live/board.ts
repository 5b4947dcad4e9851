// A board with both SuperNets in place of the embedding networks: detector and landmarks beside the face's, each of the
// two with an arena of its own, and half of the internal RAM that is left as the persistent buffer of each.

import { join } from 'node:path'
import type { Modality } from '../../../enrollment-data/records.ts'
import { modalities } from '../../../enrollment-data/records.ts'
import type { Board } from '../../board/boards.ts'
import type { Machine } from '../../board/machine.ts'
import { powerOn } from '../../board/machine.ts'
import type { BoardOptions } from '../../board/options.ts'
import { type FaceChain, loadFaceChain } from '../../face/chain.ts'
import { listSupernets, networkOf, readZoo, type Zoo, zooFolder } from '../../inference/zoo.ts'
import { loadVoiceChain, type VoiceChain } from '../../voice/chain.ts'
import { readSupernet, SupernetError, type SupernetImage } from '../image.ts'
import { type RunnableSubNet, type RunnableSuperNet, SuperNetOnBoard } from '../on-board.ts'
import { serveAs } from '../served-supernet.ts'

/** Bytes that a buffer's size is a multiple of: a line of the ESP32's cache. */
const GRAIN = 32

export interface LiveSupernet {
  name: string
  /** Of the .bin file: what a calibration was fitted on. */
  sha256: string
  served: RunnableSuperNet
  /** The largest of these SubNets: it embeds what enrolment takes, and every SubNet's embeddings are compared with its templates. */
  reference: RunnableSubNet
}

export interface LiveBoard {
  machine: Machine
  /** With the reference SubNet of each. */
  face: FaceChain
  voice: VoiceChain
  onBoard: Record<Modality, SuperNetOnBoard>
}

/**
 * The zoo's SuperNet of a modality with the SubNets that are meant to be used; `accuracyOf` tells each one's accuracy,
 * null where it is not to be served. Throws ZooError, SupernetError.
 */
export function liveSupernet(
  modality: Modality,
  accuracyOf: (subnet: string) => number | null,
  folder: string = zooFolder(),
): LiveSupernet {
  const entry = listSupernets(folder).find(({ name }) => name === `${modality}-embed`)
  if (entry === undefined) throw new SupernetError(`The zoo has no SuperNet of the ${modality}.`)
  const image = readSupernet(join(folder, entry.stem))
  const subnets = image.subnets.filter(({ name }) => entry.subnets.includes(name))
  return asLive(entry.name, { ...image, subnets }, accuracyOf)
}

/** A SuperNet's image, all SubNets of which embed into the same space. */
export function asLive(
  name: string,
  image: SupernetImage,
  accuracyOf: (subnet: string) => number | null,
): LiveSupernet {
  const served = serveAs(name, image, (_, subnet) => accuracyOf(subnet))
  const macs = ({ cost }: RunnableSubNet) => cost.operators.reduce((sum, operator) => sum + operator.macs, 0)
  const reference = served.subnets.reduce((a, b) => (macs(b) > macs(a) ? b : a))
  return { name, sha256: image.sha256, served, reference }
}

/** Switches a board on and puts everything on it; the buffers last. Throws FlashOverflowError, OutOfMemoryError (exit 3). */
export function liveBoard(
  supernets: Record<Modality, LiveSupernet>,
  board?: Board,
  options?: Partial<BoardOptions>,
  zoo: Zoo = readZoo(),
): LiveBoard {
  const machine = powerOn(board, options)
  const placed = (modality: Modality) =>
    new SuperNetOnBoard(machine, supernets[modality].served, 0, `${modality} arena`)
  const onBoard = { face: placed('face'), voice: placed('voice') }
  const reference = (modality: Modality) => onBoard[modality].network(supernets[modality].reference)
  const faceModels = {
    'face-detect': networkOf(zoo, 'face-detect').bytes,
    'face-landmarks': networkOf(zoo, 'face-landmarks').bytes,
    'face-embed': reference('face'),
  }
  const face = loadFaceChain(machine, faceModels, 'face arena')
  const voice = loadVoiceChain(machine, reference('voice'), 'voice arena')
  const share = Math.floor(machine.heap.largestFree(['byte']) / 2 / GRAIN) * GRAIN - GRAIN
  for (const modality of modalities) onBoard[modality].takeBuffer(Math.max(0, share))
  return { machine, face, voice, onBoard }
}
