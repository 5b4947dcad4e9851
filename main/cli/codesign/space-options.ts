// The options with which the codesign commands open a space and narrow it.

import type { Command } from 'commander'
import type { Candidates } from '../../codesign/candidates.ts'
import type { Space } from '../../codesign/space.ts'
import type { Workshop } from '../../codesign/table.ts'
import { VisemeError } from '../../errors.ts'
import { progressBar } from '../progress.ts'

export interface SpaceArguments {
  space?: string
  prices?: string
  board?: string[]
  modality?: string[]
  precisions?: string[]
  extrapolate?: boolean
}

const list = (text: string): string[] => text.split(',').filter((part) => part !== '')

export function addSpaceOptions(command: Command): Command {
  return command
    .option('--space <file>', 'a design space; default models/codesign/space.json')
    .option('--prices <file>', 'a price table; default models/codesign/prices.json')
    .option('--board <list>', 'only these boards of the space', list)
    .option('--modality <list>', 'only face, voice, sum or cascade', list)
    .option('--precisions <list>', 'only these precisions of the space', list)
    .option('--extrapolate', 'use error rates at FMRs that the development people do not carry')
}

/** Opens what the options name; nothing is converted that they leave out. */
export async function openSpace(options: SpaceArguments): Promise<Workshop> {
  const { openWorkshop } = await import('../../codesign/open.ts')
  const progress = progressBar(0)
  try {
    const workshop = openWorkshop({
      space: options.space,
      prices: options.prices,
      narrow: (space) => narrowed(space, options),
      isWanted: ({ precision }) => options.precisions?.includes(precision) ?? true,
      onCandidate: (done, name) => progress.update(done, name),
    })
    checkPrecisions(workshop.candidates, options.precisions)
    return workshop
  } finally {
    progress.stop()
  }
}

/** Networks that are files have precisions of their own, so that what a space has is known when they are read. */
function checkPrecisions({ face, voice }: Candidates, wanted: readonly string[] = []): void {
  const unknown = wanted.find((each) => ![...face, ...voice].some(({ precision }) => precision === each))
  if (unknown !== undefined)
    throw notInSpace('network of precision', unknown, 'Choose of float32, int16x8, int8, int4, binary.')
}

const notInSpace = (what: string, name: string, next: string): VisemeError =>
  new VisemeError({
    code: 'not-in-space',
    message: `The space has no ${what} ${name}.`,
    next,
    exitCode: 2,
  })

function narrowed(space: Space, { board, modality, precisions }: SpaceArguments): Space {
  const kept = <T>(
    what: string,
    all: readonly T[],
    wanted: string[] | undefined,
    nameOf: (each: T) => string,
  ): T[] => {
    const unknown = wanted?.find((name) => !all.some((each) => nameOf(each) === name))
    if (unknown === undefined) return all.filter((each) => wanted?.includes(nameOf(each)) ?? true)
    throw notInSpace(what, unknown, `Choose of ${all.map(nameOf).join(', ')}, or add it to a space file.`)
  }
  const part = <Part extends Space['face']>(whole: Part): Part => ({
    ...whole,
    precisions: whole.precisions.filter((each) => precisions?.includes(each) ?? true),
  })
  return {
    ...space,
    boards: kept('board', space.boards, board, ({ id }) => id),
    modalities: kept('modality', space.modalities, modality, (each) => each),
    face: part(space.face),
    voice: part(space.voice),
  }
}
