// Boards added by a JSON file: the schema of a Board, so that any machine in the same terms can be asked "will it fit?".
// docs/board.schema.json is this schema as JSON Schema (`viseme boards --schema`), docs/example-board.json an example.

import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import type { Board } from './boards.ts'
import { flashModes } from './options.ts'
import { megahertz } from './units.ts'

/** No memory, price, current or count of clocks of a small machine is near these: no figure becomes infinite. */
const MAX_BYTES = 2 ** 40
const MAX_AMOUNT = 1e6
const bytes = z.number().int().nonnegative().max(MAX_BYTES)
const size = z.number().int().positive().max(MAX_BYTES)
const amount = z.number().nonnegative().max(MAX_AMOUNT)
const capabilities = z.array(z.enum(['byte', 'dma', 'exec', 'psram'])).min(1)
const stackOfCore = z
  .literal([0, 1])
  .optional()
  .describe('the stack of the task that runs inferences on this core')
const sensor = z
  .enum(['camera', 'microphone'])
  .optional()
  .describe('only firmware that uses this sensor allocates it')
const resident = z.strictObject({ name: z.string().min(1), bytes, needs: capabilities, stackOfCore, sensor })
const sensorBuffers = z.strictObject({
  psram: z.array(resident).describe('what the driver allocates with its buffer in PSRAM'),
  sram: z.array(resident).describe('what it allocates with its buffer in internal RAM'),
})
const milliampsByClock = z.record(z.string().regex(/^\d+$/), amount).describe('mA by CPU clock in MHz')

const boardSchema = z
  .strictObject({
    id: z.string().regex(/^[\w-]+$/),
    name: z.string().min(1),
    chip: z.string().min(1),
    priceDollars: amount.nullable(),
    processor: z.strictObject({
      core: z
        .enum(['lx6', 'lx7', 'rv32imc', 'mac-array'])
        .describe('the kind of core whose kernel cycles are used'),
      cores: z.number().int().min(1).max(2),
      clocksMhz: z.array(z.number().positive().max(10_000).transform(megahertz)).min(1),
      cache: z
        .strictObject({ bytes: size, ways: size, lineBytes: size, codeBytes: bytes })
        .describe('between a core and flash or PSRAM; codeBytes of kernel code compete with weights for it'),
    }),
    internal: z
      .array(z.strictObject({ name: z.string().min(1), bytes: size, capabilities }))
      .min(1)
      .describe('heap regions at boot, in the order in which the allocator tries them'),
    psram: z
      .strictObject({ bytes, mappedBytes: bytes, readClocks: amount, writeClocks: amount })
      .describe('0 bytes: none; clocks of its own to fill a cache line and to write one back'),
    flash: z.strictObject({ bytes: size, modes: z.array(z.enum(flashModes)).min(1) }),
    residents: z.array(resident).describe('held in RAM by firmware, drivers and task stacks'),
    sensorBuffers: z.strictObject({ frame: sensorBuffers, audio: sensorBuffers }),
    power: z.strictObject({
      volts: z.number().positive().max(100),
      idleMilliamps: milliampsByClock,
      busyMilliamps: milliampsByClock,
      cameraMilliwatts: amount,
      microphoneMilliwatts: amount,
      psramMilliwatts: amount,
    }),
  })
  .refine(
    ({ processor, power }) =>
      processor.clocksMhz.every((clock) => clock in power.idleMilliamps && clock in power.busyMilliamps),
    { path: ['power'], message: 'a current for every clock of the processor' },
  )
  .refine(
    ({ processor: { cache } }) =>
      [16, 32, 64, 128].includes(cache.lineBytes) && cache.bytes % (cache.ways * cache.lineBytes) === 0,
    {
      path: ['processor', 'cache'],
      message: 'lines of 16, 32, 64 or 128 bytes, and a whole number of sets of ways * lineBytes',
    },
  )
  .refine(({ processor: { cache } }) => cache.codeBytes < cache.bytes, {
    path: ['processor', 'cache', 'codeBytes'],
    message: 'less than the cache has',
  })
  .refine(({ internal }) => new Set(internal.map(({ name }) => name)).size === internal.length, {
    path: ['internal'],
    message: 'regions with different names',
  })
  .refine(
    ({ internal }) =>
      internal.every(({ name, capabilities }) => name !== 'PSRAM' && !capabilities.includes('psram')),
    { path: ['internal'], message: 'internal regions only: external RAM is described by psram' },
  )
  .refine(({ psram }) => psram.mappedBytes <= psram.bytes, {
    path: ['psram', 'mappedBytes'],
    message: 'not more than the PSRAM has',
  })

/** A board from the text of a JSON file called `name`. Throws (exit 2) naming the first field that is wrong. */
export function readBoard(text: string, name: string): Board {
  const refuse = (message: string, cause?: unknown): never => {
    throw new VisemeError({
      code: 'bad-board',
      message,
      next: 'Compare it with docs/board.schema.json, or start from a board that works: viseme boards esp-eye --json.',
      exitCode: 2,
      cause,
    })
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    return refuse(`${name} is not valid JSON.`, cause)
  }
  const parsed = boardSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(`${name} describes no board: ${issue.path.join('.') || 'the whole'}: ${issue.message}.`)
}

/** The schema as JSON Schema (2020-12). What relates fields to each other is checked on reading alone. */
export function boardJsonSchema(): object {
  return { title: 'A board for Viseme', ...z.toJSONSchema(boardSchema, { io: 'input' }) }
}
