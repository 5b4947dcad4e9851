// Points with figures of one's own, for tests of what is done with points.

import { type Design, designId } from '../../main/codesign/design.ts'
import type { Accuracy, DesignPoint, Experience } from '../../main/codesign/points.ts'

export interface Example {
  network: string
  latency?: number
  /** Rejected genuine attempts; null: not measured. */
  fnmr?: number | null
  dollars?: number | null
  ram?: number
  psram?: Design['psram']
  problem?: string
}

export const STATED_FMR = 0.001

const around = (value: number) => ({ value, low: value / 2, high: Math.min(1, 2 * value) })

/** A design that decides by the face alone, with the figures given. */
export function examplePoint(example: Example): DesignPoint {
  const { network, latency = 1000, fnmr = 0.1, dollars = 20, ram = 100_000, psram = '80', problem } = example
  const design: Design = {
    modality: 'face',
    face: { network, precision: 'int8' },
    voice: null,
    board: 'esp-eye',
    cpuMhz: 240,
    flash: 'qio80',
    psram,
    arena: 'sram',
    kernels: 'esp-nn',
  }
  const time = { estimate: latency, low: 0.9 * latency, high: 1.1 * latency }
  return {
    id: designId(design),
    design,
    factors: {
      modality: 'face',
      face_network: network,
      face_width: Number(/^w(\d)/.exec(network)?.[1] ?? 0),
      face_depth: 'deep',
      face_size: 64,
      face_precision: 'int8',
      voice_network: null,
      voice_width: null,
      voice_depth: null,
      voice_precision: null,
      seconds: null,
      board: 'esp-eye',
      cpu_mhz: 240,
      flash: 'qio80',
      psram,
      arena: 'sram',
      kernels: 'esp-nn',
    },
    fits: problem === undefined,
    problems: problem === undefined ? [] : [{ code: 'out-of-memory', message: problem }],
    flash_bytes: 1_000_000,
    flash_capacity_bytes: 4_194_304,
    peak_ram_bytes: ram,
    ram: [{ region: 'internal', capacity: 300_000, peak: ram }],
    macs: 5_000_000,
    latency_ms: time as DesignPoint['latency_ms'],
    attempt_ms: time as DesignPoint['attempt_ms'],
    face_only: null,
    energy_mj: latency / 5,
    energy_parts_mj: { processor: latency / 5, camera: 0, microphone: 0, psram: 0 },
    attempts_per_1000_mah: 11_880_000 / (latency / 5),
    bom_dollars: dollars,
    accuracy: { development: fnmr === null ? null : accuracyOf(fnmr), test: null },
    experience: fnmr === null ? [] : [experienceOf(fnmr, latency)],
  }
}

const accuracyOf = (fnmr: number): Accuracy => ({
  set: 'development',
  chimeric: false,
  eer: around(fnmr / 2),
  rates: [
    {
      stated_fmr: STATED_FMR,
      threshold: 3,
      fnmr: around(fnmr),
      fmr: around(STATED_FMR),
      person_reject_rates: [fnmr, fnmr],
      asks_voice: null,
      refused: null,
    },
  ],
  counts: { people: 2, genuine: 100, impostor: 4000, pairs: 1 },
  fta: { face: 0, voice: null },
})

const experienceOf = (fnmr: number, latency: number): Experience => ({
  stated_fmr: STATED_FMR,
  looking_s: 1,
  speaking_s: 0,
  waiting_s: latency / 1000,
  attempt_s: 1 + latency / 1000,
  attempts: 1 / (1 - fnmr),
  time_to_success_s: (1 + latency / 1000) / (1 - fnmr),
  locked_out: 0,
  energy_mj: latency / 5,
  asks_voice: 0,
})
