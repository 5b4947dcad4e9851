// A person who does not exist, drawn by the main process from a number.

import { useState } from 'react'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import type { Samples } from './samples.ts'

interface Props {
  samples: Samples
  /** Samples of each kind to draw. */
  faces: number
  voices: number
  /** The session proposed first: enrolment and attempts happen on different days. */
  firstSession: number
  onDrawn?: (name: string) => void
}

export function SimulatedPicker({ samples, faces, voices, firstSession, onDrawn }: Props) {
  const [seed, setSeed] = useState(1)
  const [session, setSession] = useState(firstSession)
  const [failure, setFailure] = useState<Failure | null>(null)
  const draw = () => {
    setFailure(null)
    samples.clear()
    void samples.capture(async (add) => {
      try {
        const person = await invoke('simulated-person', { seed, session, faces, voices })
        onDrawn?.(person.name)
        for (const face of person.faces) await add.face(face)
        for (const voice of person.voices) await add.voice(voice)
      } catch (error) {
        setFailure(asFailure(error))
      }
    })
  }
  return (
    <div className="simulated">
      <div className="fields">
        <label>
          {texts.simulated.number}
          <input
            type="number"
            min={0}
            max={9999}
            value={seed}
            onChange={(event) => setSeed(count(event.target.value, 9999))}
          />
        </label>
        <label>
          {texts.simulated.session}
          <input
            type="number"
            min={0}
            max={99}
            value={session}
            onChange={(event) => setSession(count(event.target.value, 99))}
          />
        </label>
        <ActionButton onClick={draw} busy={samples.capturing}>
          {texts.simulated.draw}
        </ActionButton>
      </div>
      {failure && <FailureNotice failure={failure} />}
      <p className="hint">{texts.simulated.note}</p>
    </div>
  )
}

function count(text: string, highest: number): number {
  const value = Math.trunc(Number(text))
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), highest) : 0
}
