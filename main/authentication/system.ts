// The system that enrols and verifies: a board with the four networks in its flash, both chains loaded, the fusion.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Board } from '../board/boards.ts'
import { type Machine, powerOn } from '../board/machine.ts'
import type { BoardOptions } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import { FACE_NETWORKS, type FaceChain, type FaceNetwork, loadFaceChain } from '../face/chain.ts'
import { networkOf, readZoo, type Zoo } from '../inference/zoo.ts'
import { loadVoiceChain, VOICE_NETWORK, type VoiceChain } from '../voice/chain.ts'
import { type Evidence, type Fusion, fittedOn, readFusion } from './fusion.ts'
import {
  type OperatingPointInUse,
  operatingPointInUse,
  type StoredOperatingPoint,
  withOperatingPoint,
} from './operating-point.ts'

export interface SystemOptions {
  /** By default the ESP-EYE. */
  board?: Board
  boardOptions?: Partial<BoardOptions>
  zoo?: Zoo
  /** By default models/fusion.json, read when it is first needed. */
  fusion?: Fusion
  /** Thresholds that were chosen from an evaluation, in place of the shipped ones; asked before each decision. */
  operatingPoint?: () => StoredOperatingPoint | null
}

/** The embedding networks, by the names they have in the zoo. */
const EMBEDDERS: Record<Modality, string> = { face: 'face-embed', voice: VOICE_NETWORK }

/**
 * Switches a board on and puts the networks on it.
 * Throws FlashOverflowError and OutOfMemoryError (exit 3) where they do not fit, ZooError (4).
 */
export function startSystem({
  board,
  boardOptions,
  zoo = readZoo(),
  fusion,
  operatingPoint,
}: SystemOptions = {}): System {
  const machine = powerOn(board, boardOptions)
  const { face, voice } = loadChains(machine, zoo)
  const models = {
    face: networkOf(zoo, EMBEDDERS.face).sha256,
    voice: networkOf(zoo, EMBEDDERS.voice).sha256,
  }
  return new System(machine, face, voice, models, fusion, operatingPoint)
}

/**
 * Lays the networks out in the board's flash and gives them their arenas: one for the face on core 0, one for the
 * voice on core 1, so that both run at the same time. Throws as `startSystem`.
 */
export function loadChains(machine: Machine, zoo: Zoo): { face: FaceChain; voice: VoiceChain } {
  machine.flashImage([...zoo.values()].map(({ name, bytes }) => ({ name, bytes: bytes.length })))
  const faceModels = Object.fromEntries(
    FACE_NETWORKS.map((name) => [name, networkOf(zoo, name).bytes]),
  ) as Record<FaceNetwork, Uint8Array>
  return {
    face: loadFaceChain(machine, faceModels, 'face arena'),
    voice: loadVoiceChain(machine, networkOf(zoo, VOICE_NETWORK).bytes, 'voice arena'),
  }
}

export class System {
  readonly machine: Machine
  readonly face: FaceChain
  readonly voice: VoiceChain
  /** sha256 of the embedding networks: what a template can be compared with. */
  readonly models: Record<Modality, string>
  #fusion: Fusion | undefined
  readonly #operatingPoint: () => StoredOperatingPoint | null
  #lastAttempt: Promise<unknown> = Promise.resolve()

  constructor(
    machine: Machine,
    face: FaceChain,
    voice: VoiceChain,
    models: Record<Modality, string>,
    fusion?: Fusion,
    operatingPoint: () => StoredOperatingPoint | null = () => null,
  ) {
    this.machine = machine
    this.face = face
    this.voice = voice
    this.models = models
    this.#fusion = fusion
    this.#operatingPoint = operatingPoint
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
