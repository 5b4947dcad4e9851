// A button that keeps the focus while what it started is running: it then says so and ignores presses.

import type { ReactNode } from 'react'

interface Props {
  onClick: () => void
  busy: boolean
  disabled?: boolean
  primary?: boolean
  children: ReactNode
}

export function ActionButton({ onClick, busy, disabled, primary, children }: Props) {
  return (
    <button
      type="button"
      className={primary ? 'primary' : undefined}
      disabled={disabled && !busy}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onClick()
      }}
    >
      {children}
    </button>
  )
}
