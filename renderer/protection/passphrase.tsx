// Typing passphrases: one that is known, or a new one twice.

import { useId, useState } from 'react'
import { ActionButton } from '../components/action-button.tsx'
import { texts } from '../texts.ts'

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** For password managers. */
  purpose: 'current-password' | 'new-password'
}

export function PassphraseField({ label, value, onChange, purpose }: FieldProps) {
  return (
    <label className="name-field">
      {label}
      <input
        type="password"
        value={value}
        autoComplete={purpose}
        maxLength={1024}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

interface FormProps {
  /** Asks for the present passphrase first. */
  current?: boolean
  /** Asks for a new one, twice; null: for none. */
  shortest: number | null
  button: string
  busy: boolean
  onSubmit: (typed: { current: string; passphrase: string }) => Promise<boolean>
}

/** A form with the passphrases that an action needs; emptied when the action answers true. */
export function PassphraseForm({ current = false, shortest, button, busy, onSubmit }: FormProps) {
  const [typed, setTyped] = useState({ current: '', passphrase: '', again: '' })
  const advice = useId()
  const { passphrase } = typed
  const problem =
    shortest === null || passphrase === ''
      ? ''
      : [...passphrase].length < shortest
        ? texts.protection.tooShort(shortest)
        : typed.again !== '' && typed.again !== passphrase
          ? texts.protection.differ
          : ''
  const complete =
    (!current || typed.current !== '') &&
    (shortest === null || (passphrase !== '' && problem === '' && typed.again === passphrase))
  const submit = async () => {
    if (complete && !busy && (await onSubmit(typed))) setTyped({ current: '', passphrase: '', again: '' })
  }
  return (
    <form
      className="passphrase"
      aria-describedby={advice}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {current && (
        <PassphraseField
          label={shortest === null ? texts.protection.passphrase : texts.protection.currentPassphrase}
          value={typed.current}
          purpose="current-password"
          onChange={(value) => setTyped({ ...typed, current: value })}
        />
      )}
      {shortest !== null && (
        <>
          <PassphraseField
            label={current ? texts.protection.newPassphrase : texts.protection.passphrase}
            value={passphrase}
            purpose="new-password"
            onChange={(value) => setTyped({ ...typed, passphrase: value })}
          />
          <PassphraseField
            label={texts.protection.again}
            value={typed.again}
            purpose="new-password"
            onChange={(value) => setTyped({ ...typed, again: value })}
          />
        </>
      )}
      <div className="actions">
        <ActionButton primary submit busy={busy} disabled={!complete}>
          {busy ? texts.protection.working : button}
        </ActionButton>
        <span id={advice} className="hint" role="status">
          {problem}
        </span>
      </div>
    </form>
  )
}
