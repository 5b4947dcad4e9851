// Every English text of the window; each screen's lie in texts/.

import { authenticate, cost, presence } from './texts/authenticate.ts'
import { board } from './texts/board.ts'
import { codesign } from './texts/codesign.ts'
import { live } from './texts/live.ts'
import { measure } from './texts/measure.ts'
import { networks } from './texts/networks.ts'
import { consent, enrol, people, transfer } from './texts/people.ts'
import { portability } from './texts/portability.ts'
import {
  camera,
  devicePicker,
  devices,
  files,
  guidance,
  microphone,
  samples,
  simulated,
  source,
} from './texts/presenting.ts'
import { protection } from './texts/protection.ts'
import { scheduler } from './texts/scheduler.ts'
import { failure, loading, nav, path } from './texts/shell.ts'
import { supernet } from './texts/supernet.ts'
import { trials } from './texts/trials.ts'

export const texts = {
  nav,
  source,
  camera,
  microphone,
  devices,
  devicePicker,
  guidance,
  files,
  simulated,
  samples,
  enrol,
  consent,
  live,
  authenticate,
  trials,
  cost,
  presence,
  people,
  transfer,
  protection,
  board,
  measure,
  networks,
  supernet,
  portability,
  codesign,
  scheduler,
  failure,
  loading,
  path,
}
