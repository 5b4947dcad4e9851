// How a run stands: FAR and FRR with their intervals, what the claim still needs, the last attempts, the export.

import { useState } from 'react'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'
import type { Standing } from './trials.tsx'

interface Props {
  standing: Standing
  /** An attempt is under way: the run is neither left nor its last trial taken back. */
  busy: boolean
  onUndo: () => void
  onLeave: () => void
}

export function Figures({ standing: { run, summary, last }, busy, onUndo, onLeave }: Props) {
  return (
    <div>
      <section className="panel" aria-label={texts.trials.figures}>
        <h3>
          {texts.trials.figures}{' '}
          {summary.simulated && <span className="tag">{texts.authenticate.simulated}</span>}
        </h3>
        <table className="rates">
          <tbody>
            <RateRow name={texts.trials.far} rate={summary.far} />
            <RateRow name={texts.trials.frr} rate={summary.frr} />
            {summary.voice_needed && <RateRow name={texts.trials.voiceNeeded} rate={summary.voice_needed} />}
            {summary.attacks.map(({ kind, accepted }) => (
              <RateRow key={kind} name={texts.trials.attackAccepted(kind)} rate={accepted} />
            ))}
          </tbody>
        </table>
        <p>{texts.trials.notAcquiredCount(summary.not_acquired, summary.withdrawn)}</p>
        <p className="claim">
          {summary.claim.carried
            ? texts.trials.claimCarried(run.claim)
            : summary.claim.still_needed === 0
              ? texts.trials.claimBroken(run.claim, summary.claim.false_accepts)
              : texts.trials.stillNeeded(summary.claim)}
        </p>
      </section>
      <section aria-label={texts.trials.last}>
        <h3>{texts.trials.last}</h3>
        {last.length === 0 && <p className="hint">{texts.trials.none}</p>}
        <ol className="trial-list" reversed start={run.trials}>
          {last.map((trial) => (
            <li key={trial.at} className={trial.withdrawn ? 'withdrawn' : undefined}>
              <strong>{texts.trials.outcomes[trial.outcome]}</strong>{' '}
              {texts.trials.row(
                trial.role === 'attack' ? trial.attack : texts.trials.roleNames[trial.role],
                trial.presenter,
                trial.claimed,
              )}{' '}
              <span className="number">{trial.score?.toFixed(2) ?? ''}</span>
              {trial.withdrawn && <em> {texts.trials.withdrawn}</em>}
            </li>
          ))}
        </ol>
        <div className="actions">
          <button type="button" disabled={busy || last.every((trial) => trial.withdrawn)} onClick={onUndo}>
            {texts.trials.undo}
          </button>
          <button type="button" disabled={busy} onClick={onLeave}>
            {texts.trials.leave}
          </button>
        </div>
      </section>
      <Export run={run.name} />
      {run.rawFolder && <p className="hint">{texts.trials.rawKept(run.rawFolder)}</p>}
    </div>
  )
}

function RateRow({ name, rate }: { name: string; rate: Standing['summary']['far'] }) {
  const percent = (value: number) => `${(100 * value).toFixed(1)}\u00a0%`
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{rate ? percent(rate.value) : '–'}</td>
      <td className="number">
        {rate ? texts.trials.interval(percent(rate.low), percent(rate.high), rate.errors, rate.trials) : ''}
      </td>
    </tr>
  )
}

function Export({ run }: { run: string }) {
  const [folder, setFolder] = useState('')
  const [files, setFiles] = useState<string[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const write = async () => {
    setFailure(null)
    setFiles([])
    try {
      setFiles((await invoke('trial-export', { run, folder })).files)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  return (
    <section aria-label={texts.trials.export}>
      <h3>{texts.trials.export}</h3>
      <div className="fields">
        <PathField
          label={texts.trials.folder}
          value={folder}
          onChange={setFolder}
          choices={[['report-folder', texts.path.folder]]}
        />
        <button type="button" disabled={folder.trim() === ''} onClick={write}>
          {texts.trials.exportButton}
        </button>
      </div>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      <div role="status">
        {files.map((file) => (
          <p key={file} className="file-name">
            {file}
          </p>
        ))}
      </div>
    </section>
  )
}
