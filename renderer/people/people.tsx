// Who is enrolled; removing with an undo.

import { useState } from 'react'
import type { Answer, Person } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { Empty, FailureNotice, Notice } from '../components/notice.tsx'
import type { Renewal } from '../enrol/enrol.tsx'
import { texts } from '../texts.ts'
import { NameCell } from './name-cell.tsx'
import { Transfer } from './transfer.tsx'
import './people.css'

/** A removal that can still be undone. */
export interface Removal {
  person: string
  undo: string
}

interface Props {
  people: Person[] | null
  status: Answer<'status'> | null
  /** Kept by the frame: leaving the screen does not lose it. */
  removed: Removal | null
  onRemoved: (removed: Removal | null) => void
  onChanged: () => void
  onEnrol: () => void
  onRenew: (renewal: Renewal) => void
}

export function PeopleScreen({ people, status, removed, onRemoved, onChanged, onEnrol, onRenew }: Props) {
  const [failure, setFailure] = useState<Failure | null>(null)

  const attempt = async (action: () => Promise<void>) => {
    setFailure(null)
    try {
      await action()
      onChanged()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const remove = (person: string) =>
    attempt(async () => onRemoved({ person, undo: (await invoke('people-remove', { person })).undo }))
  const rename = (person: string, to: string) =>
    attempt(async () => {
      await invoke('people-rename', { person, to })
    })
  const restore = (undo: string) =>
    attempt(async () => {
      await invoke('people-restore', { undo })
      onRemoved(null)
    })

  return (
    <section className="screen">
      <h2>{texts.people.title}</h2>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {removed && (
        <Notice
          actions={
            <button type="button" onClick={() => restore(removed.undo)}>
              {texts.people.undo}
            </button>
          }
        >
          {texts.people.removed(removed.person)}
        </Notice>
      )}
      {people === null && <p className="hint">{texts.loading}</p>}
      {people?.length === 0 && (
        <Empty
          title={texts.people.empty}
          action={
            <button type="button" className="primary" onClick={onEnrol}>
              {texts.people.enrol}
            </button>
          }
        />
      )}
      {people && people.length > 0 && (
        <>
          {status && (
            <p className="hint">
              {texts.people.capacity(people.length, status.templates.capacityLeft)}{' '}
              {texts.people.failures(status.enrolments.failures, status.enrolments.transactions)}{' '}
              {texts.people.simulatedFailures(
                status.enrolments.simulated.failures,
                status.enrolments.simulated.transactions,
              )}
            </p>
          )}
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{texts.people.name}</th>
                <th scope="col">{texts.people.samples}</th>
                <th scope="col">{texts.people.created}</th>
                <th scope="col">
                  <span className="hidden">{texts.people.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.map((entry) => (
                <tr key={entry.person}>
                  <th scope="row">
                    <NameCell entry={entry} onRename={(to) => rename(entry.person, to)} />
                  </th>
                  <td>{texts.people.sampleCount(entry.samples.face, entry.samples.voice)}</td>
                  <td>{new Date(entry.created).toLocaleString()}</td>
                  <td>
                    {(['add', 'replace'] as const).map((mode) => (
                      <button
                        key={mode}
                        type="button"
                        className="quiet"
                        aria-label={`${texts.people.renew[mode]}: ${entry.person}`}
                        onClick={() => onRenew({ person: entry.person, mode })}
                      >
                        {texts.people.renew[mode]}
                      </button>
                    ))}
                    <button
                      type="button"
                      className="quiet danger"
                      aria-label={`${texts.people.remove} ${entry.person}`}
                      onClick={() => remove(entry.person)}
                    >
                      {texts.people.remove}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {people && <Transfer anybody={people.length > 0} onChanged={onChanged} />}
    </section>
  )
}
