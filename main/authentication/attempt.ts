// What verification and identification share: capture on the board, what the attempt cost there, what is logged.

import type { Attempt, Modality, Person } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import type { BoardReport, Machine } from '../board/machine.ts'
import { VisemeError } from '../errors.ts'
import type { FaceInstruction } from '../face/guidance.ts'
import type { VoiceInstruction } from '../voice/guidance.ts'
import { type Captured, captureAll, fuseSamples, type Presented, type Progress } from './capture.ts'
import type { FusedScore } from './fusion.ts'
import type { PresenceReport } from './liveness/presence.ts'
import type { Charge } from './lock-out.ts'
import type { Moment } from './machine-clock.ts'
import type { OperatingPointInUse } from './operating-point.ts'
import type { ServedNetwork } from './served-network.ts'
import type { System } from './system.ts'
import { cosine, EMBEDDING_LENGTH, RECORD_BYTES, readTemplateOf } from './template.ts'

export interface ModalityResult {
  /** Cosine to the template, -1 to 1. */
  score: number
  /** Natural-log likelihood ratio of that cosine. */
  llr: number
  /** Of what was presented, 0 to 1. */
  quality: number
}

export type DecisionReason =
  | 'score-reaches-threshold'
  | 'score-below-threshold'
  | 'face-suffices'
  | 'face-too-unlike'
  | 'voice-needed'
  | 'attack-suspected'
  | 'voice-against'

/** The JSON document of `viseme verify`; `person` is null when identification recognises nobody. */
export interface Decision {
  person: string | null
  decision: 'accept' | 'reject'
  /** The last three of a cascade: the face decided alone, or is unsure without a voice. */
  reason: DecisionReason
  /** Fused log-likelihood ratio. */
  score: number
  threshold: number
  modalities: Partial<Record<Modality, ModalityResult>>
  /** What would make the next attempt better; null where what was presented was good. */
  advice: { face?: FaceInstruction | null; voice?: VoiceInstruction | null }
  /** Where the threshold comes from. */
  operating_point: OperatingPointInUse
  /** What was presented, or the person it was compared with, is simulated. */
  simulated: boolean
  /** The signs of life, where a challenge was part of the attempt. */
  presence?: PresenceReport
  board: BoardCost
}

export type BoardCost = Pick<
  BoardReport,
  'latency_ms' | 'stages' | 'peak_ram_bytes' | 'flash_bytes' | 'energy_mj'
> & {
  /** Where a scheduler chose the networks. */
  served?: ServedNetwork[]
}

export interface AttemptRequest extends Presented {
  /** A researcher's trial: lock-out neither refuses nor counts it. Default false. */
  trial?: boolean
  /** The face first, the voice only where the face is unsure (cascade.ts). Default false. */
  cascade?: boolean
  /** Signs of life; an attempt that lacks them is rejected whatever its scores. */
  presence?: PresenceReport
  /** What lock-out counted when the movement of the challenge was told. */
  charge?: Charge
  /** The clock that lock-out waits by. Default the machine's own. */
  clock?: () => Moment
  onProgress?: (progress: Progress) => void
}

/**
 * Log-likelihood ratio below which a voice speaks against the claim, seven to one: where face and voice must come together,
 * no face makes up for it. Chosen on the development voices.
 */
const VOICE_AGAINST = -2

/** Why an attempt with a challenge is rejected whatever its fused score; null where nothing speaks against it. */
export function suspicionOf(
  presence: Pick<PresenceReport, 'passed'> | undefined,
  { ratios }: Pick<FusedScore, 'ratios'>,
): DecisionReason | null {
  if (!presence) return null
  if (!presence.passed) return 'attack-suspected'
  return (ratios.voice ?? 0) < VOICE_AGAINST ? 'voice-against' : null
}

/** What one attempt showed: an embedding and a quality per modality presented. */
export type Probe = Partial<Record<Modality, Captured>>

/** Captures an attempt's samples, several of one modality as one. Throws `nothing-presented`, SampleError. */
export async function takeProbe(system: System, request: AttemptRequest): Promise<Probe> {
  if (request.faces.length + request.voices.length === 0) {
    throw new VisemeError({
      code: 'nothing-presented',
      message: 'Neither a picture nor a recording was presented.',
      next: 'Present a face, a voice, or both.',
      exitCode: 2,
    })
  }
  const captures = await captureAll(system, request, request.onProgress)
  const face = fuseSamples(captures.face)
  const voice = fuseSamples(captures.voice)
  return { ...(face && { face }), ...(voice && { voice }) }
}

/** What to change before another attempt, by modality presented. */
export function adviceOf({ face, voice }: Probe): Decision['advice'] {
  return {
    ...(face && { face: face.advice as FaceInstruction | null }),
    ...(voice && { voice: voice.advice as VoiceInstruction | null }),
  }
}

/** The modalities of `probe` in which a person's template was made by another network than the one in use. */
export function outdatedIn(system: System, person: Person, probe: Probe): Modality[] {
  return person.templates
    .filter(({ modality, model }) => probe[modality] && model !== system.models[modality])
    .map(({ modality }) => modality)
}

/** Refuses to compare with a template of another network. */
export function refuseOutdated(names: readonly string[]): never {
  throw new VisemeError({
    code: 'template-outdated',
    message: `The template of ${names.join(', ')} was made by another network and cannot be compared.`,
    next: 'Remove the person and enrol them again with the networks in use, or go back to those that they were enrolled with.',
    exitCode: 2,
  })
}

/**
 * Cosine of each modality presented to a person's template, and the board's time for it.
 * Throws `template-damaged`, `store-locked`.
 */
export function compare(
  store: Store,
  system: System,
  probe: Probe,
  person: Person,
): Partial<Record<Modality, number>> {
  const cosines: Partial<Record<Modality, number>> = {}
  for (const stored of store.templates(person)) {
    const { modality } = stored
    const captured = probe[modality]
    if (!captured) continue
    spendComparison(system.machine)
    cosines[modality] = cosine(captured.embedding, readTemplateOf(person, stored))
  }
  return cosines
}

/** The board's time for one template: its record is read from flash, its cosine computed. */
export function spendComparison(machine: Pick<Machine, 'work'>): void {
  machine.work('compare', 'copy', RECORD_BYTES)
  machine.work('compare', 'dot', EMBEDDING_LENGTH)
}

/** Whether what is stored of one person is damaged, which is no reason to fail for the others. */
export const isDamaged = (error: unknown): error is VisemeError =>
  error instanceof VisemeError && error.code === 'template-damaged'

/** Per modality presented: cosine, likelihood ratio, quality. */
export function modalityResults(
  probe: Probe,
  cosines: Partial<Record<Modality, number>>,
  { ratios }: FusedScore,
): Decision['modalities'] {
  const results: Decision['modalities'] = {}
  for (const modality of Object.keys(probe) as Modality[]) {
    results[modality] = {
      score: cosines[modality]!,
      llr: ratios[modality]!,
      quality: probe[modality]!.quality,
    }
  }
  return results
}

/** What the attempt has cost the board so far. */
export function boardCost(system: System): BoardCost {
  const { latency_ms, stages, peak_ram_bytes, flash_bytes, energy_mj } = system.machine.report()
  const served = system.served()
  return {
    latency_ms,
    stages,
    peak_ram_bytes,
    flash_bytes,
    energy_mj,
    ...(served.length > 0 && { served }),
  }
}

/** What the audit log is told of a decision about `personId`. */
export function attemptRow(
  system: System,
  task: Attempt['task'],
  personId: number,
  decision: Omit<Decision, 'person' | 'operating_point'>,
): Omit<Attempt, 'trial' | 'failures'> {
  const modalities: Attempt['modalities'] = {}
  for (const [modality, { score, quality }] of Object.entries(decision.modalities) as [
    Modality,
    ModalityResult,
  ][]) {
    modalities[modality] = { score, quality, model: system.models[modality] }
  }
  return {
    personId,
    at: new Date().toISOString(),
    task,
    simulated: decision.simulated,
    decision: decision.decision,
    reason: decision.reason,
    score: decision.score,
    threshold: decision.threshold,
    modalities,
    latencyMs: decision.board.latency_ms.estimate,
    energyMj: decision.board.energy_mj,
  }
}
