// A button that keeps the focus while what it started is running: it then says so and ignores presses.

import type { ReactNode } from 'react'

interface Props {
  /** Left out where it submits its form. */
  onClick?: () => void
  /** It submits the form that it is in. */
  submit?: boolean
  busy: boolean
  disabled?: boolean
  primary?: boolean
  /** The key that does the same, as told to screen readers. */
  shortcut?: string
  children: ReactNode
}

export function ActionButton({ onClick, submit, busy, disabled, primary, shortcut, children }: Props) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={primary ? 'primary' : undefined}
      disabled={disabled && !busy}
      aria-disabled={busy}
      aria-keyshortcuts={shortcut}
      onClick={() => {
        if (!busy) onClick?.()
      }}
    >
      {children}
    </button>
  )
}
