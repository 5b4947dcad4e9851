// What can be done with the selected design: put it in use, open it on the board, compare it.

import { useState } from 'react'
import type { BoardDesign } from '../board/board.tsx'
import type { Choice } from '../board/switches.tsx'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import type { Codesign } from './use-codesign.ts'

interface Props {
  codesign: Codesign
  id: string
  at: number
  active: string | null
  onActive: () => void
  onBoard: (design: BoardDesign) => void
}

export function Actions({ codesign, id, at, active, onActive, onBoard }: Props) {
  const [busy, setBusy] = useState(false)
  const [used, setUsed] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.codesign
  const point = codesign.points.get(id)
  const use = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await invoke('codesign-activate', { id })
      setUsed(id)
      onActive()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="actions">
        <ActionButton primary busy={busy} disabled={id === active} onClick={() => void use()}>
          {id === active ? words.active.using : words.active.use}
        </ActionButton>
        <button
          type="button"
          disabled={!point}
          onClick={() => point && onBoard({ id, choice: choiceOf(point.design) })}
        >
          {words.actions.board}
        </button>
        <button type="button" aria-pressed={codesign.other === at} onClick={() => codesign.compareWith(at)}>
          {words.actions.compare}
        </button>
      </div>
      {codesign.other === at && (
        <p className="hint" role="status">
          {words.actions.pick}
        </p>
      )}
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {used === id && id === active && <Notice>{words.active.used}</Notice>}
    </>
  )
}

type Design = NonNullable<ReturnType<Codesign['points']['get']>>['design']

const choiceOf = ({ board, cpuMhz, flash, psram, arena, kernels }: Design): Choice => ({
  board,
  cpuMhz,
  flash,
  psram,
  arena,
  kernels,
})

/** The design in use, and the way back. */
export function ActiveDesign({ id, onReset }: { id: string; onReset: () => void }) {
  const [failure, setFailure] = useState<Failure | null>(null)
  const reset = async () => {
    try {
      await invoke('codesign-activate', { id: null })
      onReset()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  return (
    <>
      <Notice
        actions={
          <button type="button" onClick={() => void reset()}>
            {texts.codesign.active.reset}
          </button>
        }
      >
        {texts.codesign.active.title} <span className="id">{id}</span>
      </Notice>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
    </>
  )
}
