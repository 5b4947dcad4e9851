// Child process: does one kind of work on a store until it is killed, and prints a line for each piece that was
// acknowledged. Arguments: DIRECTORY WORK PREFIX, where WORK is one of
//   enrol    enrols PREFIX-0, PREFIX-1, ...: prints the name
//   verify   rejects somebody else as Ada: prints the failures in a row that the store acknowledged
//   remove   enrols PREFIX-0 and removes them, and so on: prints the name and the wrapped key that is gone
//   migrate  opens the store, which brings it up to date: prints `open`, and waits

import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { openStore } from '../../../enrollment-data/store.ts'
import { verify } from '../../../main/authentication/verify.ts'
import { fakeSystem, samplesOf } from '../../authentication/fake-system.ts'
import { enrolment } from '../enrolments.ts'

const [directory, work, prefix] = process.argv.slice(2)
const say = (line: string | number) => writeSync(1, `${line}\n`)
say('begun')
const store = openStore({ directory })

async function reject(): Promise<void> {
  const system = fakeSystem()
  let uptimeMs = 1e9
  // An hour and more passes between attempts: no wait is left.
  const clock = () => ({ boot: prefix, uptimeMs: (uptimeMs += 4e6) })
  for (;;) {
    await verify(store, system, { person: 'Ada', ...samplesOf(9, 1, 1), clock })
    say(store.auditLog.lockOut(store.person('Ada')!.id)!.failures)
  }
}

function removeOneAfterTheOther(): never {
  const database = new Database(store.file, { readonly: true })
  const key = database.prepare<[number]>('SELECT hex(wrapped) FROM person_keys WHERE person_id = ?').pluck()
  for (let i = 0; ; i++) {
    const { id, name } = store.enrol(enrolment(`${prefix}-${i}`, i))
    const wrapped = key.get(id)
    store.remove(name)
    say(`${name} ${wrapped}`)
  }
}

if (work === 'enrol') for (let i = 0; ; i++) say(store.enrol(enrolment(`${prefix}-${i}`, i)).name)
else if (work === 'verify') await reject()
else if (work === 'remove') removeOneAfterTheOther()
else {
  say('open')
  setInterval(() => store.count(), 1000)
}
