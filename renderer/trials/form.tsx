// One attempt of a run: what is declared, what is presented, and the button (or key) that makes it.

import { useEffect, useState } from 'react'
import type { Answer, Payload, Person } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { useKey } from '../components/use-key.ts'
import { type Presented, usePresentation } from '../presenting/presentation.ts'
import { PresentationForm } from '../presenting/presentation-form.tsx'
import { texts } from '../texts.ts'
import type { Standing } from './trials.tsx'

const ROLES = ['genuine', 'impostor', 'attack'] as const
type Role = (typeof ROLES)[number]
const KINDS = ['print', 'screen', 'replayed voice', 'mask', 'other modality']

/** Failures of a capture after which the attempt is kept as one that ended before anything was presented. */
const ENDINGS: Record<string, NonNullable<Payload<'trial'>['ended']>> = {
  'attempt-stopped': 'attempt-stopped',
  'attempt-timed-out': 'attempt-timed-out',
  'camera-ended': 'device-failed',
  'microphone-ended': 'device-failed',
}

interface Props {
  run: Standing['run']
  status: Answer<'status'> | null
  people: Person[]
  /** Told when an attempt begins and when it is over. */
  onBusy: (busy: boolean) => void
  onDone: (standing: Standing) => void
  onFailure: (failure: Failure | null) => void
}

export function TrialForm({ run, status, people, onBusy, onDone, onFailure }: Props) {
  const [role, setRole] = useState<Role>('genuine')
  const [person, setPerson] = useState(people[0]?.person ?? '')
  const [presenter, setPresenter] = useState('')
  const [attack, setAttack] = useState(KINDS[0])
  const [last, setLast] = useState<LastTrial | null>(null)
  const presentation = usePresentation(status, { on: true, challenge: false })
  const busy = presentation.stage !== 'idle'
  useEffect(() => onBusy(busy), [busy, onBusy])
  const isDeclared = person !== '' && (role === 'genuine' || presenter.trim() !== '')
  const isReady = presentation.ready && isDeclared && !busy

  const make = async () => {
    if (!isReady) return
    setLast(null)
    onFailure(null)
    const declared = {
      run: run.name,
      person,
      role,
      attack: role === 'attack' ? attack : '',
      presenter: role === 'genuine' ? '' : presenter,
    }
    const ask = (presented: Presented & Pick<Payload<'trial'>, 'ended'>) =>
      invoke('trial', { ...declared, ...presented })
    const done = ({ decision, advice, warning, ...standing }: Answer<'trial'>) => {
      setLast({ decision, advice, warning, withdrawn: standing.last[0]?.withdrawn ?? false })
      onDone(standing)
    }
    try {
      done((await presentation.present({ person, trial: true }, ask)).answer)
    } catch (error) {
      const failure = asFailure(error)
      const ended = ENDINGS[failure.code]
      if (!ended) return onFailure(failure)
      const nothing = { faces: [], voices: [], simulated: false, pace: false }
      const { cascade } = presentation.options
      await ask({ ...nothing, cascade, ended }).then(done, (error) => onFailure(asFailure(error)))
    }
  }
  useKey('g', () => setRole('genuine'))
  useKey('i', () => setRole('impostor'))
  useKey('a', () => setRole('attack'))
  useKey('t', make)

  return (
    <div>
      <fieldset disabled={busy}>
        <fieldset className="segments">
          <legend>{texts.trials.role}</legend>
          {ROLES.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="role"
                value={name}
                checked={role === name}
                onChange={() => setRole(name)}
              />
              <span>{texts.trials.roles[name]}</span>
            </label>
          ))}
        </fieldset>
        <div className="fields declared">
          <label>
            {texts.trials.claimed}
            <select value={person} onChange={({ target }) => setPerson(target.value)}>
              {people.map((entry) => (
                <option key={entry.person} value={entry.person}>
                  {entry.person}
                </option>
              ))}
            </select>
          </label>
          {role !== 'genuine' && (
            <label>
              {texts.trials.presenter}
              <input
                type="text"
                maxLength={64}
                value={presenter}
                onChange={({ target }) => setPresenter(target.value)}
              />
            </label>
          )}
          {role === 'attack' && (
            <label>
              {texts.trials.kind}
              <input
                type="text"
                maxLength={64}
                list="attack-kinds"
                value={attack}
                onChange={({ target }) => setAttack(target.value)}
              />
              <datalist id="attack-kinds">
                {KINDS.map((kind) => (
                  <option key={kind} value={kind} />
                ))}
              </datalist>
            </label>
          )}
        </div>
      </fieldset>
      <PresentationForm presentation={presentation} />
      <div className="actions">
        <ActionButton primary busy={busy} disabled={!isReady} shortcut="T" onClick={make}>
          {busy ? texts.trials.working : texts.trials.make(texts.trials.roles[role])}
        </ActionButton>
        <span className="hint">{presentation.lacking.join(' ')}</span>
      </div>
      <LastLine last={last} />
    </div>
  )
}

type LastTrial = Pick<Answer<'trial'>, 'decision' | 'advice' | 'warning'> & { withdrawn: boolean }

function LastLine({ last }: { last: LastTrial | null }) {
  const outcome = last && (last.decision?.decision ?? (last.withdrawn ? 'withdrawn' : 'not-acquired'))
  return (
    <p className="last-trial" role="status" data-outcome={outcome ?? undefined}>
      {last &&
        (last.decision
          ? texts.trials.decided(
              last.decision.decision === 'accept',
              last.decision.score.toFixed(2),
              last.decision.threshold.toFixed(2),
            )
          : last.withdrawn
            ? texts.trials.stopped
            : `${texts.trials.notAcquired} ${last.advice ?? ''}`)}
      {last?.warning && ` ${texts.trials.notKept(last.warning)}`}
    </p>
  )
}
