// The report into a folder of the user's choice.

import { useState } from 'react'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice, WrittenFiles } from '../components/notice.tsx'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'

export function Export({ run }: { run: string }) {
  const [folder, setFolder] = useState('')
  const [names, setNames] = useState(false)
  const [written, setWritten] = useState<string[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.measure.export
  const write = async () => {
    setFailure(null)
    setWritten(null)
    try {
      setWritten((await invoke('measurement-export', { run, folder, names })).files)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault()
        void write()
      }}
    >
      <PathField
        label={words.folder}
        value={folder}
        onChange={setFolder}
        choices={[['report-folder', words.choose]]}
      />
      <label>
        <input type="checkbox" checked={names} onChange={({ target }) => setNames(target.checked)} />{' '}
        {words.names}
      </label>
      <p className="hint">{words.namesHint}</p>
      <button type="submit" disabled={folder.trim() === ''}>
        {words.write}
      </button>
      {failure && <FailureNotice failure={failure} />}
      {written && <WrittenFiles told={words.done} files={written} />}
    </form>
  )
}
