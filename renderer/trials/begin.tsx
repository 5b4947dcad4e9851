// Beginning a trial run, or going on with one.

import { useState } from 'react'
import type { Payload } from '../../main/api.ts'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'
import type { Standing } from './trials.tsx'

interface Props {
  runs: Standing['run'][] | null
  onResume: (name: string) => void
  onBegin: (run: Payload<'trial-begin'>) => void
}

export function BeginRun({ runs, onResume, onBegin }: Props) {
  const [name, setName] = useState('')
  const [claim, setClaim] = useState('0.01')
  const [keep, setKeep] = useState(false)
  const [folder, setFolder] = useState('')
  const far = Number(claim)
  const isComplete = name.trim() !== '' && far > 0 && far < 1 && (!keep || folder.trim() !== '')
  return (
    <>
      {runs && runs.length > 0 && (
        <section aria-label={texts.trials.resume}>
          <h3>{texts.trials.resume}</h3>
          <ul className="runs">
            {runs.map((run) => (
              <li key={run.name}>
                <button type="button" onClick={() => onResume(run.name)}>
                  {run.name}
                </button>{' '}
                <span className="hint">{texts.trials.runNote(run.trials, run.claim)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <form
        className="panel"
        onSubmit={(event) => {
          event.preventDefault()
          if (isComplete) onBegin({ name, claim: far, rawFolder: keep ? folder : null })
        }}
      >
        <h3>{texts.trials.begin}</h3>
        <div className="fields">
          <label>
            {texts.trials.name}
            <input type="text" maxLength={64} value={name} onChange={({ target }) => setName(target.value)} />
          </label>
          <label>
            {texts.trials.claim}
            <input
              type="text"
              inputMode="decimal"
              value={claim}
              onChange={({ target }) => setClaim(target.value)}
            />
          </label>
        </div>
        <p>
          <label>
            <input type="checkbox" checked={keep} onChange={() => setKeep(!keep)} /> {texts.trials.keepRaw}
          </label>
        </p>
        {keep && (
          <PathField
            label={texts.trials.folder}
            value={folder}
            onChange={setFolder}
            choices={[['report-folder', texts.path.folder]]}
          />
        )}
        <button type="submit" className="primary" disabled={!isComplete}>
          {texts.trials.beginButton}
        </button>
      </form>
    </>
  )
}
