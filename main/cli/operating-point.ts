// `viseme operating-point`: the thresholds that live authentication uses, chosen from an evaluation.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { Fusion } from '../authentication/fusion.ts'
import type { StoredOperatingPoint } from '../authentication/operating-point.ts'
import { VisemeError } from '../errors.ts'
import type { ChosenFrom, OperatingPointChoice } from '../evaluation/choose-operating-point.ts'
import { evaluationDocument } from '../evaluation/document-schema.ts'
import { SYSTEMS, type SystemName } from '../evaluation/systems.ts'
import { finiteNumber, rateBelowOne } from './arguments.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'

interface SetArguments extends StoreArguments {
  evaluation: string
  fmr?: number
  threshold?: number
  system: SystemName
  json?: boolean
}

type Options = StoreArguments & { json?: boolean }

export function operatingPointCommand(program: Command): void {
  const command = program
    .command('operating-point')
    .description('the thresholds of live authentication, chosen from an evaluation')
  addStoreOption(command.command('set').description('use the thresholds of an evaluation from now on'))
    .requiredOption('--evaluation <file>', 'evaluation.json that `evaluate --out` wrote')
    .addOption(new Option('--fmr <rate>', 'a false-match rate the data carry').argParser(rateBelowOne))
    .addOption(
      new Option('--threshold <score>', 'a threshold of one system, in place of --fmr')
        .argParser(finiteNumber)
        .conflicts('fmr'),
    )
    .addOption(new Option('--system <name>', 'of --threshold').choices(SYSTEMS).default('fused'))
    .option('--json', 'print one JSON document')
    .action(setAction)
  addStoreOption(command.command('show').description('which thresholds are in use, and where they come from'))
    .option('--json', 'print one JSON document')
    .action(showAction)
  addStoreOption(command.command('reset').description('go back to the shipped thresholds'))
    .option('--json', 'print one JSON document')
    .action(resetAction)
}

async function setAction(options: SetArguments): Promise<void> {
  const { storeOperatingPoint } = await import('../authentication/operating-point.ts')
  const { chooseOperatingPoint } = await import('../evaluation/choose-operating-point.ts')
  if (options.fmr === undefined && options.threshold === undefined) {
    throw new VisemeError({
      code: 'no-operating-point',
      message: 'Neither a false-match rate nor a threshold was given.',
      next: 'Add --fmr RATE, or --threshold SCORE with --system NAME.',
      exitCode: 2,
    })
  }
  const evaluation = readEvaluationFile(options.evaluation)
  const fusion = await shippedFusion()
  const choice: OperatingPointChoice =
    options.threshold === undefined
      ? { fmr: options.fmr! }
      : await measuredThreshold(options.evaluation, options.system, options.threshold)
  const point = chooseOperatingPoint(evaluation, fusion, choice)
  storeOperatingPoint(await storeDirectory(options), point)
  answer(options, { source: 'measured', ...point }, (document) => pointText(document).join('\n'))
}

async function showAction(options: Options): Promise<void> {
  const { readOperatingPoint, withOperatingPoint } = await import('../authentication/operating-point.ts')
  const fusion = await shippedFusion()
  const point = readOperatingPoint(await storeDirectory(options))
  if (point) {
    withOperatingPoint(fusion, point) // refuses one of other networks
    answer(options, { source: 'measured', ...point }, (document) => pointText(document).join('\n'))
    return
  }
  const { fmr, ...thresholds } = fusion.operating_points.find((one) => one.fmr === fusion.default_fmr)!
  const data = `${fusion.fitted.face.name}, ${fusion.fitted.voice.name}`
  answer(options, { source: 'shipped', stated_fmr: fmr, thresholds, data }, () =>
    [
      `Shipped thresholds, for a false-match rate of ${100 * fmr} % on ${data}`,
      ...SYSTEMS.map((name) => `  ${name.padEnd(6)} ${thresholds[name].threshold.toFixed(2)}`),
    ].join('\n'),
  )
}

async function resetAction(options: Options): Promise<void> {
  const { resetOperatingPoint } = await import('../authentication/operating-point.ts')
  const reset = resetOperatingPoint(await storeDirectory(options))
  answer(options, { source: 'shipped', reset }, () =>
    reset ? 'The shipped thresholds are in use again.' : 'The shipped thresholds are in use.',
  )
}

async function storeDirectory({ data }: StoreArguments): Promise<string> {
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  return data ?? defaultDirectory()
}

/** The calibration that live authentication uses, and that it belongs to the networks in use. */
async function shippedFusion(): Promise<Fusion> {
  const { startSystem } = await import('../authentication/system.ts')
  return startSystem().fusion
}

const networks = z.object({ networks: z.object({ face: z.string(), voice: z.string() }) })

function readEvaluationFile(path: string): ChosenFrom {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8'))
    return { ...evaluationDocument.parse(document), ...networks.parse(document) }
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-evaluation',
      message: `${path} is no evaluation: ${cause instanceof Error ? cause.message.slice(0, 200) : cause}`,
      next: 'Give the evaluation.json that `viseme evaluate --out FOLDER` wrote.',
      exitCode: 2,
      cause,
    })
  }
}

/** The rates at a threshold, counted from the scores that lie beside the evaluation. */
async function measuredThreshold(
  evaluation: string,
  system: SystemName,
  threshold: number,
): Promise<OperatingPointChoice> {
  const { readScoredComparisons } = await import('../evaluation/scored-csv.ts')
  const { ratesAt } = await import('../evaluation/rates-at.ts')
  const comparisons = readScoredComparisons(join(dirname(evaluation), `${system}-scores.csv`))
  const { fmr, fnmr } = ratesAt(comparisons, threshold)
  if (fmr && fnmr) return { system, threshold, fmr, fnmr }
  throw new VisemeError({
    code: 'one-sided-scores',
    message: `The ${system} scores lack genuine or impostor comparisons.`,
    next: 'Evaluate more people, with several samples of each.',
    exitCode: 2,
  })
}

function pointText({ stated_fmr, thresholds, data, chosen }: StoredOperatingPoint): string[] {
  const labels = [...(data.simulated ? ['simulated'] : []), ...(data.chimeric ? ['chimeric'] : [])]
  const label = labels.length > 0 ? ` (${labels.join(', ')})` : ''
  return [
    `Thresholds for a false-match rate of ${Number((100 * stated_fmr).toPrecision(3))} %, measured on ${data.dataset}${label}: ${data.people} people, ${data.samples} samples, ${data.protocol}; chosen ${chosen.slice(0, 16).replace('T', ' ')}`,
    ...SYSTEMS.map((name) => {
      const found = thresholds[name]
      if (!found) return `  ${name.padEnd(6)} as shipped`
      const { threshold, fmr, fnmr } = found
      const { low, high } = threshold
      const limits = low === null || high === null ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`
      return `  ${name.padEnd(6)} ${threshold.value.toFixed(2)}${limits}: FMR ${fmr.errors} of ${fmr.trials}, FNMR ${fnmr.errors} of ${fnmr.trials}`
    }),
  ]
}
