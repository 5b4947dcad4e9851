// Messages: a failure with its next step, and good news.

import type { ReactNode } from 'react'
import type { Failure } from '../bridge.ts'
import { texts } from '../texts.ts'

interface FailureProps {
  failure: Failure
  onDismiss?: () => void
  action?: ReactNode
}

export function FailureNotice({ failure, onDismiss, action }: FailureProps) {
  return (
    <div className="notice failure" role="alert" data-code={failure.code}>
      <div>
        <strong>{failure.message}</strong>
        <p>{failure.next}</p>
      </div>
      {action}
      {onDismiss && (
        <button type="button" className="quiet" onClick={onDismiss}>
          {texts.failure.dismiss}
        </button>
      )}
    </div>
  )
}

export function Notice({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="notice good" role="status">
      <div>{children}</div>
      {actions && <div className="actions">{actions}</div>}
    </div>
  )
}

/** What a screen shows before there is anything to show. */
export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {hint && <p>{hint}</p>}
      {action}
    </div>
  )
}
