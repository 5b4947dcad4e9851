// Child process: reads everybody COUNT times while others write; every person seen must be whole.
// Arguments: DIRECTORY COUNT. Prints `longest N of ALL`: the longest reading and all readings, milliseconds.

import { openStore } from '../../../enrollment-data/store.ts'

const [directory, count] = process.argv.slice(2)
const store = openStore({ directory, lockPatienceMs: 30_000 }) // a disk that stalls is no failure here
const started = performance.now()
let longest = 0
for (let i = 0; i < Number(count); i++) {
  const began = performance.now()
  for (const { name, samples, templates } of store.people()) {
    if (samples.face !== 3 || samples.voice !== 2 || templates.length !== 2)
      throw new Error(`half of ${name}`)
  }
  longest = Math.max(longest, performance.now() - began)
}
const all = performance.now() - started
store.close()
console.log(`longest ${Math.round(longest)} of ${Math.round(all)}`)
