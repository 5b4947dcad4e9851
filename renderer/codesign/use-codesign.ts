// The state of the Co-design screen, kept by the frame: which part of the space, its table, what is asked of designs, and
// which of them are looked at.

import { useState } from 'react'
import type { Answer, Payload, Progress } from '../../main/api.ts'
import type { FactorName, Measure } from '../../main/codesign/columns.ts'
import type { Table } from '../../main/codesign/desk.ts'
import type { DesignPoint } from '../../main/codesign/points.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { useWork } from '../components/use-work.ts'
import { type Bounds, NO_BOUNDS } from './bounds.ts'

export type Restriction = Payload<'codesign-count'>['restriction']
export type Space = Answer<'codesign-space'>

/** One configuration of the ESP-EYE, with and without its PSRAM, and networks of 8 and 4 bits. */
const FIRST: Restriction = {
  face_precision: ['int8', 'int4'],
  voice_precision: ['int8', 'int4'],
  board: ['esp-eye'],
  cpu_mhz: [240],
  flash: ['qio80'],
  psram: ['80', 'off'],
  arena: ['sram'],
  kernels: ['esp-nn'],
}

export interface Codesign {
  space: Space | null
  restriction: Restriction
  table: Table | null
  progress: Progress | null
  failure: Failure | null
  bounds: Bounds
  /** Two or three, without repetition. */
  objectives: readonly Measure[]
  colour: FactorName
  focus: number | null
  selected: number | null
  /** What the selected design is compared with. */
  other: number | null
  /** All that is known of designs, by id, as far as it was asked for. */
  points: ReadonlyMap<string, DesignPoint>
  load: () => Promise<void>
  compute: (restriction: Restriction, statedFmr: number | null) => Promise<void>
  /** Reads the space anew, after prices, boards or networks have changed. */
  renew: () => Promise<void>
  setBounds: (bounds: Bounds) => void
  setObjectives: (objectives: readonly Measure[]) => void
  setColour: (colour: FactorName) => void
  setFocus: (at: number | null) => void
  select: (at: number | null) => void
  compareWith: (at: number | null) => void
  dismiss: () => void
}

export function useCodesign(): Codesign {
  const [space, setSpace] = useState<Space | null>(null)
  const [restriction, setRestriction] = useState(FIRST)
  const [table, setTable] = useState<Table | null>(null)
  const { progress, setProgress, failure, setFailure, working } = useWork()
  const [bounds, setBounds] = useState(NO_BOUNDS)
  const [objectives, setObjectives] = useState<readonly Measure[]>(['attempt_ms', 'fnmr'])
  const [colour, setColour] = useState<FactorName>('modality')
  const [focus, setFocus] = useState<number | null>(null)
  const [selected, setSelected] = useState<number | null>(null)
  const [other, setOther] = useState<number | null>(null)
  const [points, setPoints] = useState<ReadonlyMap<string, DesignPoint>>(new Map())

  const make = async (wanted: Restriction, statedFmr: number | null) => {
    const { table: made } = await invoke('codesign-table', { restriction: wanted, statedFmr }, setProgress)
    if (made === null) return
    const idOf = (at: number | null) => (at === null ? null : (table?.columns.ids[at] ?? null))
    const again = (at: number | null) => {
      const id = idOf(at)
      const found = id === null ? -1 : made.columns.ids.indexOf(id)
      return found < 0 ? null : found
    }
    setTable(made)
    setFocus(null)
    setSelected(again(selected))
    setOther(again(other))
    if (made.measured === 0) {
      setObjectives((before) => (before.includes('fnmr') ? ['attempt_ms', 'peak_ram_bytes'] : before))
    }
  }
  const read = async () => setSpace(await invoke('codesign-space', {}, setProgress))

  const show = async (at: number | null) => {
    const id = at === null ? undefined : table?.columns.ids[at]
    if (id === undefined || points.has(id)) return
    try {
      const { points: found } = await invoke('codesign-points', { ids: [id] })
      setPoints((before) => new Map([...before, [id, found[0]]]))
    } catch (error) {
      setFailure(asFailure(error))
    }
  }

  return {
    space,
    restriction,
    table,
    progress,
    failure,
    bounds,
    objectives,
    colour,
    focus,
    selected,
    other,
    points,
    load: async () => {
      if (progress !== null || table !== null) return
      await working(async () => {
        await read()
        await make(restriction, null)
      })
    },
    compute: async (wanted, statedFmr) => {
      setRestriction(wanted)
      await working(() => make(wanted, statedFmr))
    },
    renew: () =>
      working(async () => {
        setPoints(new Map())
        await read()
        await make(restriction, table?.stated_fmr ?? null)
      }),
    setBounds,
    setObjectives,
    setColour,
    setFocus,
    select: (at) => {
      setSelected(at)
      void show(at)
    },
    compareWith: (at) => {
      setOther(at)
      void show(at)
    },
    dismiss: () => setFailure(null),
  }
}
