// Which stream of queries: a generated one, the live attempts recorded in this window, or a CSV file.

import { useEffect, useState } from 'react'
import { streamKinds } from '../../main/supernet/settings.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import type { Request } from './supernet.tsx'

interface Props {
  request: Request
  onChange: (request: Request) => void
}

export function StreamChoice({ request, onChange }: Props) {
  const [attempts, setAttempts] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    invoke('scheduler', {}).then(
      ({ recorded }) => setAttempts(recorded),
      (error) => setFailure(asFailure(error)),
    )
  }, [])
  const open = async (name: string, read: () => Promise<string>) => {
    setFailure(null)
    try {
      onChange({ ...request, recorded: { name, csv: await read() } })
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const { recorded } = request
  const isLive = recorded?.name === texts.supernet.liveAttempts
  const opened = recorded && !isLive ? texts.supernet.streamOf(recorded.name) : texts.supernet.openStream
  return (
    <fieldset className="checks stream-choice">
      <legend>{texts.supernet.fields.stream}</legend>
      {streamKinds.map((kind) => (
        <label key={kind}>
          <input
            type="radio"
            name="stream"
            checked={!recorded && request.stream === kind}
            onChange={() => onChange({ ...request, stream: kind, recorded: undefined })}
          />
          {texts.supernet.streams[kind]}
        </label>
      ))}
      <label>
        <input
          type="radio"
          name="stream"
          disabled={attempts === 0}
          checked={isLive}
          onChange={() =>
            open(texts.supernet.liveAttempts, async () => (await invoke('scheduler-recording', {})).csv)
          }
        />
        {texts.supernet.liveAttempts} {attempts > 0 && `(${attempts})`}
      </label>
      <label className="picker">
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? []
            if (file) open(file.name, () => file.text())
            currentTarget.value = ''
          }}
        />
        <span className="button" aria-hidden="true">
          {opened}
        </span>
        <span className="hidden">{opened}</span>
      </label>
      {failure && <FailureNotice failure={failure} />}
    </fieldset>
  )
}
