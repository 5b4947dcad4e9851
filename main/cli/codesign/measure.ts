// `viseme codesign measure`: error rates of every design, on the networks as they are now. Goes on where it stopped.

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { SetName } from '../../codesign/measure/samples.ts'
import { LARGEST_SEED, positiveNumber, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'

interface MeasureArguments {
  data: string
  sets: SetName[]
  networks?: string[]
  precisions: string[]
  pairs: 'int8' | 'all' | 'none'
  space?: string
  draws: number
  seed: number
  minutes: number
  json?: boolean
}

const SET_NAMES: Record<string, SetName> = { dev: 'development', test: 'test' }

export function measureCommand(codesign: Command): void {
  codesign
    .command('measure')
    .description('measure error rates of designs on real people; writes models/codesign/accuracy.json')
    .option('--data <folder>', 'the folder of data, with its evaluation/', '../shared/data')
    .addOption(
      new Option('--sets <list>', 'dev, by which designs are chosen, and test, only reported')
        .argParser(setNames)
        .default(['development', 'test'], 'dev,test'),
    )
    .addOption(new Option('--networks <list>', 'only these of the space').argParser(list))
    .addOption(
      new Option('--precisions <list>', 'only these of the space').argParser(list).default(['int8'], 'int8'),
    )
    .addOption(
      new Option('--pairs <which>', 'faces and voices that are measured together')
        .choices(['int8', 'all', 'none'])
        .default('int8'),
    )
    .option('--space <file>', 'a design space; default models/codesign/space.json')
    .addOption(
      new Option('--draws <count>', 'pairings of chimeric development people')
        .argParser(wholeFrom(2, 1000))
        .default(24),
    )
    .addOption(
      new Option('--seed <number>', 'of these pairings').argParser(wholeFrom(0, LARGEST_SEED)).default(1),
    )
    .addOption(
      new Option('--minutes <count>', 'end after so long; the next run goes on')
        .argParser(positiveNumber)
        .default(60),
    )
    .option('--json', 'print one JSON document')
    .action(async (options: MeasureArguments) => {
      const { readSpace } = await import('../../codesign/space.ts')
      const { readCandidates } = await import('../../codesign/candidates.ts')
      const { measureSpace } = await import('../../codesign/measure/measure-space.ts')
      const { zooFolder } = await import('../../inference/zoo.ts')
      const space = readSpace(options.space)
      const { networks, precisions } = options
      const progress = progressBar(0)
      try {
        const candidates = readCandidates(space, zooFolder(), (done, name) => progress.update(done, name))
        const summary = await measureSpace(candidates, {
          data: options.data,
          // A network that is a file has the precision that it has.
          isWanted: ({ name, precision, profile }) =>
            (networks?.includes(name) ?? true) && (profile === null || precisions.includes(precision)),
          sets: options.sets,
          seconds: space.voice.seconds,
          together: (face, voice) =>
            options.pairs === 'all' ||
            (options.pairs === 'int8' && face.precision === 'int8' && voice.precision === 'int8'),
          draws: options.draws,
          seed: options.seed,
          minutes: options.minutes,
          command: 'viseme codesign measure',
          folder: zooFolder(),
          onProgress: (done, total, what) => progress.update(done, total > 0 ? `of ${total}: ${what}` : what),
        })
        progress.stop()
        answer(options, summary, ({ measured, known, missing, seconds, file }) =>
          [
            `${measured} designs measured in ${seconds.toFixed(0)} s, ${known} were known: ${file}`,
            ...(missing > 0 ? [`${missing} are missing: run it again to go on.`] : []),
          ].join('\n'),
        )
      } finally {
        progress.stop()
      }
    })
}

const list = (text: string): string[] => text.split(',').filter((part) => part !== '')

function setNames(text: string): SetName[] {
  const names = list(text).map((name) => SET_NAMES[name])
  if (names.includes('development') && names.every((name) => name !== undefined)) return names
  throw new InvalidArgumentError('Give dev, or dev,test: thresholds come from the development people.')
}
