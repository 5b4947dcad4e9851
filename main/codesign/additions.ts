// What a user adds to the space and to its prices, kept beside the store: boards, networks, a price table of their own.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Modality } from '../../enrollment-data/records.ts'
import { EMBEDDING_LENGTH } from '../authentication/template.ts'
import { readBoard } from '../board/board-file.ts'
import { VisemeError } from '../errors.ts'
import { aboutModel } from '../inference/errors.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { BANDS, WINDOW_FRAMES } from '../voice/mel.ts'
import { writeWhole } from '../written-file.ts'
import { type Price, pricesPath, pricesText, readPrices } from './bill.ts'
import type { Space } from './space.ts'

const additions = z.object({
  format: z.literal('viseme-additions/1'),
  /** Board files as they were added. */
  boards: z.array(z.string()),
  models: z.array(
    z.object({ modality: z.enum(['face', 'voice']), name: z.string().regex(/^[\w-]+$/), file: z.string() }),
  ),
})
export type Additions = z.infer<typeof additions>

const NONE: Additions = { format: 'viseme-additions/1', boards: [], models: [] }

const folderOf = (directory: string): string => join(directory, 'codesign')
const fileOf = (directory: string): string => join(folderOf(directory), 'additions.json')
const ownPrices = (directory: string): string => join(folderOf(directory), 'prices.json')
/** The price table in use. */
export const pricesFile = (directory: string): string =>
  existsSync(ownPrices(directory)) ? ownPrices(directory) : pricesPath()

/** Throws `bad-additions` (exit 4). */
export function readAdditions(directory: string): Additions {
  const file = fileOf(directory)
  if (!existsSync(file)) return NONE
  try {
    return additions.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-additions',
      message: `The boards and networks that were added cannot be read from ${file}.`,
      next: 'Remove that file and add them again.',
      exitCode: 4,
      cause,
    })
  }
}

function writeAdditions(directory: string, value: Additions): void {
  mkdirSync(folderOf(directory), { recursive: true, mode: 0o700 })
  writeWhole(fileOf(directory), `${JSON.stringify(value, null, 1)}\n`)
}

/** The space with what was added to it; of a board of the same id, the one added. */
export function withAdditions(space: Space, directory: string): Space {
  const { boards, models } = readAdditions(directory)
  const own = boards.map((text) => readBoard(text, 'an added board'))
  const replaced = new Set(own.map(({ id }) => id))
  const modelsOf = (modality: Modality) => models.filter((model) => model.modality === modality)
  return {
    ...space,
    boards: [...space.boards.filter(({ id }) => !replaced.has(id)), ...own],
    face: { ...space.face, models: [...space.face.models, ...modelsOf('face')] },
    voice: { ...space.voice, models: [...space.voice.models, ...modelsOf('voice')] },
  }
}

/** Adds a board file's text; answers the board's id. Throws `bad-board` (exit 2). */
export function addBoard(directory: string, text: string, name: string): string {
  const { id } = readBoard(text, name)
  const known = readAdditions(directory)
  const others = known.boards.filter((each) => readBoard(each, 'an added board').id !== id)
  writeAdditions(directory, { ...known, boards: [...others, text] })
  return id
}

/** What an embedding network of a modality takes and gives: an aligned RGB crop, or log-mel frames, to 128 values. */
const FORMS: Record<Modality, string> = {
  face: 'one square RGB picture in, 128 values out',
  voice: '200 frames of 40 log-mel bands in, 128 values out',
}

/**
 * Adds a .tflite as a network of a modality, kept beside the store. Throws ModelError, `bad-name`,
 * `not-an-embedder` (exit 2).
 */
export function addModel(directory: string, modality: Modality, name: string, bytes: Uint8Array): void {
  if (!/^[\w-]{1,40}$/.test(name)) throw badName(name)
  const { inputs, outputs } = aboutModel(name, () => prepare(readModel(bytes)))
  const [, height, width, channels] = inputs[0].shape
  const embeds = inputs.length === 1 && outputs.length === 1 && outputs[0].shape.at(-1) === EMBEDDING_LENGTH
  const fits =
    modality === 'face'
      ? height === width && channels === 3
      : height === WINDOW_FRAMES && width === BANDS && channels === 1
  if (!embeds || !fits) throw notAnEmbedder(name, modality)
  const known = readAdditions(directory)
  const folder = join(folderOf(directory), 'models')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${modality}-${name}.tflite`)
  writeWhole(file, bytes)
  const others = known.models.filter((model) => model.modality !== modality || model.name !== name)
  writeAdditions(directory, { ...known, models: [...others, { modality, name, file }] })
}

const badName = (name: string): VisemeError =>
  new VisemeError({
    code: 'bad-name',
    message: `"${name}" is no name of a network.`,
    next: 'Use up to 40 letters, digits, - and _.',
    exitCode: 2,
  })

const notAnEmbedder = (name: string, modality: Modality): VisemeError =>
  new VisemeError({
    code: 'not-an-embedder',
    message: `${name} is no ${modality} embedding network: ${FORMS[modality]} is what is needed.`,
    next: 'Choose a .tflite of the same inputs and outputs as the one it is to stand in for.',
    exitCode: 2,
  })

/** Forgets boards and networks that were added. */
export function removeAdditions(directory: string): void {
  rmSync(fileOf(directory), { force: true })
  rmSync(join(folderOf(directory), 'models'), { recursive: true, force: true })
}

/** The price table in use, and whether it is the user's own. Throws `bad-prices` (exit 2). */
export const pricesOf = (directory: string): { prices: Price[]; own: boolean } => ({
  prices: readPrices(pricesFile(directory)),
  own: existsSync(ownPrices(directory)),
})

/** Keeps a price table of the user's own. */
export function storePrices(directory: string, prices: readonly Price[]): void {
  mkdirSync(folderOf(directory), { recursive: true, mode: 0o700 })
  writeWhole(ownPrices(directory), pricesText(prices))
}

/** Back to the shipped prices. */
export const resetPrices = (directory: string): void => rmSync(ownPrices(directory), { force: true })
