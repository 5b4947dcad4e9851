// What the window can ask for: the channels of main/api.ts over the same services as the command line; each part of
// them lies in services/.

import { defaultDirectory } from '../enrollment-data/open.ts'
import { openStore } from '../enrollment-data/store.ts'
import type { Keyring } from '../enrollment-data/vault.ts'
import { readOperatingPoint } from './authentication/operating-point.ts'
import { type System, startSystem } from './authentication/system.ts'
import { readActive } from './codesign/active-design.ts'
import { systemOptions } from './codesign/designed-system.ts'
import { authenticationHandlers } from './services/authentication.ts'
import { boardHandlers } from './services/board.ts'
import { codesignHandlers } from './services/codesign.ts'
import type { Handlers, Surroundings } from './services/handlers.ts'
import { livenessChallenges } from './services/liveness.ts'
import { measureHandlers } from './services/measure.ts'
import { microphoneHandlers } from './services/microphone.ts'
import { networkHandlers } from './services/networks.ts'
import { peopleHandlers } from './services/people.ts'
import { portabilityHandlers } from './services/portability.ts'
import { presentedHandlers } from './services/presented.ts'
import { protectionHandlers } from './services/protection.ts'
import { schedulerService } from './services/scheduler.ts'
import { statusHandlers } from './services/status.ts'
import { supernetHandlers } from './services/supernet.ts'
import { trialHandlers } from './services/trials.ts'

export interface ServiceOptions {
  /** Folder of the store; that of the environment by default. */
  directory?: string
  /** What shows the window, for people: "Electron 45", "Chromium (stand-in)". */
  shell: string
  /** The desktop's keyring, null where there is none. */
  keyring?: () => Promise<Keyring | null>
  /** Opens the system's file dialog; null where nothing was chosen, or there is none. */
  choosePath?: Surroundings['choosePath']
}

export interface Services {
  handlers: Handlers
  close(): void
}

/** Opens the store and answers channels; the board is switched on at the first call that needs it. */
export function createServices({
  directory = defaultDirectory(),
  shell,
  keyring = async () => null,
  choosePath = async () => null,
}: ServiceOptions): Services {
  const store = openStore({ directory })
  let started: System | null = null
  const scheduler = schedulerService()
  const fixed = () => (started ??= startChosen(directory))
  const system = () => scheduler.system() ?? fixed()
  const renewSystem = () => {
    started = null
  }
  const surroundings: Surroundings = { store, directory, shell, choosePath, system, renewSystem }
  const challenges = livenessChallenges(surroundings)
  const handlers: Handlers = {
    ...statusHandlers(surroundings),
    'choose-path': async ({ what }) => ({ path: await choosePath(what) }),
    ...protectionHandlers(surroundings, keyring),
    ...peopleHandlers(surroundings),
    ...presentedHandlers(surroundings),
    ...authenticationHandlers(surroundings, challenges),
    ...challenges.handlers,
    ...trialHandlers(surroundings, challenges),
    ...microphoneHandlers(),
    ...boardHandlers(surroundings),
    ...networkHandlers(),
    ...measureHandlers(surroundings),
    ...supernetHandlers(),
    ...portabilityHandlers(),
    ...codesignHandlers(surroundings),
    ...scheduler.handlers,
  }
  return { handlers, close: () => store.close() }
}

/** The system of the design in use, or the default one; thresholds chosen from an evaluation are of the default's networks. */
function startChosen(directory: string): System {
  const active = readActive(directory)
  if (active) return startSystem(systemOptions(active))
  return startSystem({ operatingPoint: () => readOperatingPoint(directory) })
}
