// A path on the user's disk: typed, or chosen in the system's file dialog.

import { useId, useState } from 'react'
import type { Choosable } from '../../main/api.ts'
import { invoke } from '../bridge.ts'
import { texts } from '../texts.ts'

interface Props {
  label: string
  hint?: string
  value: string
  onChange: (path: string) => void
  /** What can be chosen, with the words of its button. */
  choices: [what: Choosable, button: string][]
}

export function PathField({ label, hint, value, onChange, choices }: Props) {
  const id = useId()
  const [told, setTold] = useState(false)
  const choose = async (what: Choosable) => {
    const { path } = await invoke('choose-path', { what }).catch(() => ({ path: null }))
    setTold(path === null)
    if (path !== null) onChange(path)
  }
  return (
    <div className="path-field">
      <label htmlFor={id}>{label}</label>
      <div className="path-row">
        <input
          id={id}
          type="text"
          value={value}
          spellCheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={({ target }) => onChange(target.value)}
        />
        {choices.map(([what, button]) => (
          <button
            key={what}
            type="button"
            aria-label={`${label}: ${button}`}
            onClick={() => void choose(what)}
          >
            {button}
          </button>
        ))}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <p className="hint" role="status">
        {told ? texts.path.none : ''}
      </p>
    </div>
  )
}
