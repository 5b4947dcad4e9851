// A board that is in no list: described by its core, clock and memories.

import { z } from 'zod'
import { coreCalled, type Device, simdKinds } from './catalogue.ts'

export const ownDeviceSchema = z.strictObject({
  name: z.string().min(1).max(80),
  /** Id or name of a core of the catalogue, the one most like the board's. */
  core: z.string().min(1).max(80),
  mhz: z.number().positive().max(10_000),
  flash_kb: z.number().positive().max(1e10).nullable(),
  ram_kb: z.number().positive().max(1e10).nullable(),
  /** Where the chip differs from its core's usual configuration; null: as usual. */
  simd: z.enum(simdKinds).nullable(),
  fpu: z.boolean().nullable(),
})
export type OwnDevice = z.infer<typeof ownDeviceSchema>

/** A device for the predictor; unknown to the catalogue, so that nothing measured is taken for its own. */
export function describedDevice({ name, core: coreName, simd, fpu, ...figures }: OwnDevice): Device {
  const core = coreCalled(coreName)
  return {
    ...figures,
    id: 'own',
    chip: 'own',
    name,
    kind: 'microcontroller',
    core: {
      ...core,
      simd: simd ?? core.simd,
      simd_used: simd === null ? core.simd_used : simd !== 'none',
      fpu: fpu ?? core.fpu,
    },
    external_ram_kb: 0,
    measured_ms: {},
    note: '',
    source: 'described',
  }
}
