// `viseme people`: who is enrolled, taking somebody out, giving them another name.

import type { Command } from 'commander'
import type { PeopleList, PersonSummary } from '../authentication/people.ts'
import { VisemeError } from '../errors.ts'
import { confirmed } from './confirm.ts'
import { answer } from './output.ts'
import { peopleTransferCommands } from './people-transfer.ts'
import { protectionText } from './protection-text.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { openNamedStore, unlock, withUnlockedStore } from './store-access.ts'
import { table } from './table.ts'

interface RemoveArguments extends StoreArguments {
  person?: string
  yes?: boolean
  json?: boolean
}

interface Removal {
  person: string
  removed: boolean
  /** Their bytes are gone from the disk; false while another program keeps the store from overwriting them. */
  overwritten: boolean
}

export function peopleCommand(program: Command): void {
  const people = program.command('people').description('who is enrolled')
  addStoreOption(people.command('list').description('list the people enrolled'))
    .option('--json', 'print one JSON document')
    .action(listPeopleAction)
  addStoreOption(people.command('remove [name]').description('remove a person and everything kept of them'))
    .option('--person <name>', 'who to remove')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document')
    .action(removePersonAction)
  addStoreOption(people.command('rename').description('give a person another name'))
    .requiredOption('--person <name>', 'who to rename')
    .requiredOption('--to <name>', 'the new name')
    .option('--json', 'print one JSON document')
    .action(renamePersonAction)
  peopleTransferCommands(people)
}

async function listPeopleAction(options: StoreArguments & { json?: boolean }): Promise<void> {
  const { listPeople } = await import('../authentication/people.ts')
  const store = await openNamedStore(options, true)
  try {
    answer(options, listPeople(store), peopleText)
  } finally {
    store.close()
  }
}

function peopleText({ people, enrolments, protection }: PeopleList): string {
  const failed =
    enrolments.failures > 0
      ? [`${enrolments.failures} of ${enrolments.transactions} enrolments failed (failure to enrol).`]
      : []
  if (people.length === 0) return ['Nobody is enrolled.', ...failed].join('\n')
  return [...peopleTable(people), ...failed, '', protectionText(protection)].join('\n')
}

function peopleTable(people: PeopleList['people']): string[] {
  return table(
    ['person', 'pictures', 'recordings', 'enrolled', 'networks'],
    people.map(({ person, samples, created, simulated, model }) => [
      simulated ? `${person} (simulated)` : person,
      String(samples.face),
      String(samples.voice),
      created.slice(0, 16).replace('T', ' '),
      model,
    ]),
    [0, 3, 4],
  )
}

async function removePersonAction(named: string | undefined, options: RemoveArguments): Promise<void> {
  const name = options.person ?? named
  if (named !== undefined && name !== named) {
    throw new VisemeError({
      code: 'two-names',
      message: `Two people were named: ${named} and ${name}.`,
      next: 'Remove one at a time, each with --person NAME.',
      exitCode: 2,
    })
  }
  if (name === undefined) {
    throw new VisemeError({
      code: 'no-name',
      message: 'Nobody was named.',
      next: 'Say who to remove with --person NAME; `viseme people list` shows everybody.',
      exitCode: 2,
    })
  }
  const { findPerson } = await import('../authentication/names.ts')
  const { removePerson } = await import('../authentication/people.ts')
  const store = await openNamedStore(options)
  let person: string
  let removed: boolean
  try {
    person = findPerson(store, name).name
    await unlock(store, options)
    removed =
      options.yes ||
      !process.stdin.isTTY ||
      (await confirmed(`Remove ${person} and everything kept of them?`))
    if (removed) removePerson(store, person)
    else process.exitCode = 1
  } finally {
    store.close()
  }
  const overwritten = removed && !store.overwriteDelayed
  answer(options, { person, removed, overwritten }, removalText)
}

function removalText({ person, removed, overwritten }: Removal): string {
  if (!removed) return 'Nothing was removed.'
  const done = `${person} is removed, with all samples and templates; the key that they were sealed with is destroyed.`
  return overwritten
    ? done
    : `${done}\nAnother program is reading the store: their data are overwritten on disk when it has finished and any command writes to the store.`
}

async function renamePersonAction(
  options: StoreArguments & { person: string; to: string; json?: boolean },
): Promise<void> {
  const { renamePerson } = await import('../authentication/people.ts')
  const renamed = await withUnlockedStore(options, (store) => renamePerson(store, options.person, options.to))
  answer(options, renamed, ({ person }: PersonSummary) => `${options.person} is now ${person}.`)
}
