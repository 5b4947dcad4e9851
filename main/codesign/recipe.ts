// A firmware recipe of a design: the configuration of ESP-IDF, the partition table, the arenas, the models with their
// SHA-256, calibration and thresholds. Sources: esp-idf Kconfig (esp32, spi_flash, esp_psram, esp_system), esp-nn
// Kconfig, partition tables of esp-idf ("parttool": data partitions on 4 KiB, applications on 64 KiB).

import { createHash } from 'node:crypto'
import type { Board } from '../board/boards.ts'
import { FlashOverflowError, fixedPartitions, TEMPLATES_BYTES } from '../board/flash.ts'
import { powerOn } from '../board/machine.ts'
import { type BoardOptions, flashMhz } from '../board/options.ts'
import { withSensors } from '../board/placement.ts'
import { VisemeError } from '../errors.ts'
import { networkOf, readZoo, type Zoo } from '../inference/zoo.ts'
import { placeNetworks } from './attempt-cost.ts'
import { EMBEDDER } from './attempt-trace.ts'
import { candidateOf } from './candidates.ts'
import { faceBounds } from './cascade-bounds.ts'
import { type Design, designId, optionsOf } from './design.ts'
import type { Workshop } from './table.ts'

export interface RecipePartition {
  name: string
  type: 'app' | 'data'
  subtype: string
  offset: number
  bytes: number
}

export interface Recipe {
  id: string
  design: Design
  board: { id: string; name: string; chip: string }
  sdkconfig: string[]
  partitions: RecipePartition[]
  /** Blocks of RAM that the firmware allocates for the networks. */
  arenas: { name: string; region: string; bytes: number }[]
  /** Files, and where each lies in models.bin, which is the models partition. */
  models: { name: string; file: string; offset: number; bytes: number; sha256: string }[]
  /** Null where nothing was measured of these networks. */
  decision: {
    /** Log-likelihood ratio = offset + slope * cosine. */
    calibration: {
      face: { offset: number; slope: number } | null
      voice: { offset: number; slope: number } | null
    }
    thresholds: {
      stated_fmr: number
      threshold: number
      face: { accept: number; reject: number } | null
      refused: string | null
    }[]
    people: string
  } | null
}

const SECTOR = 4096
const MODEL_ALIGNMENT = 16
const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to

/** The recipe and the bytes of its models. Throws `no-such-network`, `unknown-board` (2), `does-not-fit` (exit 3). */
export function recipeOf(
  workshop: Workshop,
  design: Design,
  zoo: Zoo = readZoo(),
): { recipe: Recipe; files: Map<string, Uint8Array> } {
  const point = workshop.pointOf(design)
  if (!point.fits) {
    throw new VisemeError({
      code: 'does-not-fit',
      message: `${point.id} does not fit: ${point.problems.map(({ message }) => message).join(' ')}`,
      next: 'Choose a design that fits: codesign front lists the best ones.',
      exitCode: 3,
    })
  }
  const { board, plan } = workshop.planOf(design)
  const files = new Map<string, Uint8Array>()
  for (const part of ['face', 'voice'] as const) {
    for (const { name } of plan[part]?.networks ?? []) {
      const own =
        name === EMBEDDER[part] ? candidateOf(workshop.candidates, part, design[part]!).bytes() : null
      files.set(`${name}.tflite`, own ?? networkOf(zoo, name).bytes)
    }
  }
  const { models, image } = modelImage(files)
  const partitions = partitionsOf(board, image.length)
  const machine = powerOn(
    withSensors(board, { camera: plan.face !== null, microphone: plan.voice !== null }),
    optionsOf(design),
  )
  const before = new Set(machine.heap.allocations)
  placeNetworks(machine, plan)
  files.set('models.bin', image)
  return {
    files,
    recipe: {
      id: designId(design),
      design,
      board: { id: board.id, name: board.name, chip: board.chip },
      sdkconfig: sdkconfigOf(board, machine.options),
      partitions,
      arenas: machine.heap.allocations
        .filter((allocation) => !before.has(allocation))
        .map(({ name, region, bytes }) => ({ name, region, bytes })),
      models,
      decision: decisionOf(workshop, design),
    },
  }
}

/** All models one after the other, each on 16 bytes, as the board reads them. */
function modelImage(files: ReadonlyMap<string, Uint8Array>): { models: Recipe['models']; image: Uint8Array } {
  let end = 0
  const models = [...files].map(([file, bytes]) => {
    const offset = roundUp(end, MODEL_ALIGNMENT)
    end = offset + bytes.length
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { name: file.replace(/\.tflite$/, ''), file, offset, bytes: bytes.length, sha256 }
  })
  const image = new Uint8Array(roundUp(end, SECTOR)).fill(0xff)
  for (const { file, offset } of models) image.set(files.get(file)!, offset)
  return { models, image }
}

/** Subtypes 0x40 and up are an application's own (esp-idf). */
function partitionsOf(board: Board, modelBytes: number): RecipePartition[] {
  const fixed = (name: string) => fixedPartitions.find((partition) => partition.name === name)!
  const [nvs, phy, firmware] = ['nvs', 'phy calibration', 'firmware'].map(fixed)
  const templates = firmware.offset + firmware.bytes
  const models = templates + TEMPLATES_BYTES
  if (models + modelBytes > board.flash.bytes)
    throw new FlashOverflowError(models + modelBytes, board.flash.bytes)
  return [
    { name: 'nvs', type: 'data', subtype: 'nvs', offset: nvs.offset, bytes: nvs.bytes },
    { name: 'phy_init', type: 'data', subtype: 'phy', offset: phy.offset, bytes: phy.bytes },
    { name: 'factory', type: 'app', subtype: 'factory', offset: firmware.offset, bytes: firmware.bytes },
    { name: 'templates', type: 'data', subtype: '0x40', offset: templates, bytes: TEMPLATES_BYTES },
    { name: 'models', type: 'data', subtype: '0x41', offset: models, bytes: modelBytes },
  ]
}

/** Data lines of the PSRAM; only the ESP32-S3 has a choice, and its boards here have octal PSRAM (esp-bsp, ESP32-S3-EYE). */
const psramMode = ({ chip }: Board): string[] => (chip === 'ESP32-S3' ? ['CONFIG_SPIRAM_MODE_OCT=y'] : [])

function sdkconfigOf(board: Board, options: BoardOptions): string[] {
  const { cpuMhz, flash, psram, kernels, build, watchdog } = options
  const megabytes = board.flash.bytes / 1024 / 1024
  return [
    `CONFIG_IDF_TARGET="${board.chip.toLowerCase().replace('-', '')}"`,
    `CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ_${cpuMhz}=y`,
    `CONFIG_ESPTOOLPY_FLASHMODE_${flash.slice(0, 3).toUpperCase()}=y`,
    `CONFIG_ESPTOOLPY_FLASHFREQ_${flashMhz(flash)}M=y`,
    `CONFIG_ESPTOOLPY_FLASHSIZE_${megabytes}MB=y`,
    ...(psram === 'off'
      ? ['# CONFIG_SPIRAM is not set']
      : ['CONFIG_SPIRAM=y', ...psramMode(board), `CONFIG_SPIRAM_SPEED_${psram}M=y`]),
    kernels === 'esp-nn' ? 'CONFIG_NN_OPTIMIZED=y' : 'CONFIG_NN_ANSI_C=y',
    {
      O2: 'CONFIG_COMPILER_OPTIMIZATION_PERF=y',
      'O2-no-checks': 'CONFIG_COMPILER_OPTIMIZATION_PERF=y',
      Og: 'CONFIG_COMPILER_OPTIMIZATION_DEBUG=y',
      Os: 'CONFIG_COMPILER_OPTIMIZATION_SIZE=y',
    }[build],
    'CONFIG_ESP_TASK_WDT_TIMEOUT_S=5',
    watchdog === 'panic' ? 'CONFIG_ESP_TASK_WDT_PANIC=y' : '# CONFIG_ESP_TASK_WDT_PANIC is not set',
    'CONFIG_PARTITION_TABLE_CUSTOM=y',
    'CONFIG_PARTITION_TABLE_CUSTOM_FILENAME="partitions.csv"',
  ]
}

function decisionOf({ accuracyOf, candidates }: Workshop, design: Design): Recipe['decision'] {
  const face = design.face && candidateOf(candidates, 'face', design.face)
  const voice = design.voice && candidateOf(candidates, 'voice', design.voice)
  const { development, calibration } = accuracyOf(design, face, voice)
  if (!development || !calibration) return null
  const alone =
    design.modality === 'cascade'
      ? accuracyOf({ modality: 'face', voice: null }, face, null).development
      : null
  return {
    calibration,
    people: development.set,
    thresholds: development.rates.map(({ stated_fmr, threshold, refused }, at) => ({
      stated_fmr,
      threshold,
      face:
        alone &&
        faceBounds(
          alone.rates.map((each) => ({ threshold: each.threshold, fnmr: each.fnmr.value })),
          at,
        ),
      refused,
    })),
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`

/** The partition table as esp-idf reads it. */
export const partitionsCsv = (partitions: readonly RecipePartition[]): string =>
  [
    '# Name, Type, SubType, Offset, Size',
    ...partitions.map(({ name, type, subtype, offset, bytes }) =>
      [name, type, subtype, hex(offset), hex(bytes)].join(', '),
    ),
    '',
  ].join('\n')

/** Every file of a recipe by its name. */
export function recipeFiles({
  recipe,
  files,
}: ReturnType<typeof recipeOf>): Map<string, string | Uint8Array> {
  return new Map<string, string | Uint8Array>([
    ...files,
    ['recipe.json', `${JSON.stringify(recipe, null, 1)}\n`],
    ['sdkconfig.defaults', `${recipe.sdkconfig.join('\n')}\n`],
    ['partitions.csv', partitionsCsv(recipe.partitions)],
  ])
}
