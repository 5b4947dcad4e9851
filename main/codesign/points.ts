// What is known of a design: limits, memory, time, energy, price, error rates, and what the person notices. Plain data;
// snake_case as in the JSON documents. Sizes in bytes, times in ms unless a name says seconds, rates as fractions.

import type { Interval as CostInterval } from '../board/units.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { Design } from './design.ts'

/** FMRs for which thresholds are set on the development people. */
export const STATED_FMRS = [0.1, 0.01, 0.001] as const

/** A limit of the board that the design breaks, as the board itself says it. */
export interface DesignProblem {
  code: string
  message: string
}

/** The level of every factor: what a plot or an analysis groups by. Null: the design has no such part. */
export interface Factors {
  modality: string
  face_network: string | null
  /** Of a SubNet: its width (0 is the narrowest), `deep` or `shallow`, and input size in pixels. */
  face_width: number | null
  face_depth: string | null
  face_size: number | null
  face_precision: string | null
  voice_network: string | null
  /** Of a SubNet: channels, and frame layers. */
  voice_width: number | null
  voice_depth: number | null
  voice_precision: string | null
  seconds: number | null
  board: string
  cpu_mhz: number
  flash: string
  psram: string
  arena: string
  kernels: string
}

/** FNMR at the threshold that stated FMR was given, on one set of people. */
export interface RatesAt {
  /** The FMR stated: that of the development people at this threshold. */
  stated_fmr: number
  /** Log-likelihood ratio, or bounds of a cascade's face; fixed on the development people. */
  threshold: number
  fnmr: Interval
  /**
   * Measured at the threshold; on the development people at most the stated one, but of a cascade, whose bounds follow
   * from the thresholds of the face and the sum (measure/figures.ts), also somewhat more.
   */
  fmr: Interval
  /**
   * Reject rate of each person without names, in one order of people for all designs of a set, so that designs are
   * compared person by person; of chimeric people those of the modality with fewer.
   */
  person_reject_rates: number[]
  /** Of a cascade: share of genuine attempts that ask for the voice; else null. */
  asks_voice: Interval | null
  /** Why the people do not carry the stated FMR; null where they do. */
  refused: string | null
}

/** How good a design is on one set of people: as live authentication compares, a template with single attempts. */
export interface Accuracy {
  /** The people: `development` are those designs are chosen by, `test` are only reported. */
  set: string
  /** Faces and voices are of different people. */
  chimeric: boolean
  eer: Interval
  rates: RatesAt[]
  counts: { people: number; genuine: number; impostor: number; pairs: number }
  /** Share of samples that gave no embedding. */
  fta: { face: number | null; voice: number | null }
}

/** What the person notices, at the threshold of one stated FMR; rates of the development people. */
export interface Experience {
  stated_fmr: number
  /** Seconds of one attempt on average: looking, speaking, waiting for the board. */
  looking_s: number
  speaking_s: number
  waiting_s: number
  /** The whole of it; of a sum one looks and speaks at once. */
  attempt_s: number
  /** Until acceptance or lock-out, mean over people. */
  attempts: number
  /** The same in seconds; who is locked out is charged the first wait. */
  time_to_success_s: number
  /** Share of transactions that end in lock-out. */
  locked_out: number
  /** Share of attempts that ask for the voice: of a cascade measured, else 0 or 1. */
  asks_voice: number
  /** Of one attempt on average. */
  energy_mj: number
}

export interface EnergyParts {
  processor: number
  camera: number
  microphone: number
  psram: number
}

export interface DesignPoint {
  id: string
  design: Design
  factors: Factors
  /** Everything of the design together in the board's flash and RAM. Costs are told of what does not fit, too. */
  fits: boolean
  problems: DesignProblem[]
  flash_bytes: number
  flash_capacity_bytes: number
  /** Bytes in use when most are, by region; of a design that does not fit, up to where it failed. */
  peak_ram_bytes: number
  ram: { region: string; capacity: number; peak: number }[]
  /** Multiply-accumulates of an attempt with all its networks. */
  macs: number
  /** From the end of the capture to the decision: what the person waits. Of a cascade with the voice asked for. */
  latency_ms: CostInterval
  /** From the start of the capture (looking, speaking) to the decision. */
  attempt_ms: CostInterval
  /** Of a cascade: the same where the face decides alone; else null. */
  face_only: { latency_ms: CostInterval; attempt_ms: CostInterval; energy_mj: number } | null
  /** Of an attempt, of a cascade with the voice asked for. */
  energy_mj: number
  energy_parts_mj: EnergyParts
  /** As many such attempts, one after the other, as a battery at the board's voltage gives. */
  attempts_per_1000_mah: number
  /** Null where a part has no price. */
  bom_dollars: number | null
  /** Null: not measured for exactly these networks. */
  accuracy: { development: Accuracy | null; test: Accuracy | null }
  /** At each stated FMR, also those that the people do not carry; empty where nothing was measured. */
  experience: Experience[]
}
