// `viseme trials`: researchers' trial runs, which are made in the window: listed, shown, exported, removed.

import type { Command } from 'commander'
import type { TrialRun } from '../../enrollment-data/trials.ts'
import type { CountedRate } from '../evaluation/interval.ts'
import type { TrialSummary } from '../evaluation/trial-run.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { openNamedStore } from './store-access.ts'
import { table } from './table.ts'

type Arguments = StoreArguments & { json?: boolean }

export function trialsCommand(program: Command): void {
  const trials = program.command('trials').description("researchers' trial runs, as the window makes them")
  addStoreOption(trials.command('list').description('list the runs'))
    .option('--json', 'print one JSON document')
    .action(listAction)
  addStoreOption(
    trials.command('show <name>').description('error rates of a run, and what its claim still needs'),
  )
    .option('--json', 'print one JSON document')
    .action(showAction)
  addStoreOption(
    trials.command('export <name>').description('score file (for `viseme metrics`), CSV and JSON of a run'),
  )
    .requiredOption('--out <directory>', 'where the files go')
    .option('--json', 'print one JSON document')
    .action(exportAction)
  addStoreOption(trials.command('remove <name>').description('remove a run and its trials'))
    .option('--json', 'print one JSON document')
    .action(removeAction)
}

async function listAction(options: Arguments): Promise<void> {
  const store = await openNamedStore(options, true)
  try {
    answer(options, { runs: store.trialRuns.list() }, ({ runs }) => listText(runs))
  } finally {
    store.close()
  }
}

function listText(runs: TrialRun[]): string {
  if (runs.length === 0) return 'There is no trial run.'
  return table(
    ['run', 'trials', 'claim: FAR <=', 'begun', 'raw data'],
    runs.map(({ name, trials, claim, created, rawFolder }) => [
      name,
      String(trials),
      String(claim),
      created.slice(0, 16).replace('T', ' '),
      rawFolder ?? 'not kept',
    ]),
    [0, 3, 4],
  ).join('\n')
}

async function showAction(name: string, options: Arguments): Promise<void> {
  const { trialsDocument } = await import('../evaluation/trial-run.ts')
  const store = await openNamedStore(options, true)
  try {
    const run = store.trialRuns.run(name)
    answer(options, trialsDocument(run, store.trialRuns.trials(run.id)), (document) =>
      summaryText(document.run.name, document.summary),
    )
  } finally {
    store.close()
  }
}

function summaryText(name: string, summary: TrialSummary): string {
  const { genuine, impostor, far, frr, attacks, claim, voice_needed, withdrawn } = summary
  const rate = (counted: CountedRate | null) =>
    counted === null
      ? 'no attempt yet'
      : `${(100 * counted.value).toFixed(2)} % (${(100 * counted.low).toFixed(2)}-${(100 * counted.high).toFixed(2)}), ${counted.errors} of ${counted.trials}`
  return [
    `${name}: ${genuine} genuine and ${impostor} impostor attempts${summary.simulated ? ', simulated' : ''}; ${summary.not_acquired} could not be acquired, ${withdrawn} withdrawn.`,
    `  FAR  ${rate(far)}`,
    `  FRR  ${rate(frr)}`,
    ...attacks.map(({ kind, accepted }) => `  attack ${kind} accepted  ${rate(accepted)}`),
    ...(voice_needed ? [`  cascade: the voice was needed in  ${rate(voice_needed)}`] : []),
    claim.carried
      ? `  The attempts carry the claim FAR <= ${claim.far} (one-sided 95 %).`
      : `  ${claim.reason}.`,
  ].join('\n')
}

async function exportAction(name: string, options: Arguments & { out: string }): Promise<void> {
  const { resolve } = await import('node:path')
  const { exportTrials } = await import('../evaluation/trial-files.ts')
  const store = await openNamedStore(options, true)
  try {
    const run = store.trialRuns.run(name)
    const files = await exportTrials(run, store.trialRuns.trials(run.id), resolve(options.out))
    answer(options, { files }, (document) => document.files.join('\n'))
  } finally {
    store.close()
  }
}

async function removeAction(name: string, options: Arguments): Promise<void> {
  const store = await openNamedStore(options)
  try {
    const run = store.trialRuns.run(name)
    store.trialRuns.remove(run.id)
    answer(
      options,
      { run: run.name, removed: run.trials },
      ({ removed }) => `Removed, with ${removed} trials.`,
    )
  } finally {
    store.close()
  }
}
