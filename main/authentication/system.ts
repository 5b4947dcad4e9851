// The system that enrols and verifies: a board with the four networks in its flash, both chains loaded, the fusion.

import { createHash } from 'node:crypto'
import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { type Board, boards } from '../board/boards.ts'
import { type Machine, powerOn } from '../board/machine.ts'
import type { BoardOptions } from '../board/options.ts'
import { withSensors } from '../board/placement.ts'
import { VisemeError } from '../errors.ts'
import { FACE_NETWORKS, type FaceChain, type FaceNetwork, loadFaceChain } from '../face/chain.ts'
import { networkOf, readZoo, type Zoo } from '../inference/zoo.ts'
import { loadVoiceChain, VOICE_NETWORK, type VoiceChain } from '../voice/chain.ts'
import type { Presented } from './capture.ts'
import { type Evidence, type Fusion, fittedOn, readFusion } from './fusion.ts'
import {
  type OperatingPointInUse,
  operatingPointInUse,
  type StoredOperatingPoint,
  withOperatingPoint,
} from './operating-point.ts'
import type { ServedNetwork } from './served-network.ts'

export interface SystemOptions {
  /** By default the ESP-EYE. */
  board?: Board
  boardOptions?: Partial<BoardOptions>
  zoo?: Zoo
  /** What it decides by; its board has no networks and no sensor of the other. Default both. */
  modalities?: readonly Modality[]
  /** By default models/fusion.json, read when it is first needed. */
  fusion?: Fusion
  /** Every attempt is a cascade: the voice only where the face is unsure. Default: where an attempt asks for it. */
  cascade?: boolean
  /** Thresholds that were chosen from an evaluation, in place of the shipped ones; asked before each decision. */
  operatingPoint?: () => StoredOperatingPoint | null
}

/** The embedding networks, by the names they have in the zoo. */
const EMBEDDERS: Record<Modality, string> = { face: 'face-embed', voice: VOICE_NETWORK }
/** The networks of each chain. */
const NETWORKS: Record<Modality, readonly string[]> = { face: FACE_NETWORKS, voice: [VOICE_NETWORK] }

/** The zoo with other embedding networks, SubNets for example, in place of its own. */
export function withEmbedders(zoo: Zoo, embedders: Partial<Record<Modality, Uint8Array>>): Zoo {
  const changed = modalities.flatMap((modality) => {
    const bytes = embedders[modality]
    if (!bytes) return []
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return [[EMBEDDERS[modality], { ...networkOf(zoo, EMBEDDERS[modality]), bytes, sha256 }] as const]
  })
  return new Map([...zoo, ...changed])
}

/**
 * Switches a board on and puts the networks on it.
 * Throws FlashOverflowError and OutOfMemoryError (exit 3) where they do not fit, ZooError (4).
 */
export function startSystem({
  board,
  boardOptions,
  zoo = readZoo(),
  modalities: decides = modalities,
  fusion,
  cascade,
  operatingPoint,
}: SystemOptions = {}): System {
  const machine = powerOn(boardFor(decides, board), boardOptions)
  const { face, voice } = loadChains(machine, zoo, decides)
  const modelOf = (modality: Modality): string =>
    decides.includes(modality) ? networkOf(zoo, EMBEDDERS[modality]).sha256 : ''
  const models = { face: modelOf('face'), voice: modelOf('voice') }
  return new System(machine, face, voice, models, fusion, operatingPoint, cascade)
}

/** The board without the sensors that nothing is decided by. */
export const boardFor = (decides: readonly Modality[], board: Board = boards['esp-eye']): Board =>
  decides.length === modalities.length
    ? board
    : withSensors(board, { camera: decides.includes('face'), microphone: decides.includes('voice') })

/**
 * Lays the networks out in the board's flash and gives them their arenas: one for the face on core 0, one for the
 * voice on core 1, so that both run at the same time. Null where nothing is decided by a modality. Throws as `startSystem`.
 */
export function loadChains(
  machine: Machine,
  zoo: Zoo,
  decides: readonly Modality[] = modalities,
): { face: FaceChain | null; voice: VoiceChain | null } {
  const left = new Set(modalities.filter((each) => !decides.includes(each)).flatMap((each) => NETWORKS[each]))
  const held = [...zoo.values()].filter(({ name }) => !left.has(name))
  machine.flashImage(held.map(({ name, bytes }) => ({ name, bytes: bytes.length })))
  const faceModels = () =>
    Object.fromEntries(FACE_NETWORKS.map((name) => [name, networkOf(zoo, name).bytes])) as Record<
      FaceNetwork,
      Uint8Array
    >
  return {
    face: decides.includes('face') ? loadFaceChain(machine, faceModels(), 'face arena') : null,
    voice: decides.includes('voice')
      ? loadVoiceChain(machine, networkOf(zoo, VOICE_NETWORK).bytes, 'voice arena')
      : null,
  }
}

export class System {
  readonly machine: Machine
  readonly #chains: { face: FaceChain | null; voice: VoiceChain | null }
  /** sha256 of the embedding networks: what a template can be compared with; empty of a modality it has not. */
  readonly models: Record<Modality, string>
  /** Every attempt is a cascade. */
  readonly cascade: boolean
  #fusion: Fusion | undefined
  readonly #operatingPoint: () => StoredOperatingPoint | null
  #lastAttempt: Promise<unknown> = Promise.resolve()

  constructor(
    machine: Machine,
    face: FaceChain | null,
    voice: VoiceChain | null,
    models: Record<Modality, string>,
    fusion?: Fusion,
    operatingPoint: () => StoredOperatingPoint | null = () => null,
    cascade = false,
  ) {
    this.machine = machine
    this.#chains = { face, voice }
    this.models = models
    this.#fusion = fusion
    this.#operatingPoint = operatingPoint
    this.cascade = cascade
  }

  /** What it decides by. */
  get modalities(): readonly Modality[] {
    return modalities.filter((modality) => this.#chains[modality] !== null)
  }

  /** Throws `no-such-modality` (exit 2) where the system decides by the voice alone. */
  get face(): FaceChain {
    return this.#chains.face ?? refuseModality('face', 'voice')
  }

  /** Throws `no-such-modality` (exit 2) where the system decides by the face alone. */
  get voice(): VoiceChain {
    return this.#chains.voice ?? refuseModality('voice', 'face')
  }

  /**
   * The calibration, with the thresholds of the operating point in use. Throws `fusion-unreadable`, `fusion-outdated`
   * when it was fitted on other networks than these, `operating-point-unreadable`, and `operating-point-outdated`.
   */
  get fusion(): Fusion {
    const point = this.#operatingPoint()
    return point ? withOperatingPoint(this.#shippedFusion(), point) : this.#shippedFusion()
  }

  /** What a decision by this evidence rests on. Throws as `fusion`. */
  operatingPointOf(evidence: Evidence): OperatingPointInUse {
    return operatingPointInUse(this.#shippedFusion(), this.#operatingPoint(), evidence)
  }

  #shippedFusion(): Fusion {
    this.#fusion ??= readFusion()
    if (!fittedOn(this.#fusion, this.models)) {
      throw new VisemeError({
        code: 'fusion-outdated',
        message: 'The calibration of the scores was fitted on other networks than those in use.',
        next: 'Restore the folder models/ from the repository, or fit the calibration again.',
        exitCode: 4,
      })
    }
    return this.#fusion
  }

  /** The system as it takes one attempt: itself, unless a scheduler chooses the networks (main/supernet/live/). */
  forAttempt(_presented: Presented): System {
    return this
  }

  /** What a scheduler has served in this attempt; nothing where the networks are fixed. */
  served(): ServedNetwork[] {
    return []
  }

  /** Runs one attempt after those already asked for: the board does one at a time, each from time zero. */
  attempt<T>(body: () => Promise<T>): Promise<T> {
    const run = async () => {
      this.machine.reset()
      return body()
    }
    const attempt = this.#lastAttempt.then(run, run)
    this.#lastAttempt = attempt
    return attempt
  }
}

function refuseModality(missing: Modality, present: Modality): never {
  throw new VisemeError({
    code: 'no-such-modality',
    message: `The system in use decides by the ${present} alone; there is no network for the ${missing} on its board.`,
    next: `Present the ${present} only, or go back to the default system.`,
    exitCode: 2,
  })
}
