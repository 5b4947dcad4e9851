// Points of a made-up space whose effects are known: SubNets of two modalities on one board, costs and rates by formulas.

import { type Design, designId } from '../../main/codesign/design.ts'
import type { Accuracy, DesignPoint, Factors } from '../../main/codesign/points.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'

export const FMR = 0.01

export interface MadeUp {
  /** Reject rates of the people. */
  rates?: (factors: Factors) => number[]
  test?: (factors: Factors) => number[]
  latencyMs?: (factors: Factors) => number
  energyMj?: (factors: Factors) => number
  flashBytes?: (factors: Factors) => number
  ramBytes?: (factors: Factors) => number
  fits?: (factors: Factors) => boolean
}

const about = (value: number) => ({ estimate: value, low: 0.9 * value, high: 1.1 * value })
type Timed = DesignPoint['latency_ms']

function accuracy(set: string, rates: number[], modality: string): Accuracy {
  const value = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const squares = rates.reduce((sum, rate) => sum + (rate - value) ** 2, 0)
  const half = 1.96 * Math.sqrt(squares / (rates.length - 1) / rates.length)
  const interval = { value, low: value - half, high: value + half }
  return {
    set,
    chimeric: modality === 'sum' || modality === 'cascade',
    eer: interval,
    rates: [
      {
        stated_fmr: FMR,
        threshold: 0,
        fnmr: interval,
        fmr: { value: FMR, low: FMR, high: FMR },
        person_reject_rates: rates,
        asks_voice: modality === 'cascade' ? { value: 0.3, low: 0.2, high: 0.4 } : null,
        refused: null,
      },
    ],
    counts: { people: rates.length, genuine: 100, impostor: 1000, pairs: 100 },
    fta: { face: 0, voice: 0 },
  }
}

const BOARD = {
  board: 'esp-eye',
  cpu_mhz: 240,
  flash: 'qio80',
  psram: '80',
  arena: 'sram',
  kernels: 'esp-nn',
} as const

export function madeUpPoint(chosen: Partial<Factors>, by: MadeUp = {}): DesignPoint {
  const none = { face_network: null, face_width: null, face_depth: null, face_size: null }
  const noVoice = { voice_network: null, voice_width: null, voice_depth: null }
  const factors: Factors = {
    modality: 'face',
    ...none,
    face_precision: null,
    ...noVoice,
    voice_precision: null,
    seconds: null,
    ...BOARD,
    ...chosen,
  }
  const design: Design = {
    modality: factors.modality as Design['modality'],
    face:
      factors.face_network === null
        ? null
        : { network: factors.face_network, precision: factors.face_precision as 'int8' },
    voice:
      factors.voice_network === null
        ? null
        : {
            network: factors.voice_network,
            precision: factors.voice_precision as 'int8',
            seconds: factors.seconds!,
          },
    board: factors.board,
    cpuMhz: factors.cpu_mhz,
    flash: factors.flash as Design['flash'],
    psram: factors.psram as Design['psram'],
    arena: factors.arena as Design['arena'],
    kernels: factors.kernels as Design['kernels'],
  }
  const latency = about(by.latencyMs?.(factors) ?? 100) as Timed
  return {
    id: designId(design),
    design,
    factors,
    fits: by.fits?.(factors) ?? true,
    problems: [],
    flash_bytes: by.flashBytes?.(factors) ?? 1000,
    flash_capacity_bytes: 4_000_000,
    peak_ram_bytes: by.ramBytes?.(factors) ?? 1000,
    ram: [
      { region: 'DRAM', capacity: 100_000, peak: by.ramBytes?.(factors) ?? 1000 },
      { region: 'PSRAM', capacity: 4_000_000, peak: 500_000 },
    ],
    macs: latency.estimate,
    latency_ms: latency,
    attempt_ms: about(latency.estimate + 1000) as Timed,
    face_only:
      factors.modality === 'cascade'
        ? { latency_ms: latency, attempt_ms: about(latency.estimate + 500) as Timed, energy_mj: 10 }
        : null,
    energy_mj: by.energyMj?.(factors) ?? 50,
    energy_parts_mj: { processor: 50, camera: 0, microphone: 0, psram: 0 },
    attempts_per_1000_mah: 1000,
    bom_dollars: 20,
    accuracy: {
      development: by.rates ? accuracy('made up', by.rates(factors), factors.modality) : null,
      test: by.test ? accuracy('made up, test', by.test(factors), factors.modality) : null,
    },
    experience: [],
  }
}

/** Every combination of the levels, as factors. */
export function combinations(levels: Partial<Record<keyof Factors, readonly (string | number)[]>>) {
  return Object.entries(levels).reduce<Partial<Factors>[]>(
    (all, [name, own]) => all.flatMap((each) => own.map((level) => ({ ...each, [name]: level }))),
    [{}],
  )
}

/** Face designs: widths 0 to 2, both depths, two sizes, int4 and int8. */
export const faceDesigns = (by: MadeUp, more: Partial<Record<keyof Factors, string[]>> = {}): DesignPoint[] =>
  combinations({
    face_width: [0, 1, 2],
    face_depth: ['shallow', 'deep'],
    face_size: [48, 64],
    face_precision: ['int4', 'int8'],
    ...more,
  }).map((each) =>
    madeUpPoint({ ...each, face_network: `w${each.face_width}-${each.face_depth}-${each.face_size}` }, by),
  )

/** Voice designs: three widths, two depths, int4 and int8, 2 or 3 s. */
export const voiceDesigns = (by: MadeUp): DesignPoint[] =>
  combinations({
    voice_width: [40, 80, 160],
    voice_depth: [4, 7],
    voice_precision: ['int4', 'int8'],
    seconds: [2, 3],
  }).map((each) =>
    madeUpPoint(
      { ...each, modality: 'voice', voice_network: `w${each.voice_width}-d${each.voice_depth}` },
      by,
    ),
  )

/** Sum and cascade of some faces and voices. */
export const fusedDesigns = (by: MadeUp): DesignPoint[] =>
  combinations({
    modality: ['sum', 'cascade'],
    face_width: [0, 2],
    face_depth: ['deep'],
    face_size: [64],
    face_precision: ['int8'],
    voice_width: [40, 80, 160],
    voice_depth: [4],
    voice_precision: ['int8'],
    seconds: [2, 3],
  }).map((each) =>
    madeUpPoint(
      {
        ...each,
        face_network: `w${each.face_width}-deep-64`,
        voice_network: `w${each.voice_width}-d4`,
      },
      by,
    ),
  )

/** Uniform numbers from 0 to 1. */
export function uniform(seed: number): () => number {
  const integer = seededIntegers(seed)
  return () => integer(1_000_000) / 1_000_000
}
