// Designs as JSON or CSV, and the firmware recipe of the selected one, into a folder.

import { useState } from 'react'
import type { Payload } from '../../main/api.ts'
import type { Columns } from '../../main/codesign/columns.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice, WrittenFiles } from '../components/notice.tsx'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'

type What = Payload<'codesign-export'>['what']

interface Props {
  columns: Columns
  shown: readonly number[]
  front: readonly number[]
  selected: number | null
}

export function Export({ columns, shown, front, selected }: Props) {
  const [folder, setFolder] = useState('')
  const [onlyFront, setOnlyFront] = useState(false)
  const [written, setWritten] = useState<string[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.codesign.export
  const write = async (what: What) => {
    setFailure(null)
    setWritten(null)
    try {
      setWritten((await invoke('codesign-export', { folder: folder.trim(), what })).files)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const table = (kind: 'csv' | 'json') => {
    const among = onlyFront ? front : shown
    const ids = among.length === columns.ids.length ? null : among.map((at) => columns.ids[at])
    void write({ kind, ids })
  }
  const nowhere = folder.trim() === ''
  return (
    <details className="panel">
      <summary>{words.title}</summary>
      <PathField
        label={words.folder}
        value={folder}
        onChange={setFolder}
        choices={[['report-folder', words.choose]]}
      />
      <label>
        <input type="checkbox" checked={onlyFront} onChange={({ target }) => setOnlyFront(target.checked)} />{' '}
        {words.onlyFront(front.length)}
      </label>
      <div className="actions">
        <button type="button" disabled={nowhere} onClick={() => table('json')}>
          {words.json}
        </button>
        <button type="button" disabled={nowhere} onClick={() => table('csv')}>
          {words.csv}
        </button>
        <button
          type="button"
          disabled={nowhere || selected === null}
          onClick={() => selected !== null && void write({ kind: 'recipe', id: columns.ids[selected] })}
        >
          {words.recipe}
        </button>
      </div>
      <p className="hint">{selected === null ? words.selectFirst : words.recipeHint}</p>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {written && <WrittenFiles told={words.done} files={written} />}
    </details>
  )
}
