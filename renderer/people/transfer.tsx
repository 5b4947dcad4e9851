// Taking people to another store and bringing them from one, in a file under a passphrase of its own.

import { useState } from 'react'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'

interface Props {
  /** Whether there is anybody to export. */
  anybody: boolean
  onChanged: () => void
}

export function Transfer({ anybody, onChanged }: Props) {
  const [passphrase, setPassphrase] = useState('')
  const [path, setPath] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [told, setTold] = useState('')

  const attempt = async (action: () => Promise<string>) => {
    setBusy(true)
    setFailure(null)
    setTold('')
    try {
      setTold(await action())
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const take = () =>
    attempt(async () => {
      const { people } = await invoke('people-export', { path, passphrase })
      return texts.transfer.exported(people, path)
    })
  const bring = (chosen: File) =>
    attempt(async () => {
      const bytes = new Uint8Array(await chosen.arrayBuffer())
      const { imported, skipped } = await invoke('people-import', { bytes, passphrase })
      onChanged()
      return texts.transfer.imported(imported, skipped)
    })

  return (
    <details className="transfer">
      <summary>{texts.transfer.title}</summary>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      <div className="fields">
        <label>
          {texts.transfer.passphrase}
          <input
            type="password"
            maxLength={1024}
            autoComplete="off"
            value={passphrase}
            onChange={({ target }) => setPassphrase(target.value)}
          />
        </label>
      </div>
      <div className="fields">
        <PathField
          label={texts.transfer.path}
          value={path}
          onChange={setPath}
          choices={[['people-file', texts.path.file]]}
        />
        <ActionButton
          busy={busy}
          disabled={!anybody || passphrase === '' || path.trim() === ''}
          onClick={take}
        >
          {texts.transfer.exportButton}
        </ActionButton>
      </div>
      <div className="fields">
        <label>
          {texts.transfer.file}
          <input type="file" onChange={({ target }) => setFile(target.files?.[0] ?? null)} />
        </label>
        <ActionButton
          busy={busy}
          disabled={file === null || passphrase === ''}
          onClick={() => file && bring(file)}
        >
          {texts.transfer.importButton}
        </ActionButton>
      </div>
      <p role="status">{told}</p>
    </details>
  )
}
