// How far a long call is.

import type { Progress } from '../../main/api.ts'

export function ProgressBar({ progress, idle }: { progress: Progress | null; idle: string }) {
  const fraction = progress && progress.total > 0 ? progress.done / progress.total : 0
  return (
    <div className="progress" role="status">
      <progress value={fraction} max={1} aria-label={progress?.what ?? idle} />
      <span>
        {progress
          ? `${progress.what} (${Math.min(progress.done + 1, progress.total)} of ${progress.total})`
          : idle}
      </span>
    </div>
  )
}
