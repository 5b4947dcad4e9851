// Child process: gives the one enrolled person new samples and another name, COUNT times over, while others read.
// Arguments: DIRECTORY COUNT.

import { openStore } from '../../../enrollment-data/store.ts'
import { enrolment } from '../enrolments.ts'

const [directory, count] = process.argv.slice(2)
const store = openStore({ directory, lockPatienceMs: 30_000 }) // a disk that stalls is no failure here
for (let i = 0; i < Number(count); i++) {
  const [{ id }] = store.people()
  const { samples, templates } = enrolment('Ada', 1 + (i % 5))
  store.renew(id, samples, templates(id))
  store.rename(id, `Ada ${i}`)
}
store.close()
