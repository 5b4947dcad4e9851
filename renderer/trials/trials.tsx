// Trial mode for researchers: a named run, and in it one declared attempt after another, by keyboard.

import { useEffect, useState } from 'react'
import type { Answer, Person } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { BeginRun } from './begin.tsx'
import { Figures } from './figures.tsx'
import { TrialForm } from './form.tsx'
import './trials.css'

export type Standing = Answer<'trial-standing'>

interface Props {
  status: Answer<'status'> | null
  people: Person[] | null
  onEnrol: () => void
}

export function TrialsScreen({ status, people, onEnrol }: Props) {
  const [runs, setRuns] = useState<Standing['run'][] | null>(null)
  const [standing, setStanding] = useState<Standing | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  useEffect(() => {
    invoke('trial-runs', {}).then(
      (answer) => setRuns(answer.runs),
      (error) => setFailure(asFailure(error)),
    )
  }, [])

  const attempt = async (action: () => Promise<Standing>) => {
    setFailure(null)
    try {
      setStanding(await action())
    } catch (error) {
      setFailure(asFailure(error))
    }
  }

  return (
    <section className="screen wide trials">
      <div className="trial-banner">
        <strong>{texts.trials.banner}</strong> {texts.trials.bannerNote}
      </div>
      <h2>{standing ? texts.trials.run(standing.run.name) : texts.trials.title}</h2>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {people?.length === 0 ? (
        <Empty
          title={texts.trials.nobody}
          action={
            <button type="button" className="primary" onClick={onEnrol}>
              {texts.authenticate.enrol}
            </button>
          }
        />
      ) : standing === null ? (
        <BeginRun
          runs={runs}
          onResume={(run) => attempt(() => invoke('trial-standing', { run }))}
          onBegin={(run) => attempt(() => invoke('trial-begin', run))}
        />
      ) : (
        <div className="two">
          <TrialForm
            run={standing.run}
            status={status}
            people={people ?? []}
            onBusy={setBusy}
            onDone={setStanding}
            onFailure={setFailure}
          />
          <Figures
            standing={standing}
            busy={busy}
            onUndo={() => attempt(() => invoke('trial-undo', { run: standing.run.name }))}
            onLeave={() => setStanding(null)}
          />
        </div>
      )}
    </section>
  )
}
