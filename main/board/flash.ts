// The flash image: bootloader, partition table, NVS, firmware, models, templates. Sizes in bytes.
// Layout as esp-idf's partition tables: bootloader at 0x1000, table at 0x8000, the application on a 64 KiB boundary.

import { VisemeError } from '../errors.ts'

const KIB = 1024
const SECTOR_BYTES = 4 * KIB
const MODEL_ALIGNMENT = 16

export interface Partition {
  name: string
  offset: number
  bytes: number
}

/** What every image holds besides models. The firmware's size is an estimate: TFLM, ESP-NN, drivers, esp-idf. */
export const fixedPartitions: readonly Partition[] = [
  { name: 'bootloader', offset: 0, bytes: 0x8000 },
  { name: 'partition table', offset: 0x8000, bytes: 0x1000 },
  { name: 'nvs', offset: 0x9000, bytes: 0x6000 },
  { name: 'phy calibration', offset: 0xf000, bytes: 0x1000 },
  { name: 'firmware', offset: 0x10000, bytes: 0x140000 },
]

/** Enrolled templates; one sector stays free so that rewriting survives a power cut. */
export const TEMPLATES_BYTES = 64 * KIB

export interface FlashEntry {
  name: string
  bytes: number
}

/** Models and firmware do not fit in the board's flash. Figures in bytes. */
export class FlashOverflowError extends VisemeError {
  readonly over: number

  constructor(needed: number, capacity: number) {
    super({
      code: 'flash-overflow',
      message: `The flash image needs ${needed} bytes and the flash has ${capacity}: ${needed - capacity} bytes over.`,
      next: 'Use smaller or int8 networks, leave one modality out, or choose a board with more flash.',
      exitCode: 3,
    })
    this.over = needed - capacity
  }
}

/** Bytes of an image with these models, from the start of the flash. */
export function imageBytes(models: readonly FlashEntry[]): number {
  let bytes = 0
  for (const model of models) bytes = roundUp(bytes, MODEL_ALIGNMENT) + model.bytes
  const { offset, bytes: firmware } = fixedPartitions.at(-1)!
  return offset + firmware + TEMPLATES_BYTES + bytes
}

const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to

export class Flash {
  readonly capacity: number
  readonly #models = new Map<string, number>()

  constructor(capacity: number) {
    this.capacity = capacity
    this.#check()
  }

  /** Replaces the models in the image. */
  write(entries: readonly FlashEntry[]): void {
    const before = [...this.#models]
    this.#models.clear()
    try {
      for (const { name, bytes } of entries) this.#models.set(name, bytes)
      this.#check()
    } catch (error) {
      this.#models.clear()
      for (const [name, bytes] of before) this.#models.set(name, bytes)
      throw error
    }
  }

  /** Adds a model, or leaves it where it already is with the same size. */
  add(entry: FlashEntry): void {
    if (this.#models.get(entry.name) === entry.bytes) return
    this.write([...this.models().filter(({ name }) => name !== entry.name), entry])
  }

  models(): FlashEntry[] {
    return [...this.#models].map(([name, bytes]) => ({ name, bytes }))
  }

  /** Bytes of models that can still be added. */
  get freeBytes(): number {
    return this.capacity - this.#end()
  }

  get usedBytes(): number {
    return this.#end()
  }

  /** The fixed partitions, and each model in the last one. */
  partitions(): Partition[] {
    const fixedEnd = fixedPartitions.at(-1)!.offset + fixedPartitions.at(-1)!.bytes
    const all = [...fixedPartitions, { name: 'templates', offset: fixedEnd, bytes: TEMPLATES_BYTES }]
    let offset = fixedEnd + TEMPLATES_BYTES
    for (const { name, bytes } of this.models()) {
      offset = roundUp(offset, MODEL_ALIGNMENT)
      all.push({ name, offset, bytes })
      offset += bytes
    }
    return all
  }

  #end(): number {
    return imageBytes(this.models())
  }

  #check(): void {
    if (this.#end() > this.capacity) throw new FlashOverflowError(this.#end(), this.capacity)
  }
}

/** Templates of `templateBytes` that fit in the templates partition; none crosses a sector's end. */
export function templateCapacity(templateBytes: number): number {
  if (templateBytes <= 0) throw new RangeError('a template has at least one byte')
  const slot = roundUp(templateBytes, 16)
  const sectors = TEMPLATES_BYTES / SECTOR_BYTES - 1
  return slot <= SECTOR_BYTES
    ? sectors * Math.floor(SECTOR_BYTES / slot)
    : Math.floor(sectors / Math.ceil(slot / SECTOR_BYTES))
}
