// `viseme supernet fit`: fits models/supernet/calibration.json, what live SubNets' scores mean, on development people.

import { type Command, Option } from 'commander'
import type { SubnetCalibration, SupernetCalibration } from '../../supernet/live/calibration.ts'
import { requireWritable, writeWhole } from '../../written-file.ts'
import { LARGEST_SEED, wholeFrom } from '../arguments.ts'
import { captureProgress } from '../capture-progress.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'

/** As for the fixed networks (fit-fusion.ts). */
const FMRS = [0.1, 0.01, 0.001]
const DEFAULT_FMR = 0.001

interface FitArguments {
  face: string
  voice: string
  out: string
  seed: number
  json?: boolean
}

export function fitCommand(supernet: Command): void {
  supernet
    .command('fit')
    .description('fit what the scores of live SubNets mean, and their thresholds, on development people')
    .requiredOption('--face <dataset>', 'pictures of development people: folder or manifest.csv')
    .requiredOption('--voice <dataset>', 'recordings of development people: folder or manifest.csv')
    .requiredOption('--out <file>', 'where to write it, e.g. models/supernet/calibration.json')
    .addOption(
      new Option('--seed <number>', 'of the chimeric pairing')
        .argParser(wholeFrom(0, LARGEST_SEED))
        .default(1),
    )
    .option('--json', 'print one JSON document')
    .action(async (options: FitArguments) => {
      const { readDataSet } = await import('../../evaluation/data-set.ts')
      const { liveSupernet } = await import('../../supernet/live/board.ts')
      const { fitSupernets, fittedSamples } = await import('../../supernet/live/fit.ts')
      requireWritable(options.out)
      const sets = { face: readDataSet(options.face), voice: readDataSet(options.voice) }
      const all = () => 0
      const supernets = { face: liveSupernet('face', all), voice: liveSupernet('voice', all) }
      const samples = fittedSamples({ sets }, 'face').length + fittedSamples({ sets }, 'voice').length
      const progress = captureProgress(samples, 'samples')
      try {
        const fitted = await fitSupernets({
          sets,
          supernets,
          fmrs: FMRS,
          defaultFmr: DEFAULT_FMR,
          seed: options.seed,
          onSample: progress.advance,
        })
        writeWhole(options.out, `${JSON.stringify(fitted, null, 1)}\n`)
        progress.stop()
        answer(options, fitted, fitText)
      } finally {
        progress.stop()
      }
    })
}

const percent = (rate: number): string => (100 * rate).toFixed(1)

function fitText(fitted: SupernetCalibration): string {
  const lines = (which: 'face' | 'voice') => {
    const { name, people, samples, genuine, impostor } = fitted.fitted[which]
    const { template, subnets } = fitted[which]
    return [
      `${which}, on ${name}: ${people} people, ${samples} samples, ${genuine} genuine and ${impostor} impostor attempts; templates by ${template}.`,
      ...table(
        [
          'SubNet',
          'EER %',
          ...FMRS.map((fmr) => `FNMR % at ${100 * fmr} %`),
          'own templates: EER %',
          ...FMRS.map((fmr) => `FNMR % at ${100 * fmr} %`),
        ],
        subnets.map(({ name: subnet, own_templates, ...across }) => [
          subnet,
          percent(across.eer),
          ...fnmrs(across),
          percent(own_templates.eer),
          ...fnmrs(own_templates),
        ]),
        [0],
      ),
      '',
    ]
  }
  return [...lines('face'), ...lines('voice')].join('\n')
}

const fnmrs = ({ operating_points }: Pick<SubnetCalibration, 'operating_points'>): string[] =>
  operating_points.map(({ fnmr }) => percent(fnmr))
