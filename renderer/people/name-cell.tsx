// A person's name, which can be changed in its place.

import { useState } from 'react'
import type { Person } from '../../main/api.ts'
import { texts } from '../texts.ts'

interface Props {
  entry: Person
  onRename: (to: string) => void
}

export function NameCell({ entry, onRename }: Props) {
  const [name, setName] = useState<string | null>(null)
  if (name === null) {
    return (
      <>
        {entry.person} {entry.simulated && <span className="tag">{texts.authenticate.simulated}</span>}{' '}
        <button
          type="button"
          className="quiet"
          aria-label={`${texts.people.rename}: ${entry.person}`}
          onClick={() => setName(entry.person)}
        >
          {texts.people.rename}
        </button>
      </>
    )
  }
  return (
    <form
      className="rename"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '' && name.trim() !== entry.person) onRename(name)
        setName(null)
      }}
    >
      <input
        type="text"
        maxLength={64}
        value={name}
        aria-label={texts.people.newName(entry.person)}
        ref={(input) => input?.focus()}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setName(null)
        }}
      />
      <button type="submit">{texts.people.save}</button>
    </form>
  )
}
