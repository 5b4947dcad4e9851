// `viseme fit-fusion`: fits models/fusion.json (calibration and thresholds) on development people.

import { type Command, Option } from 'commander'
import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { Fusion } from '../authentication/fusion.ts'
import { carries } from '../evaluation/claims.ts'
import { shippedEvidence } from '../evaluation/fusion-parameters.ts'
import { requireWritable, writeWhole } from '../written-file.ts'
import { LARGEST_SEED, rateBelowOne, wholeFrom } from './arguments.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'

/** Thresholds are fitted for these false-match rates where the data carry them. */
const FMRS = [0.1, 0.01, 0.001]

interface FitFusionArguments extends BoardArguments, StoreArguments {
  cache: boolean
  face: string
  voice: string
  fmr: number
  seed: number
  out: string
  json?: boolean
}

export function fitFusionCommand(program: Command): void {
  const command = program
    .command('fit-fusion')
    .description('fit the calibration and thresholds of face, voice and both on development people')
    .requiredOption('--face <dataset>', 'pictures of development people: folder or manifest.csv')
    .requiredOption('--voice <dataset>', 'recordings of development people: folder or manifest.csv')
    .requiredOption('--out <file>', 'where to write the calibration, e.g. models/fusion.json')
    .addOption(
      new Option('--fmr <rate>', 'false-match rate of the default threshold')
        .argParser(rateBelowOne)
        .default(0.001),
    )
    .addOption(
      new Option('--seed <number>', 'of the chimeric pairing')
        .argParser(wholeFrom(0, LARGEST_SEED))
        .default(1),
    )
    .option('--no-cache', 'capture everything anew, keep no embeddings')
  addBoardOptions(addStoreOption(command))
    .option('--json', 'print one JSON document')
    .action(async (options: FitFusionArguments) => {
      const { startSystem } = await import('../authentication/system.ts')
      const { checkedFusion } = await import('../authentication/fusion.ts')
      const { NEEDED } = await import('../authentication/enrol.ts')
      const { readDataSet } = await import('../evaluation/data-set.ts')
      const { calibrate, developmentSamples } = await import('../evaluation/calibrate.ts')
      const { openCachedPool } = await import('../evaluation/cached-pool.ts')
      const { defaultDirectory } = await import('../../enrollment-data/open.ts')
      const { captureProgress } = await import('./capture-progress.ts')
      const { board, options: boardOptions } = chosenBoard(options)
      requireWritable(options.out)
      const sets = { face: readDataSet(options.face), voice: readDataSet(options.voice) }
      const { models } = startSystem({ board, boardOptions })
      const samples = (['face', 'voice'] as const).map(
        (modality) => developmentSamples({ sets, enrolment: NEEDED }, modality).length,
      )
      const pool = openCachedPool(
        { board, boardOptions },
        options.cache ? (options.data ?? defaultDirectory()) : null,
      )
      const progress = captureProgress(samples[0] + samples[1], 'samples')
      try {
        const fitted = await calibrate({
          sets,
          capture: pool.capture,
          networks: models,
          enrolment: NEEDED,
          fmrs: [...new Set([...FMRS, options.fmr])],
          defaultFmr: options.fmr,
          seed: options.seed,
          onSample: progress.advance,
        })
        const fusion = checkedFusion(fitted)
        writeWhole(options.out, `${JSON.stringify(fusion, null, 1)}\n`)
        progress.stop()
        answer(options, fusion, describe)
      } finally {
        progress.stop()
        pool.close()
      }
    })
}

/** What a stated rate rests on, where people do not carry it. */
function extrapolated(fusion: Fusion, fmr: number): string {
  const systems = (['face', 'voice', 'fused'] as const).filter(
    (system) => !carries(fmr, shippedEvidence(fusion, system)),
  )
  if (systems.length === 0) return ''
  const on = systems.map((system) => {
    const { comparisons, pairs } = shippedEvidence(fusion, system)
    return `${system} stated on ${comparisons} comparisons of ${pairs} pairs of people`
  })
  return `; extrapolated, as ${comparisonsNeeded(fmr)} pairs are needed: ${on.join(', ')}`
}

function describe(fusion: Fusion): string {
  const { calibration, operating_points, default_fmr, fitted } = fusion
  const line = (modality: 'face' | 'voice') => {
    const { name, people, samples, genuine, impostor } = fitted[modality]
    const { offset, slope } = calibration[modality]
    return `${modality.padEnd(6)}ratio = ${offset.toFixed(3)} + ${slope.toFixed(3)} cosine, on ${name}: ${people} people, ${samples} samples, ${genuine} genuine and ${impostor} impostor attempts`
  }
  return [
    line('face'),
    line('voice'),
    ...operating_points.map(({ fmr, face, voice, fused }) => {
      const part = (name: string, { threshold, fnmr }: typeof face) =>
        `${name} ${threshold.toFixed(3)} (FNMR ${(100 * fnmr).toFixed(1)} %)`
      const chosen = fmr === default_fmr ? ', the default' : ''
      return `FMR ${100 * fmr} %${chosen}: ${part('face', face)}, ${part('voice', voice)}, fused ${part('', fused).trim()}${extrapolated(fusion, fmr)}`
    }),
  ].join('\n')
}
