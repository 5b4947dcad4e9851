// `--design`: the networks, board and thresholds of a design of the co-design space, in place of the default system.

import { type Command, Option } from 'commander'
import type { SystemOptions } from '../authentication/system.ts'
import type { DesignedSystem } from '../codesign/designed-system.ts'
import { VisemeError } from '../errors.ts'
import { type BoardArguments, chosenBoard } from './board-options.ts'

export interface DesignArguments {
  design?: string
}

export const addDesignOption = (command: Command): Command =>
  command.addOption(
    new Option(
      '--design <id>',
      'networks, board and thresholds of a design (codesign front lists some); `active`: the one in use in the window',
    ).conflicts(['scheduled', 'cpu', 'flash', 'psram', 'arena', 'kernels']),
  )

/** The design that the options name; null where they name none. Throws as `designedSystem`, `no-active-design` (exit 2). */
export async function chosenDesign(
  { design }: DesignArguments,
  directory: string,
): Promise<DesignedSystem | null> {
  if (design === undefined) return null
  if (design === 'active') {
    const { readActive } = await import('../codesign/active-design.ts')
    return readActive(directory) ?? refuse()
  }
  const { designedSystem } = await import('../codesign/designed-system.ts')
  return designedSystem(design, directory)
}

function refuse(): never {
  throw new VisemeError({
    code: 'no-active-design',
    message: 'No design is in use: live attempts run with the default system.',
    next: 'Put one in use on the Co-design screen, or give its id.',
    exitCode: 2,
  })
}

/** What a system is started with: the design's, or the board of the options. */
export async function chosenSystemOptions(
  options: BoardArguments & DesignArguments,
  directory: string,
): Promise<SystemOptions> {
  const designed = await chosenDesign(options, directory)
  if (designed !== null) {
    const { systemOptions } = await import('../codesign/designed-system.ts')
    return systemOptions(designed)
  }
  const { readOperatingPoint } = await import('../authentication/operating-point.ts')
  const { board, options: boardOptions } = chosenBoard(options)
  return { board, boardOptions, operatingPoint: () => readOperatingPoint(directory) }
}
