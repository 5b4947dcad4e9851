// Authenticate: claim to be somebody (or ask who it is), present face, voice or both, see the answer and its cost.

import { useEffect, useState } from 'react'
import type { Answer, Person } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { type LiveTimes, usePresentation } from '../presenting/presentation.ts'
import { PresentationForm } from '../presenting/presentation-form.tsx'
import { texts } from '../texts.ts'
import { Outcome, type OutcomeDocument } from './outcome.tsx'
import './authenticate.css'

const ANYONE = ''

interface Props {
  status: Answer<'status'> | null
  people: Person[] | null
  onEnrol: () => void
  onCalibration: () => void
}

export function AuthenticateScreen({ status, people, onEnrol, onCalibration }: Props) {
  const [person, setPerson] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [outcome, setOutcome] = useState<OutcomeDocument | null>(null)
  const [times, setTimes] = useState<LiveTimes | null>(null)
  const presentation = usePresentation(status, {
    on: (people?.length ?? 0) > 0,
    challenge: true,
  })
  const { source, stage, microphone, lacking } = presentation

  useEffect(() => {
    if (person === null && people?.length) setPerson(people[0].person)
  }, [people, person])

  if (people && people.length === 0) {
    return (
      <section className="screen">
        <h2>{texts.authenticate.title}</h2>
        <Empty
          title={texts.authenticate.empty}
          hint={texts.authenticate.emptyNext}
          action={
            <button type="button" className="primary" onClick={onEnrol}>
              {texts.authenticate.enrol}
            </button>
          }
        />
      </section>
    )
  }

  const authenticate = async () => {
    setFailure(null)
    setOutcome(null)
    setTimes(null)
    try {
      const claim = { person: person || null, trial: false }
      const { answer, times } = await presentation.present(claim, (presented) =>
        person ? invoke('verify', { person, ...presented }) : invoke('identify', presented),
      )
      setTimes(times)
      setOutcome(answer)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }

  return (
    <section className="screen two">
      <div>
        <h2>{texts.authenticate.title}</h2>
        <label className="name-field">
          {texts.authenticate.person}
          <select
            value={person ?? ANYONE}
            disabled={stage !== 'idle'}
            onChange={(event) => setPerson(event.target.value)}
          >
            {people?.map((entry) => (
              <option key={entry.person} value={entry.person}>
                {entry.person}
              </option>
            ))}
            <option value={ANYONE}>{texts.authenticate.anyone}</option>
          </select>
        </label>
        <PresentationForm presentation={presentation} onChanged={() => setOutcome(null)} />
        <div className="actions">
          <ActionButton
            primary
            busy={stage !== 'idle'}
            disabled={!presentation.ready || people === null}
            onClick={authenticate}
          >
            {microphone.stage === 'starting'
              ? texts.microphone.stages.starting()
              : texts.authenticate.stages[stage]}
          </ActionButton>
          <span className="hint">{lacking.join(' ')}</span>
        </div>
      </div>
      <div className="answer">
        {source === 'live' && microphone.failure && <FailureNotice failure={microphone.failure} />}
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        <Outcome
          outcome={outcome}
          times={times}
          onRetry={outcome?.decision === 'reject' ? authenticate : null}
          onCalibration={onCalibration}
        />
        {!outcome && !failure && <Empty title={texts.authenticate.noResult} />}
      </div>
    </section>
  )
}
