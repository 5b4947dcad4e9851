// `viseme enroll`: a person's pictures and recordings into templates.

import { type Command, Option } from 'commander'
import type { Modality, ProtectionMode } from '../../enrollment-data/records.ts'
import type { Enrolment } from '../authentication/enrol.ts'
import { wholeFrom } from './arguments.ts'
import { addBoardOptions, type BoardArguments } from './board-options.ts'
import { addDesignOption, chosenSystemOptions, type DesignArguments } from './design-option.ts'
import { answer } from './output.ts'
import { addScheduledOption, chosenSystem, type SchedulerArguments } from './scheduler-options.ts'
import {
  addSourceOptions,
  addStoreOption,
  readSources,
  type SourceArguments,
  type StoreArguments,
} from './sources.ts'
import { NOT_YET_OVERWRITTEN, openNamedStore, unlockOrSetUp } from './store-access.ts'

type EnrollArguments = SourceArguments &
  StoreArguments &
  BoardArguments &
  DesignArguments &
  Pick<SchedulerArguments, 'scheduled'> & {
    person: string
    add?: boolean
    replace?: boolean
    keep?: number
    json?: boolean
  }

export function enrollCommand(program: Command): void {
  const command = program
    .command('enroll')
    .description('enrol a person from at least three pictures and two recordings')
    .requiredOption('--person <name>', 'the name to enrol under')
  addDesignOption(addScheduledOption(addBoardOptions(addStoreOption(addSourceOptions(command)))))
    .addOption(
      new Option('--add', 'more samples for somebody enrolled; the best are kept').conflicts('replace'),
    )
    .option('--replace', 'other samples in place of those of somebody enrolled')
    .option('--keep <number>', 'samples of each kind to keep with --add (8)', wholeFrom(2, 255))
    .option('--json', 'print one JSON document')
    .action(async (options: EnrollArguments) => {
      const { checkName } = await import('../authentication/names.ts')
      const { requireVariety } = await import('../authentication/variety.ts')
      const { enrol, NEEDED } = await import('../authentication/enrol.ts')
      const { progressBar } = await import('./progress.ts')
      const { defaultDirectory } = await import('../../enrollment-data/open.ts')
      const person = checkName(options.person)
      const fixed = await chosenSystemOptions(options, options.data ?? defaultDirectory())
      const needs = (modality: Modality) =>
        (fixed.modalities?.includes(modality) ?? true) ? NEEDED[modality] : 0
      const amount = { faces: needs('face'), voices: needs('voice'), session: 0 }
      const presented = await readSources(options, amount)
      requireVariety(presented)
      const store = await openNamedStore(options)
      let document: Enrolled
      try {
        const tellProtection = await unlockOrSetUp(store, options)
        const system = await chosenSystem(options, fixed)
        const bar = progressBar(presented.faces.length + presented.voices.length)
        const enrolment = await enrol(store, system, {
          person,
          ...presented,
          mode: options.add ? 'add' : options.replace ? 'replace' : 'new',
          keep: options.keep,
          onProgress: ({ done, source }) => bar.update(done, source),
        }).finally(() => bar.stop())
        tellProtection()
        document = { ...enrolment, protection: store.protection.state().mode }
      } finally {
        store.close()
      }
      if (options.add || options.replace) document.overwritten = !store.overwriteDelayed
      answer(options, document, enrolmentText)
    })
}

interface Enrolled extends Enrolment {
  protection: ProtectionMode
  /** Of samples that others took the place of: the former ones are gone from the disk. */
  overwritten?: boolean
}

function enrolmentText(document: Enrolled): string {
  const { person, samples, quality, template_bytes, capacity_left } = document
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`
  return [
    `${person} is enrolled${document.simulated ? ' (simulated)' : ''}.`,
    ...(samples.face > 0
      ? [`  face      ${samples.face} pictures, mean quality ${percent(quality.face)}`]
      : []),
    ...(samples.voice > 0
      ? [`  voice     ${samples.voice} recordings, mean quality ${percent(quality.voice)}`]
      : []),
    `  template  ${template_bytes} bytes; ${capacity_left} more people fit on the board`,
    ...document.disagreements.map(
      ({ modality, index, score }) =>
        `  note      ${modality === 'face' ? 'picture' : 'recording'} ${index + 1} agrees little with the others (log-likelihood ratio ${score.toFixed(1)})`,
    ),
    ...document.resembles.map(
      (other) =>
        `  note      resembles ${other.person} (${other.score.toFixed(1)}): possibly the same person, enrolled twice`,
    ),
    ...(document.overwritten === false ? [NOT_YET_OVERWRITTEN] : []),
  ].join('\n')
}
