// `viseme lockout`: who is locked out, and for how long; forgetting it.

import { type Command, Option } from 'commander'
import type { Store } from '../../enrollment-data/store.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { openNamedStore, withUnlockedStore } from './store-access.ts'
import { table } from './table.ts'

type Arguments = StoreArguments & { json?: boolean }

/** Failures in a row of somebody, and the wait they brought; `person` null is identification. */
interface Entry {
  person: string | null
  failures: number
  wait_s: number
}

export function lockoutCommand(program: Command): void {
  const lockout = program.command('lockout').description('failures in a row, and the waits they brought')
  addStoreOption(lockout.command('status').description('who has failed, and who has to wait'))
    .option('--json', 'print one JSON document')
    .action(statusAction)
  addStoreOption(
    lockout.command('clear').description('forget the failures of a person, or of identification'),
  )
    .addOption(new Option('--person <name>', 'whose failures').conflicts('identification'))
    .option('--identification', 'those of identification')
    .option('--json', 'print one JSON document')
    .action(clearAction)
}

async function statusAction(options: Arguments): Promise<void> {
  const store = await openNamedStore(options, true)
  try {
    answer(options, { locked: await entries(store) }, ({ locked }) => statusText(locked))
  } finally {
    store.close()
  }
}

async function entries(store: Store): Promise<Entry[]> {
  const { lockOutOf } = await import('../authentication/lock-out.ts')
  return [null, ...store.people()].flatMap((person) => {
    const { failures, waitSeconds } = lockOutOf(store, person)
    return failures > 0 ? [{ person: person?.name ?? null, failures, wait_s: waitSeconds }] : []
  })
}

function statusText(locked: readonly Entry[]): string {
  if (locked.length === 0) return 'Nobody has failed since they were last accepted.'
  return table(
    ['who', 'failures in a row', 'seconds to wait'],
    locked.map(({ person, failures, wait_s }) => [
      person ?? '(identification)',
      String(failures),
      String(wait_s),
    ]),
    [0],
  ).join('\n')
}

async function clearAction(
  options: Arguments & { person?: string; identification?: boolean },
): Promise<void> {
  const { findPerson } = await import('../authentication/names.ts')
  const { clearLockOut } = await import('../authentication/lock-out.ts')
  const { VisemeError } = await import('../errors.ts')
  if (options.person === undefined && !options.identification) {
    throw new VisemeError({
      code: 'no-name',
      message: 'Nobody was named.',
      next: 'Say whose failures to forget: --person NAME, or --identification.',
      exitCode: 2,
    })
  }
  const cleared = await withUnlockedStore(options, (store) => {
    const person = options.person === undefined ? null : findPerson(store, options.person)
    clearLockOut(store, person)
    return { person: person?.name ?? null, cleared: true }
  })
  answer(options, cleared, ({ person }) => `The failures of ${person ?? 'identification'} are forgotten.`)
}
