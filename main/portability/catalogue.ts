// The device catalogue: processor cores, chips and boards with their public figures and measured latencies, as data with
// sources (catalogue/devices.json). Measurements are TinyMaix's benchmark of int8 networks, ms; sizes in KiB.

import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import document from './catalogue/devices.json' with { type: 'json' }

export const deviceKinds = [
  'microcontroller',
  'application processor',
  'signal processor',
  'soft core',
] as const
export const coreFamilies = [
  'cortex-m0',
  'cortex-m3',
  'cortex-m4',
  'cortex-m7',
  'cortex-a',
  'arm9',
  'xtensa',
  'riscv-mcu',
  'riscv-dsp',
  'riscv-application',
  'riscv-soft',
  'mips',
  '8-bit',
] as const
export const simdKinds = ['none', 'packed', 'vector'] as const

export const coreSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  /** Cores that share a pipeline's tradition: what is known of one says something of the others. */
  family: z.enum(coreFamilies),
  word_bits: z.union([z.literal(8), z.literal(16), z.literal(32), z.literal(64)]),
  /** At best: issue width, or below 1 for cores that take several clocks an instruction. */
  instructions_per_clock: z.number().positive().max(8),
  /** `packed`: bytes or half-words within a register; `vector`: registers of their own. */
  simd: z.enum(simdKinds),
  /** Whether portable kernels (TinyMaix) have code for these instructions. */
  simd_used: z.boolean(),
  /** Null where no source says. */
  fpu: z.boolean().nullable(),
  source: z.string().min(1),
})
export type Core = z.infer<typeof coreSchema>

const size = z.number().positive().nullable()
const deviceSchema = z.strictObject({
  id: z.string().regex(/^[\w-]+$/),
  name: z.string().min(1),
  kind: z.enum(deviceKinds),
  core: z.string().min(1),
  mhz: z.number().positive(),
  flash_kb: size,
  /** Internal RAM; null where none is stated. */
  ram_kb: size,
  external_ram_kb: z.number().nonnegative(),
  /** By network of catalogue/networks.json; absent: it did not fit, or nobody measured it. */
  measured_ms: z.record(z.string(), z.number().positive()),
  /** Another device of the list that has the same chip. */
  chip: z.string().optional(),
  /** Board of main/board that emulates it. */
  board: z.string().optional(),
  note: z.string(),
  source: z.string().min(1),
})

const catalogueSchema = z.strictObject({
  sources: z.record(z.string(), z.string().min(1)),
  cores: z.array(coreSchema),
  devices: z.array(deviceSchema),
  /** Devices of NAS-Bench-201's latency tables: the method is validated on them, they train nothing. */
  nas_bench: z.array(
    z.strictObject({ id: z.string(), name: z.string(), collection: z.string(), source: z.string() }),
  ),
})

export interface Device extends Omit<z.infer<typeof deviceSchema>, 'core' | 'chip'> {
  core: Core
  /** Devices of one chip have one speed: the id of the chip, or the device's own. */
  chip: string
}

export interface Catalogue {
  sources: Readonly<Record<string, string>>
  cores: readonly Core[]
  devices: readonly Device[]
  nasBench: readonly { id: string; name: string; collection: string }[]
}

let read: Catalogue | null = null

/** The catalogue, checked: every core and source that is named exists. Throws Error where it does not. */
export function catalogue(): Catalogue {
  if (read) return read
  const { sources, cores, devices, nas_bench: nasBench } = catalogueSchema.parse(document)
  const known = new Map(cores.map((core) => [core.id, core]))
  for (const { id, source } of [...cores, ...devices, ...nasBench]) {
    if (sources[source] === undefined)
      throw new Error(`${id} names the source ${source}, which is not listed`)
  }
  read = {
    sources,
    cores,
    nasBench,
    devices: devices.map((device) => {
      const core = known.get(device.core)
      if (!core) throw new Error(`${device.id} names the core ${device.core}, which is not listed`)
      return { ...device, core, chip: device.chip ?? device.id }
    }),
  }
  return read
}

/** The device of that id, or of that name in any case. Throws `unknown-device` (exit 2) naming similar ones. */
export function deviceCalled(name: string): Device {
  const { devices } = catalogue()
  const wanted = plain(name)
  const found = devices.find(({ id, name: own }) => plain(id) === wanted || plain(own) === wanted)
  if (found) return found
  const near = devices.filter(({ id }) => plain(id).includes(wanted) || wanted.includes(plain(id)))
  throw new VisemeError({
    code: 'unknown-device',
    message: `The catalogue has no device called ${name}.`,
    next: near.length
      ? `Choose ${near.map(({ id }) => id).join(', ')}.`
      : 'List them with `portability devices`, or describe your own with --core and --mhz.',
    exitCode: 2,
  })
}

/** The core of that id, or of that name in any case. Throws `unknown-core` (exit 2). */
export function coreCalled(name: string): Core {
  const { cores } = catalogue()
  const wanted = plain(name)
  const found = cores.find(({ id, name: own }) => plain(id) === wanted || plain(own) === wanted)
  if (found) return found
  throw new VisemeError({
    code: 'unknown-core',
    message: `The catalogue has no processor core called ${name}.`,
    next: `Choose ${cores.map(({ id }) => id).join(', ')}, the one most like it.`,
    exitCode: 2,
  })
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
