// What every part of the services is given, and the form of its handlers.

import type { Store } from '../../enrollment-data/store.ts'
import type { Answer, Channel, Choosable, Payload, Progress } from '../api.ts'
import type { System } from '../authentication/system.ts'

/** What a handler may tell while it works. */
export interface CallContext {
  progress(progress: Progress): void
}

export type Handlers = {
  [C in Channel]: (payload: Payload<C>, context: CallContext) => Promise<Answer<C>>
}

/** What handlers work with: the store, and the board, which is switched on at the first call that needs it. */
export interface Surroundings {
  store: Store
  /** Folder of the store. */
  directory: string
  system(): System
  /** Switches the board on anew at the next call: its design has changed. */
  renewSystem(): void
  /** What shows the window, for people: "Electron 45", "Chromium (stand-in)". */
  shell: string
  /** The path chosen in the system's file dialog; null where none was. */
  choosePath(what: Choosable): Promise<string | null>
}
