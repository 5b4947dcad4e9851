// The system that enrols and verifies under SUSHI's scheduler: for each attempt a SubNet of the face and one of the voice
// are chosen by what surrounds it. Templates are the largest served SubNets', which are the shipped networks.

import type { Modality } from '../../../enrollment-data/records.ts'
import type { Presented } from '../../authentication/capture.ts'
import type { Fusion } from '../../authentication/fusion.ts'
import type { ServedNetwork } from '../../authentication/served-network.ts'
import { System } from '../../authentication/system.ts'
import type { Board } from '../../board/boards.ts'
import type { BoardOptions } from '../../board/options.ts'
import type { FaceChain } from '../../face/chain.ts'
import type { VoiceChain } from '../../voice/chain.ts'
import { windowStarts } from '../../voice/embed.ts'
import { frameCount, WINDOW_FRAMES } from '../../voice/mel.ts'
import type { Policy } from '../policy.ts'
import type { Surroundings } from '../surroundings.ts'
import { type LiveBoard, type LiveSupernet, liveBoard, liveSupernet } from './board.ts'
import {
  accuracyIn,
  fusionOf,
  readCalibration,
  requireFittedOn,
  type SupernetCalibration,
} from './calibration.ts'
import { type Choice, LiveNetwork, liveTable } from './live-network.ts'
import type { LiveRecord } from './recording.ts'

export interface Situation extends Surroundings {
  policy: Policy
}

export const usualSituation: Situation = {
  policy: 'strict-accuracy',
  security: 'normal',
  battery: 1,
  load: 0,
  allowedMs: null,
}

export interface ScheduledOptions {
  board?: Board
  boardOptions?: Partial<BoardOptions>
  situation?: Situation
  calibration?: SupernetCalibration
  /** Told after each attempt in which a network ran. */
  onAttempt?: (record: LiveRecord) => void
}

/**
 * Switches a board on and puts both SuperNets on it. Throws FlashOverflowError and OutOfMemoryError (exit 3) where they do
 * not fit, ZooError, SupernetError, `supernet-calibration-unreadable`, `supernet-calibration-outdated` (4).
 */
export async function startScheduled(options: ScheduledOptions = {}): Promise<ScheduledSystem> {
  const calibration = options.calibration ?? readCalibration()
  const live = (modality: Modality) => liveSupernet(modality, accuracyIn(calibration, modality))
  const supernets = { face: await live('face'), voice: await live('voice') }
  for (const modality of ['face', 'voice'] as const) {
    const { sha256, reference } = supernets[modality]
    requireFittedOn(calibration, modality, { sha256, template: reference.name })
  }
  const board = liveBoard(supernets, options.board, options.boardOptions)
  return new ScheduledSystem(board, supernets, calibration, options)
}

export class ScheduledSystem extends System {
  readonly networks: Record<Modality, LiveNetwork>
  /** What surrounds the attempts to come; the user sets it. */
  situation: Situation
  readonly #calibration: SupernetCalibration
  readonly #onAttempt: (record: LiveRecord) => void

  constructor(
    { machine, face, voice, onBoard }: LiveBoard,
    supernets: Record<Modality, LiveSupernet>,
    calibration: SupernetCalibration,
    { situation = usualSituation, onAttempt = () => {} }: ScheduledOptions = {},
  ) {
    const models = { face: supernets.face.reference.sha256, voice: supernets.voice.reference.sha256 }
    const references = { face: supernets.face.reference.name, voice: supernets.voice.reference.name }
    const networkOf = (modality: Modality) => {
      const table = liveTable(supernets[modality], onBoard[modality], machine)
      return new LiveNetwork(modality, supernets[modality], onBoard[modality], table)
    }
    const networks = { face: networkOf('face'), voice: networkOf('voice') }
    const byReference = (modality: Modality) => () => onBoard[modality].network(supernets[modality].reference)
    super(
      machine,
      faceBy(face, byReference('face')),
      voiceBy(voice, byReference('voice')),
      models,
      fusionOf(calibration, references, models),
    )
    this.networks = networks
    this.situation = situation
    this.#calibration = calibration
    this.#onAttempt = onAttempt
  }

  override forAttempt(presented: Presented): System {
    const { policy } = this.situation
    const runs = runsOf(presented)
    const choices = {
      face: this.networks.face.choose(policy, this.situation, runs.face),
      voice: this.networks.voice.choose(policy, this.situation, runs.voice),
    }
    const subnets = {
      face: this.networks.face.nameOf(choices.face),
      voice: this.networks.voice.nameOf(choices.voice),
    }
    return new ScheduledAttempt(this, choices, fusionOf(this.#calibration, subnets, this.models))
  }

  /** Brings the buffers into the state that attempts of the past have left. */
  replay(records: readonly LiveRecord[]): void {
    for (const { policy, pictures, windows, ...surroundings } of records) {
      this.networks.face.replay(policy, surroundings, pictures)
      this.networks.voice.replay(policy, surroundings, windows)
    }
  }

  /** An attempt is over, in which these networks ran. */
  ended(ran: Partial<Record<Modality, Choice>>, { policy, ...surroundings }: Situation): void {
    for (const modality of Object.keys(ran) as Modality[]) this.networks[modality].answered(ran[modality]!)
    const [pictures, windows] = [ran.face?.query.runs ?? 0, ran.voice?.query.runs ?? 0]
    if (pictures + windows > 0) {
      this.#onAttempt({ ...surroundings, policy, at: new Date().toISOString(), pictures, windows })
    }
  }
}

/** The system as one attempt sees it: its chains run the SubNets that were chosen for it. */
class ScheduledAttempt extends System {
  readonly #whole: ScheduledSystem
  readonly #situation: Situation
  readonly #choices: Record<Modality, Choice>
  readonly #ran: Partial<Record<Modality, { runs: number; loadMs: number }>> = {}

  constructor(whole: ScheduledSystem, choices: Record<Modality, Choice>, fusion: Fusion) {
    const inTurn = (modality: Modality) => () => {
      const { network, loadMs } = whole.networks[modality].ready(choices[modality])
      const before = this.#ran[modality]
      this.#ran[modality] = { runs: before?.runs ?? 0, loadMs: (before?.loadMs ?? 0) + loadMs }
      return network
    }
    const count = (modality: Modality) => (runs: number) => {
      this.#ran[modality]!.runs += runs
    }
    super(
      whole.machine,
      faceBy(whole.face, inTurn('face'), count('face')),
      voiceBy(whole.voice, inTurn('voice'), count('voice')),
      whole.models,
      fusion,
    )
    this.#whole = whole
    this.#situation = whole.situation
    this.#choices = choices
  }

  override served(): ServedNetwork[] {
    return (Object.keys(this.#ran) as Modality[]).map((modality) => {
      const { runs, loadMs } = this.#ran[modality]!
      return this.#whole.networks[modality].served(this.#choices[modality], runs, loadMs)
    })
  }

  override attempt<T>(body: () => Promise<T>): Promise<T> {
    return this.#whole.attempt(async () => {
      try {
        return await body()
      } finally {
        const ran = Object.keys(this.#ran) as Modality[]
        this.#whole.ended(
          Object.fromEntries(ran.map((modality) => [modality, this.#choices[modality]])),
          this.#situation,
        )
      }
    })
  }
}

/** The chain with another network in place of its own; `onRuns` is told how often it ran. */
function faceBy(
  chain: FaceChain,
  network: () => ReturnType<LiveNetwork['ready']>['network'],
  onRuns: (runs: number) => void = () => {},
): FaceChain {
  return {
    ...chain,
    capture: (picture) => {
      const { embeddings, ...captured } = chain.captureBy(picture, [network])
      onRuns(1)
      return { embedding: embeddings[0], ...captured }
    },
  }
}

function voiceBy(
  chain: VoiceChain,
  network: () => ReturnType<LiveNetwork['ready']>['network'],
  onRuns: (runs: number) => void = () => {},
): VoiceChain {
  return {
    ...chain,
    capture: (samples) => {
      const { embeddings, windows, quality } = chain.captureBy(samples, [network])
      onRuns(windows)
      return { embedding: embeddings[0], quality }
    },
  }
}

/** The most runs that what is presented can take: every recording as if it were all speech. */
const runsOf = ({ faces, voices }: Presented): Record<Modality, number> => ({
  face: faces.length,
  voice: voices.reduce(
    (sum, { value }) => sum + windowStarts(Math.max(WINDOW_FRAMES, frameCount(value))).length,
    0,
  ),
})
