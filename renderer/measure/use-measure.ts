// The state of measuring, kept by the frame: a run goes on while another screen is shown.

import { useRef, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import type { Measurement } from '../../main/evaluation/measurement.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { type Choices, FIRST_CHOICES, requestOf } from './request.ts'

export interface OpenRun {
  run: string
  measurement: Measurement
}

export interface Running {
  done: number
  total: number
  /** When it began, and the times and counts of the last progress, in ms: what the rate is read from. */
  recent: { at: number; done: number }[]
  cancelling: boolean
}

export interface Measuring {
  choices: Choices
  change: (changes: Partial<Choices>) => void
  running: Running | null
  failure: Failure | null
  dismiss: () => void
  open: OpenRun | null
  runs: Answer<'measurements'> | null
  removed: { title: string; undo: string } | null
  start: () => Promise<void>
  cancel: () => void
  show: (run: string) => Promise<void>
  importFile: (path: string) => Promise<void>
  close: () => void
  remove: (run: string, title: string) => Promise<void>
  restore: () => Promise<void>
  reload: () => Promise<void>
}

/** Progress of the last seconds tells the rate. */
const RECENT_MS = 10_000

export function useMeasure(): Measuring {
  const [choices, setChoices] = useState(FIRST_CHOICES)
  const [running, setRunning] = useState<Running | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [open, setOpen] = useState<OpenRun | null>(null)
  const [runs, setRuns] = useState<Answer<'measurements'> | null>(null)
  const [removed, setRemoved] = useState<Measuring['removed']>(null)
  const cancelled = useRef(false)

  const reload = async () => setRuns(await invoke('measurements', {}))
  const attempt = async (action: () => Promise<void>) => {
    setFailure(null)
    try {
      await action()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }

  return {
    choices,
    change: (changes) => setChoices((before) => ({ ...before, ...changes })),
    running,
    failure,
    dismiss: () => setFailure(null),
    open,
    runs,
    removed,
    reload: () => attempt(reload),

    start: () =>
      attempt(async () => {
        cancelled.current = false
        setRunning({ done: 0, total: 0, recent: [], cancelling: false })
        try {
          setOpen(
            await invoke('measure', requestOf(choices), ({ done, total }) =>
              setRunning((before) => {
                if (!before) return before
                const at = performance.now()
                const recent = [...before.recent.filter((one) => at - one.at < RECENT_MS), { at, done }]
                return { ...before, done, total, recent }
              }),
            ),
          )
          await reload()
        } catch (error) {
          if (!cancelled.current) throw error
        } finally {
          setRunning(null)
        }
      }),

    cancel: () => {
      cancelled.current = true
      setRunning((before) => before && { ...before, cancelling: true })
      void invoke('measure-cancel', {})
    },

    show: (run) => attempt(async () => setOpen(await invoke('measurement', { run }))),

    importFile: (path) =>
      attempt(async () => {
        setOpen(await invoke('measurement-import', { path }))
        await reload()
      }),

    close: () => setOpen(null),

    remove: (run, title) =>
      attempt(async () => {
        const { undo } = await invoke('measurement-remove', { run })
        setRemoved({ title, undo })
        await reload()
      }),

    restore: () =>
      attempt(async () => {
        if (removed) await invoke('measurement-restore', { undo: removed.undo })
        setRemoved(null)
        await reload()
      }),
  }
}
