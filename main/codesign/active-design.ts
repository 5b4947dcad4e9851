// The design that live attempts and enrolments run with, kept beside the store as exactly the networks and thresholds
// that were chosen: active-design/ with design.json and a .tflite for each modality.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { checkedFusion } from '../authentication/fusion.ts'
import { startSystem } from '../authentication/system.ts'
import { VisemeError } from '../errors.ts'
import { writeWhole } from '../written-file.ts'
import { withAdditions } from './additions.ts'
import { optionsOf, parseDesign } from './design.ts'
import { type DesignedSystem, systemOptions } from './designed-system.ts'
import { readSpace } from './space.ts'

const activeFile = z.object({
  format: z.literal('viseme-active-design/1'),
  id: z.string(),
  modalities: z.array(z.enum(['face', 'voice'])).min(1),
  fusion: z.unknown(),
})

const folderOf = (directory: string): string => join(directory, 'active-design')
const networkFile = (directory: string, modality: Modality): string =>
  join(folderOf(directory), `${modality}.tflite`)

/**
 * Makes a design the one in use. Throws `design-not-measured` (exit 2), FlashOverflowError, OutOfMemoryError (3) where
 * it does not fit its board; the one in use is then as it was.
 */
export function activate(directory: string, designed: DesignedSystem): void {
  startSystem(systemOptions(designed))
  deactivate(directory)
  mkdirSync(folderOf(directory), { recursive: true, mode: 0o700 })
  for (const modality of modalities) {
    const bytes = designed.embedders[modality]
    if (bytes) writeFileSync(networkFile(directory, modality), bytes)
  }
  const { id, modalities: decides, fusion } = designed
  const document = { format: 'viseme-active-design/1', id, modalities: decides, fusion }
  writeWhole(join(folderOf(directory), 'design.json'), `${JSON.stringify(document, null, 1)}\n`)
}

/** Back to the default system. */
export const deactivate = (directory: string): void =>
  rmSync(folderOf(directory), { recursive: true, force: true })

/** The design in use; null where it is the default system. Throws `active-design-unreadable` (exit 4). */
export function readActive(directory: string): DesignedSystem | null {
  const file = join(folderOf(directory), 'design.json')
  if (!existsSync(file)) return null
  try {
    const { id, modalities: decides, fusion } = activeFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    const design = parseDesign(id)
    const board = withAdditions(readSpace(), directory).boards.find((each) => each.id === design.board)
    if (!board) throw new Error(`There is no board ${design.board}.`)
    const embedders = Object.fromEntries(
      decides.map((modality) => [modality, new Uint8Array(readFileSync(networkFile(directory, modality)))]),
    )
    const boardOptions = optionsOf(design)
    return { id, design, board, boardOptions, modalities: decides, embedders, fusion: checkedFusion(fusion) }
  } catch (cause) {
    throw new VisemeError({
      code: 'active-design-unreadable',
      message: `The design in use cannot be read from ${folderOf(directory)}.`,
      next: 'Choose it again on the Co-design screen, or remove that folder to go back to the default system.',
      exitCode: 4,
      cause,
    })
  }
}
