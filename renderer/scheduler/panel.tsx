// The scheduler beside an attempt: on or off, what surrounds the next attempt, what it will get, and the recording.

import { useEffect, useRef, useState } from 'react'
import type { SchedulerState } from '../../main/api/scheduler.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { bytes, milliseconds } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { Recording } from './recording.tsx'
import './scheduler.css'
import { Situation } from './situation.tsx'

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** `busy`: an attempt is being made; what it changed is asked for afterwards. */
export function SchedulerPanel({ busy }: { busy: boolean }) {
  const [state, setState] = useState<SchedulerState | null>(null)
  const [starting, setStarting] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  /** Of several changes on their way only the answer to the last one is shown. */
  const latest = useRef(0)

  useEffect(() => {
    if (busy) return
    let gone = false
    invoke('scheduler', {}).then(
      (answer) => !gone && setState(answer),
      (error) => !gone && setFailure(asFailure(error)),
    )
    return () => {
      gone = true
    }
  }, [busy])

  const set = async (change: Partial<Pick<SchedulerState, 'on' | 'recording' | 'situation'>>) => {
    if (state === null) return
    const wanted = { ...state, ...change }
    const { on, recording, situation } = wanted
    const own = ++latest.current
    setState(wanted)
    setFailure(null)
    setStarting(on && !state.on)
    try {
      const answer = await invoke('scheduler-set', { on, recording, situation })
      if (own === latest.current) setState(answer)
    } catch (error) {
      setFailure(asFailure(error))
      setState(state)
    } finally {
      setStarting(false)
    }
  }

  if (state === null) return failure && <FailureNotice failure={failure} />
  const [face, voice] = state.networks
  return (
    <details className="scheduler">
      <summary>
        <span>{texts.scheduler.title}</span>{' '}
        <span className="hint">
          {face ? texts.scheduler.on(face.subnet, voice.subnet) : texts.scheduler.off}
        </span>
      </summary>
      <fieldset className="panel" disabled={busy || starting}>
        <label className="check">
          <input type="checkbox" checked={state.on} onChange={() => set({ on: !state.on })} />
          {texts.scheduler.switch}
        </label>
        <p className="hint" role="status">
          {starting ? texts.scheduler.starting : texts.scheduler.shared}
        </p>
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        {state.on && face && (
          <>
            <Situation situation={state.situation} onChange={(situation) => set({ situation })} />
            <Expected networks={state.networks} />
            <p className="hint">{texts.scheduler.sameRate}</p>
            <Recording state={state} onChange={set} onState={setState} onFailure={setFailure} />
          </>
        )}
      </fieldset>
    </details>
  )
}

/** What the next attempt will get, and what the buffers hold. */
function Expected({ networks }: Pick<SchedulerState, 'networks'>) {
  return (
    <ul className="networks" aria-label={texts.scheduler.next}>
      {networks.map(({ modality, subnet, runs, ...network }) => (
        <li key={modality}>
          <strong>{texts.scheduler.modality[modality]}</strong> {subnet}, {texts.scheduler.runs(runs)}
          <ul>
            <li className={network.accuracy < network.accuracy_bound ? 'bad' : undefined}>
              {texts.scheduler.accuracy(percent(network.accuracy), percent(network.accuracy_bound))}
            </li>
            <li className={network.ms > network.allowed_ms ? 'bad' : undefined}>
              {texts.scheduler.time(milliseconds(network.ms), milliseconds(network.allowed_ms))}
            </li>
            <li title={network.cached}>
              {texts.scheduler.buffer(bytes(network.cached_bytes), bytes(network.buffer_bytes))}{' '}
              {texts.scheduler.decides(network.decides_in)}
            </li>
          </ul>
        </li>
      ))}
    </ul>
  )
}
