// How far a run is: samples done, rate, time left.

import { ActionButton } from '../components/action-button.tsx'
import { texts } from '../texts.ts'
import type { Running } from './use-measure.ts'

export function RunningNotice({ running, onCancel }: { running: Running; onCancel: () => void }) {
  const { done, total, cancelling } = running
  const words = texts.measure.progress
  const rate = rateOf(running)
  const captured = total > 0 && done >= total
  return (
    <div className="panel running">
      <div className="progress">
        <progress
          value={total > 0 && !captured ? done / total : undefined}
          max={1}
          aria-label={texts.measure.running}
        />
        <span role="status">{total === 0 ? words.starting : captured ? words.comparing : ''}</span>
        {total > 0 && !captured && (
          <span className="number">
            {words.samples(done, total)}
            {rate !== null &&
              `, ${words.rate(rate.toFixed(rate < 10 ? 1 : 0))}, ${words.left(duration((total - done) / rate))}`}
          </span>
        )}
      </div>
      <div className="actions">
        <ActionButton busy={cancelling} onClick={onCancel}>
          {cancelling ? texts.measure.cancelling : texts.measure.cancel}
        </ActionButton>
        <span className="hint">{words.resumes}</span>
      </div>
    </div>
  )
}

/** Samples a second over the last seconds; null before there are two. */
function rateOf({ recent }: Running): number | null {
  const [first, last] = [recent[0], recent.at(-1)]
  if (!first || !last || last.at - first.at < 500 || last.done === first.done) return null
  return (1000 * (last.done - first.done)) / (last.at - first.at)
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
