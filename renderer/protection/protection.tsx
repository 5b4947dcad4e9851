// Protection: how the store is protected, changing that, and checking the log.

import { useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { PassphraseForm } from './passphrase.tsx'
import { type Protection, useProtectionChange } from './use-protection.ts'
import './protection.css'

interface Props {
  protection: Protection
  onChanged: () => void
}

export function ProtectionScreen({ protection, onChanged }: Props) {
  const { mode, shortestPassphrase, keyringAvailable } = protection
  const { busy, failure, change, dismiss } = useProtectionChange(onChanged)
  const [changed, setChanged] = useState(false)
  const changePassphrase = async (typed: { current: string; passphrase: string }) => {
    setChanged(false)
    const { current, passphrase } = typed
    const done = await change('protection-change-passphrase', { current, passphrase })
    setChanged(done)
    return done
  }
  return (
    <section className="screen protection">
      <h2>{texts.protection.title}</h2>
      <p className={mode === 'unprotected' ? 'verdict-line bad' : 'verdict-line good'}>
        {texts.protection.state[mode]}
      </p>
      <p>{texts.protection.meaning[mode]}</p>
      {failure && <FailureNotice failure={failure} onDismiss={dismiss} />}
      {changed && mode !== 'unprotected' && <Notice>{texts.protection.change.done}</Notice>}
      {mode === 'unprotected' ? (
        <div className="panel">
          <h3>{texts.protection.protect.title}</h3>
          <PassphraseForm
            shortest={shortestPassphrase}
            button={texts.protection.protect.button}
            busy={busy}
            onSubmit={({ passphrase }) =>
              change('protection-choose', { mode: keyringAvailable ? 'keyring' : 'passphrase', passphrase })
            }
          />
        </div>
      ) : (
        <>
          <div className="panel">
            <h3>{texts.protection.change.title}</h3>
            <PassphraseForm
              current
              shortest={shortestPassphrase}
              button={texts.protection.change.button}
              busy={busy}
              onSubmit={changePassphrase}
            />
          </div>
          {(keyringAvailable || mode === 'keyring') && (
            <div className="panel">
              <h3>{texts.protection.useKeyring.title}</h3>
              <ActionButton
                busy={busy}
                onClick={() => change('protection-keyring', { use: mode !== 'keyring' })}
              >
                {mode === 'keyring' ? texts.protection.useKeyring.remove : texts.protection.useKeyring.add}
              </ActionButton>
            </div>
          )}
          <div className="panel">
            <h3>{texts.protection.remove.title}</h3>
            <p>{texts.protection.meaning.unprotected}</p>
            <PassphraseForm
              current
              shortest={null}
              button={texts.protection.remove.button}
              busy={busy}
              onSubmit={({ current }) => change('protection-remove', { current })}
            />
          </div>
        </>
      )}
      <AuditCheck key={mode} unprotected={mode === 'unprotected'} />
    </section>
  )
}

function AuditCheck({ unprotected }: { unprotected: boolean }) {
  const [report, setReport] = useState<Answer<'audit-verify'> | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const check = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setReport(await invoke('audit-verify', {}))
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="panel">
      <h3>{texts.protection.audit.title}</h3>
      <p>{texts.protection.audit.hint}</p>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      <ActionButton busy={busy} onClick={check}>
        {busy ? texts.protection.working : texts.protection.audit.button}
      </ActionButton>
      {report && (
        <div role="status">
          <p className={report.intact ? 'verdict-line good' : 'verdict-line bad'}>
            {texts.protection.audit[report.intact ? 'intact' : 'broken'](report.rows)}
          </p>
          <ul>
            {report.findings.map(({ row, what }) => (
              <li key={`${row} ${what}`}>{texts.protection.audit.row(row, what)}</li>
            ))}
          </ul>
          {unprotected && <p className="hint">{texts.protection.audit.unprotected}</p>}
        </div>
      )}
    </div>
  )
}
