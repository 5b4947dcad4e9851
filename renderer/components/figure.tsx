// A quantity with its name, in a list of figures (dl).

import type { ReactNode } from 'react'

interface Props {
  name: string
  value: string
  /** Limits, counts: each on a line of its own. */
  notes?: string[]
  children?: ReactNode
}

export function Figure({ name, value, notes = [], children }: Props) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {notes.map((note) => (
          <small key={note}>{note}</small>
        ))}
        {children}
      </dd>
    </div>
  )
}
