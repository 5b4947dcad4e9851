// The scheduler beside an attempt: on or off, what surrounds the next attempt, what it will get, and the recording.

import { useEffect, useState } from 'react'
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
    const { on, recording, situation } = { ...state, ...change }
    setFailure(null)
    setStarting(on && !state.on)
    try {
      setState(await invoke('scheduler-set', { on, recording, situation }))
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setStarting(false)
    }
  }

  if (state === null) return failure && <FailureNotice failure={failure} />
  const [face, voice] = state.networks
  return (
    <details className="scheduler">
      <summary>
        {texts.scheduler.title}{' '}
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
          {starting ? texts.scheduler.starting : texts.scheduler.enrolAgain}
        </p>
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        {state.on && (
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
  const { columns } = texts.scheduler
  return (
    <table className="list compact">
      <thead>
        <tr>
          {Object.values(columns).map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {networks.map((network) => (
          <tr key={network.modality}>
            <th scope="row">
              {texts.scheduler.modality[network.modality]}
              <small>{network.subnet}</small>
            </th>
            <td className={network.accuracy < network.accuracy_bound ? 'bad' : undefined}>
              {percent(network.accuracy)}
              <small>{texts.scheduler.atLeast(percent(network.accuracy_bound))}</small>
            </td>
            <td className={network.ms > network.allowed_ms ? 'bad' : undefined}>
              {milliseconds(network.ms)}
              <small>{texts.scheduler.atMost(milliseconds(network.allowed_ms))}</small>
            </td>
            <td title={network.cached}>
              {texts.scheduler.ofBuffer(bytes(network.cached_bytes), bytes(network.buffer_bytes))}
            </td>
            <td>{texts.scheduler.decides(network.decides_in)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
