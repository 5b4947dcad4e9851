// What stands before the screens that need the store: the choice at the first start, and the passphrase of a locked one.

import { useState } from 'react'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { PassphraseForm } from './passphrase.tsx'
import { type Protection, useProtectionChange } from './use-protection.ts'
import './protection.css'

interface Props {
  protection: Protection
  onChanged: () => void
}

/** Asks for what is missing before the store can be used. */
export function Gate({ protection, onChanged }: Props) {
  return protection.locked ? (
    <Unlock onChanged={onChanged} />
  ) : (
    <Choose protection={protection} onChanged={onChanged} />
  )
}

function Unlock({ onChanged }: Pick<Props, 'onChanged'>) {
  const { busy, failure, change, dismiss } = useProtectionChange(onChanged)
  return (
    <section className="screen protection">
      <h2>{texts.protection.unlock.title}</h2>
      <p>{texts.protection.unlock.hint}</p>
      {failure && <FailureNotice failure={failure} onDismiss={dismiss} />}
      <PassphraseForm
        current
        shortest={null}
        button={texts.protection.unlock.button}
        busy={busy}
        onSubmit={({ current }) => change('protection-unlock', { passphrase: current })}
      />
      <p className="hint">{texts.protection.unlock.lost}</p>
    </section>
  )
}

function Choose({ protection, onChanged }: Props) {
  const { busy, failure, change, dismiss } = useProtectionChange(onChanged)
  const modes = protection.keyringAvailable
    ? (['keyring', 'passphrase', 'unprotected'] as const)
    : (['passphrase', 'unprotected'] as const)
  const [mode, setMode] = useState<Protection['mode']>(modes[0])
  return (
    <section className="screen protection">
      <h2>{texts.protection.choose.title}</h2>
      <p>{texts.protection.choose.hint}</p>
      {failure && <FailureNotice failure={failure} onDismiss={dismiss} />}
      <fieldset className="modes" disabled={busy}>
        <legend>{texts.protection.choose.mode}</legend>
        {modes.map((name) => (
          <label key={name} className="mode">
            <input type="radio" name="protection" checked={mode === name} onChange={() => setMode(name)} />
            <span>
              <strong>{texts.protection.choose[name]}</strong>
              <span className="hint">{texts.protection.meaning[name]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {!protection.keyringAvailable && <p className="hint">{texts.protection.choose.noKeyring}</p>}
      {mode === 'unprotected' ? (
        <div className="actions">
          <ActionButton primary busy={busy} onClick={() => change('protection-choose', { mode })}>
            {texts.protection.choose.confirm.unprotected}
          </ActionButton>
        </div>
      ) : (
        <PassphraseForm
          shortest={protection.shortestPassphrase}
          button={texts.protection.choose.confirm.protect}
          busy={busy}
          onSubmit={({ passphrase }) => change('protection-choose', { mode, passphrase })}
        />
      )}
    </section>
  )
}
