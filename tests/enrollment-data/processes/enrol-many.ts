// Child process: enrols `count` people named PREFIX-0, PREFIX-1, ... and prints each name once it is acknowledged.
// Arguments: DIRECTORY PREFIX COUNT. Ends with a line `longest N of ALL`: the longest call and all calls, milliseconds.

import { writeSync } from 'node:fs'
import { openStore } from '../../../enrollment-data/store.ts'
import { enrolment } from '../enrolments.ts'

const [directory, prefix, count] = process.argv.slice(2)
const store = openStore({ directory, lockPatienceMs: 30_000 }) // a disk that stalls is no failure here
const started = performance.now()
let longest = 0
for (let i = 0; i < Number(count); i++) {
  const began = performance.now()
  store.enrol(enrolment(`${prefix}-${i}`, i))
  longest = Math.max(longest, performance.now() - began)
  writeSync(1, `${prefix}-${i}\n`)
}
const all = performance.now() - started
store.close()
writeSync(1, `longest ${Math.round(longest)} of ${Math.round(all)}\n`)
