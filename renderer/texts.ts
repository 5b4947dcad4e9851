// Every English text of the window; each screen's lie in texts/.

import { authenticate, cost } from './texts/authenticate.ts'
import { board } from './texts/board.ts'
import { enrol, people } from './texts/people.ts'
import { camera, devices, files, microphone, samples, simulated, source } from './texts/presenting.ts'
import { failure, loading, nav } from './texts/shell.ts'

export const texts = {
  nav,
  source,
  camera,
  microphone,
  devices,
  files,
  simulated,
  samples,
  enrol,
  authenticate,
  cost,
  people,
  board,
  failure,
  loading,
}
