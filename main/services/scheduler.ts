// Attempts under the SuperNet scheduler: a system of its own, which takes the place of the fixed one while it is on.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Modality } from '../../enrollment-data/records.ts'
import type { SchedulerState } from '../api/scheduler.ts'
import type { System } from '../authentication/system.ts'
import { requireFolder } from '../evaluation/trial-files.ts'
import { type LiveRecord, recordingCsv } from '../supernet/live/recording.ts'
import { type ScheduledSystem, startScheduled, usualSituation } from '../supernet/live/scheduled-system.ts'
import { usualRuns } from '../supernet/settings.ts'
import type { Handlers } from './handlers.ts'

export interface SchedulerService {
  handlers: Pick<
    Handlers,
    'scheduler' | 'scheduler-set' | 'scheduler-recording' | 'scheduler-export' | 'scheduler-forget'
  >
  /** The system for attempts; null while the scheduler is off. */
  system(): System | null
}

export function schedulerService(): SchedulerService {
  let starting: Promise<ScheduledSystem> | null = null
  let started: ScheduledSystem | null = null
  let on = false
  let recording = false
  let situation = usualSituation
  let records: LiveRecord[] = []
  const start = () => {
    starting ??= startScheduled({
      onAttempt: (record) => {
        if (recording) records.push(record)
      },
    })
    starting.catch(() => {
      starting = null
    })
    return starting
  }
  const state = (): SchedulerState => ({
    on,
    recording,
    situation,
    recorded: records.length,
    networks: on && started ? (['face', 'voice'] as const).map(expected(started)) : [],
  })
  return {
    system: () => (on ? started : null),

    handlers: {
      scheduler: async () => state(),

      'scheduler-set': async ({ on: wanted, recording: record, situation: around }) => {
        if (wanted) started = await start()
        if (started) started.situation = around
        on = wanted
        recording = record
        situation = around
        return state()
      },

      'scheduler-recording': async () => ({ csv: recordingCsv(records) }),

      'scheduler-export': async ({ folder }) => {
        await requireFolder(folder)
        const file = join(folder, `attempts-${new Date().toISOString().replace(/[:.]/g, '-')}.csv`)
        await writeFile(file, recordingCsv(records), { mode: 0o600 })
        return { file }
      },

      'scheduler-forget': async () => {
        records = []
        return state()
      },
    },
  }
}

/** What the next attempt would get. */
const expected =
  ({ networks, situation: { policy, ...surroundings } }: ScheduledSystem) =>
  (modality: Modality): SchedulerState['networks'][number] => {
    const network = networks[modality]
    const choice = network.choose(policy, surroundings, usualRuns[modality])
    const { subnet, accuracy, accuracy_bound, allowed_ms, runs, ms } = network.served(
      choice,
      choice.query.runs,
      0,
    )
    const { table, untilDecision } = network.scheduler
    const { name, bytes } = table.subgraphs[network.scheduler.hold()]
    return {
      modality,
      subnet,
      accuracy,
      accuracy_bound,
      allowed_ms,
      runs,
      ms,
      buffer_bytes: network.bufferBytes,
      cached: name,
      cached_bytes: bytes,
      decides_in: untilDecision,
    }
  }
