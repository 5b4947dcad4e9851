// The recording of what surrounds attempts: switched on by the user, exported as a stream, forgotten.

import { useState } from 'react'
import type { SchedulerState } from '../../main/api/scheduler.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { texts } from '../texts.ts'

interface Props {
  state: SchedulerState
  onChange: (change: { recording: boolean }) => void
  onState: (state: SchedulerState) => void
  onFailure: (failure: Failure) => void
}

export function Recording({ state: { recording, recorded }, onChange, onState, onFailure }: Props) {
  const [folder, setFolder] = useState('')
  const [file, setFile] = useState<string | null>(null)
  const attempt = async (action: () => Promise<void>) => {
    setFile(null)
    try {
      await action()
    } catch (error) {
      onFailure(asFailure(error))
    }
  }
  return (
    <section aria-label={texts.scheduler.record}>
      <label className="check">
        <input type="checkbox" checked={recording} onChange={() => onChange({ recording: !recording })} />
        {texts.scheduler.record}
      </label>
      <p className="hint">{texts.scheduler.recordNote}</p>
      {(recording || recorded > 0) && <p role="status">{texts.scheduler.recorded(recorded)}</p>}
      {recorded > 0 && (
        <div className="fields">
          <label>
            {texts.scheduler.folder}
            <input type="text" value={folder} onChange={({ target }) => setFolder(target.value)} />
          </label>
          <button
            type="button"
            disabled={folder.trim() === ''}
            onClick={() =>
              attempt(async () => setFile((await invoke('scheduler-export', { folder: folder.trim() })).file))
            }
          >
            {texts.scheduler.export}
          </button>
          <button
            type="button"
            onClick={() => attempt(async () => onState(await invoke('scheduler-forget', {})))}
          >
            {texts.scheduler.forget}
          </button>
        </div>
      )}
      {file && <p role="status">{texts.scheduler.exported(file)}</p>}
    </section>
  )
}
