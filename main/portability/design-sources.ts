// The designs that can be recommended, read from the repository: co-design's space at int8, its measured error rates and
// prices, and the trained optimiser.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { accuraciesOf, designAccuracyPath, readDesignAccuracy } from '../codesign/accuracy.ts'
import { type Price, pricesPath, readPrices } from '../codesign/bill.ts'
import { readCandidates } from '../codesign/candidates.ts'
import { readSpace, spacePath } from '../codesign/space.ts'
import { workshop } from '../codesign/table.ts'
import { VisemeError } from '../errors.ts'
import { zooFolder } from '../inference/zoo.ts'
import { type DesignChoices, designChoices, fingerprintOf } from './design-choices.ts'
import { type EmulatedDesigns, emulatedDesigns } from './emulated-designs.ts'
import { checkAxes, type Optimiser, optimiserSchema } from './optimiser.ts'

export interface DesignSources {
  choices: DesignChoices
  prices: readonly Price[]
  /** Ids of the boards in the space. */
  boards: readonly string[]
  /** What every design is on one of these boards, by its emulation. */
  emulated(board: string): EmulatedDesigns
}

/** Reads space, networks, error rates and prices. Throws what their readers throw, and `no-design-accuracy` (exit 4). */
export function openDesigns(folder: string = zooFolder()): DesignSources {
  const space = readSpace(spacePath(folder))
  const { face, voice, lookingSeconds: looking } = space
  const narrowed = {
    ...space,
    face: { ...face, precisions: ['int8' as const] },
    voice: { ...voice, precisions: ['int8' as const] },
  }
  const candidates = readCandidates(narrowed, folder)
  const accuracyOf = accuraciesOf(readDesignAccuracy(designAccuracyPath(folder)))
  const prices = readPrices(pricesPath(folder))
  const choices = designChoices(candidates, { seconds: voice.seconds, looking }, accuracyOf)
  const own = workshop(narrowed, candidates, prices, accuracyOf)
  const known = new Map<string, EmulatedDesigns>()
  return {
    choices,
    prices,
    boards: space.boards.map(({ id }) => id),
    emulated(board) {
      const found = known.get(board) ?? emulatedDesigns(choices, own, board)
      known.set(board, found)
      return found
    },
  }
}

export const optimiserPath = (folder: string = zooFolder()): string =>
  join(folder, 'portability', 'optimiser.json')

/** The trained optimiser. Throws `no-optimiser`, `stale-optimiser` (exit 4): none, or for other networks. */
export function readOptimiser(choices: DesignChoices, path: string = optimiserPath()): Optimiser {
  const refuse = (message: string, cause?: unknown) =>
    new VisemeError({
      code: 'no-optimiser',
      message,
      next: 'Train it: `portability optimiser --train`.',
      exitCode: 4,
      cause,
    })
  if (!existsSync(path)) throw refuse('There is no trained optimiser.')
  let optimiser: Optimiser
  try {
    optimiser = optimiserSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw refuse('The trained optimiser is malformed.', cause)
  }
  checkAxes(optimiser, choices)
  return optimiser
}

/**
 * The trained optimiser; null where there is none for exactly these designs and error rates, which a search then does
 * without.
 */
export function currentOptimiser(choices: DesignChoices, path: string = optimiserPath()): Optimiser | null {
  try {
    const optimiser = readOptimiser(choices, path)
    return optimiser.trained_for === fingerprintOf(choices) ? optimiser : null
  } catch (error) {
    if (error instanceof VisemeError && ['no-optimiser', 'stale-optimiser'].includes(error.code)) return null
    throw error
  }
}

export function writeOptimiser(optimiser: Optimiser, path: string = optimiserPath()): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(optimiser)}\n`)
}
