import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { parseDesign } from '../../main/codesign/design.ts'
import { partitionsCsv, recipeFiles, recipeOf } from '../../main/codesign/recipe.ts'
import type { Workshop } from '../../main/codesign/table.ts'
import { smallWorkshop } from './small-workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = smallWorkshop()
})
const design = parseDesign('cascade/w0-deep-64.int8/w48-d5.int8.2s/esp-eye/160-dio40-psram40-sram-esp-nn')

describe('the firmware recipe of a design', () => {
  test('has partitions that esp-idf takes: aligned, one after the other, within the flash', () => {
    const { recipe } = recipeOf(workshop, design)
    let end = 0x9000
    for (const { type, offset, bytes } of recipe.partitions) {
      expect(offset % (type === 'app' ? 0x10000 : 0x1000)).toBe(0)
      expect(bytes % 0x1000).toBe(0)
      expect(offset).toBeGreaterThanOrEqual(end)
      end = offset + bytes
    }
    expect(end).toBeLessThanOrEqual(boards['esp-eye'].flash.bytes)
    expect(partitionsCsv(recipe.partitions)).toContain('factory, app, factory, 0x10000, 0x140000\n')
  })

  test('holds its models as they lie in the models partition, with their SHA-256', () => {
    const made = recipeOf(workshop, design)
    const files = recipeFiles(made)
    const image = files.get('models.bin') as Uint8Array
    const names = made.recipe.models.map(({ name }) => name)
    expect(names).toEqual(['face-detect', 'face-landmarks', 'face-embed', 'voice-embed'])
    for (const { file, offset, bytes, sha256 } of made.recipe.models) {
      expect(offset % 16).toBe(0)
      expect(image.slice(offset, offset + bytes)).toEqual(files.get(file))
      expect(
        createHash('sha256')
          .update(image.subarray(offset, offset + bytes))
          .digest('hex'),
      ).toBe(sha256)
    }
    expect(made.recipe.models[2].sha256).toBe(
      workshop.candidates.face.find(({ name }) => name === 'w0-deep-64')?.sha256,
    )
  })

  test('configures the board as the design does', () => {
    const { sdkconfig, arenas } = recipeOf(workshop, design).recipe
    for (const line of [
      'CONFIG_IDF_TARGET="esp32"',
      'CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ_160=y',
      'CONFIG_ESPTOOLPY_FLASHMODE_DIO=y',
      'CONFIG_ESPTOOLPY_FLASHFREQ_40M=y',
      'CONFIG_SPIRAM_SPEED_40M=y',
      'CONFIG_NN_OPTIMIZED=y',
    ]) {
      expect(sdkconfig).toContain(line)
    }
    expect(arenas.map(({ name }) => name)).toEqual(expect.arrayContaining(['face arena', 'voice arena']))
  })

  test('configures octal PSRAM on the ESP32-S3-EYE, and no mode on the ESP32, whose PSRAM has one', () => {
    const onS3 = parseDesign('face/w0-deep-64.int8/-/esp32-s3-eye/240-qio80-psram80-sram-esp-nn')
    expect(recipeOf(workshop, onS3).recipe.sdkconfig).toContain('CONFIG_SPIRAM_MODE_OCT=y')
    expect(recipeOf(workshop, design).recipe.sdkconfig.join()).not.toContain('SPIRAM_MODE')
  })

  test('is refused for a design that does not fit', () => {
    const large = parseDesign(
      'sum/w4-deep-64.int8/w192-d6.int8.3s/esp-eye-no-psram/240-qio80-nopsram-sram-esp-nn',
    )
    expect(() => recipeOf(workshop, large)).toThrow(
      expect.objectContaining({ code: 'does-not-fit', exitCode: 3 }),
    )
  })
})
