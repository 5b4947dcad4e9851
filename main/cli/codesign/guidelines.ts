// `viseme codesign guidelines`: sentences that the measured space carries, each with its evidence and its plot.

import { type Command, Option } from 'commander'
import { LARGEST_SEED, positiveNumber, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { addSpaceOptions, openSpace, type SpaceArguments } from './space-options.ts'

interface GuidelinesArguments extends SpaceArguments {
  fmr: number
  plots?: string
  short?: boolean
  draws: number
  seed: number
  json?: boolean
}

export function guidelinesCommand(codesign: Command): void {
  addSpaceOptions(
    codesign
      .command('guidelines')
      .description('sentences that hold in the measured space, each with its evidence, scope and plot'),
  )
    .addOption(new Option('--fmr <rate>', 'stated FMR').argParser(positiveNumber).default(0.01))
    .option('--short', 'the sentences alone')
    .option(
      '--plots <folder>',
      'write the plot of each guideline there, as SVG and CSV, and modalities under time budgets',
    )
    .addOption(
      new Option('--draws <count>', 'random draws of a test')
        .argParser(wholeFrom(999, 1_000_000))
        .default(19_999),
    )
    .addOption(
      new Option('--seed <number>', 'of these draws').argParser(wholeFrom(0, LARGEST_SEED)).default(1),
    )
    .option('--json', 'print one JSON document')
    .action(async (options: GuidelinesArguments) => {
      const { analysedDesigns } = await import('../../codesign/analysed-designs.ts')
      const { deriveGuidelines } = await import('../../codesign/guidelines/derive.ts')
      const { guidelinesText } = await import('../../codesign/guidelines/text.ts')
      const { requireWritableFolder } = await import('../../written-file.ts')
      if (options.plots !== undefined) requireWritableFolder(options.plots)
      const progress = progressBar(0)
      try {
        const { space, candidates, pointOf } = await openSpace(options)
        const designs = analysedDesigns(space, candidates)
        const points = designs.map((design, at) => {
          if (at % 100 === 0) progress.update(at / designs.length, 'of the designs')
          return pointOf(design)
        })
        const boards = space.boards.map(({ id }) => id)
        const { draws, seed, fmr } = options
        const found = deriveGuidelines(points, boards, fmr, { draws, seed })
        const plots =
          options.plots === undefined ? [] : await writePlots(options.plots, found, points, options)
        progress.stop()
        answer(options, { boards, seed, ...found, plots }, (document) =>
          [
            guidelinesText(document, options.short),
            ...(plots.length > 0 ? [`${plots.length} plots: ${options.plots}`] : []),
          ].join('\n'),
        )
      } finally {
        progress.stop()
      }
    })
}

/** Lengths of an attempt within which the best design of each modality is looked for. */
const BUDGETS_MS = [1500, 2000, 2500, 3000, 3500, 4000, 5000]

async function writePlots(
  folder: string,
  { guidelines, fmr }: Parameters<typeof import('../../codesign/guidelines/text.ts').guidelinesText>[0],
  points: Parameters<typeof import('../../codesign/guidelines/plots.ts').plotsOf>[1],
  { draws, seed }: GuidelinesArguments,
): Promise<string[]> {
  const { join } = await import('node:path')
  const { plotsOf } = await import('../../codesign/guidelines/plots.ts')
  const { interactionCsv, interactionSvg } = await import('../../codesign/interaction-plot.ts')
  const { writeWhole } = await import('../../written-file.ts')
  const { budgetsCsv, withinBudgets } = await import('../../codesign/budgets.ts')
  const { responsesAt } = await import('../../codesign/responses.ts')
  const budgets = withinBudgets(points, responsesAt(fmr).attempt_ms, BUDGETS_MS, fmr)
  writeWhole(join(folder, 'modality-attempt-budget.csv'), budgetsCsv(budgets))
  return plotsOf(guidelines, points, fmr, { draws, seed }).map((interaction) => {
    writeWhole(join(folder, `${interaction.id}.svg`), interactionSvg(interaction))
    writeWhole(join(folder, `${interaction.id}.csv`), interactionCsv(interaction))
    return interaction.id
  })
}
