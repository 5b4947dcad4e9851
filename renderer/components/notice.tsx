// Messages: a failure with its next step, and good news.

import { type ReactNode, useEffect, useState } from 'react'
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
        {failure.retryAfterSeconds !== undefined && <Countdown key={failure.message} failure={failure} />}
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

/** The seconds left of a lock-out, from when it was told. */
function Countdown({ failure }: { failure: Failure }) {
  const [until] = useState(() => performance.now() + 1000 * (failure.retryAfterSeconds ?? 0))
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return (
    <p className="countdown" role="timer">
      {seconds > 0 ? texts.failure.wait(seconds) : texts.failure.waited}
    </p>
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

/** What was written, file by file. */
export function WrittenFiles({ told, files }: { told: string; files: readonly string[] }) {
  return (
    <Notice>
      {told}
      <ul className="files">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
    </Notice>
  )
}
