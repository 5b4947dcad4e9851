// Boards and networks of the user's own, added to the space.

import { useState } from 'react'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import type { Space } from './use-codesign.ts'

interface Props {
  space: Space
  onChanged: () => void
}

export function Additions({ space, onChanged }: Props) {
  const [modality, setModality] = useState<'face' | 'voice'>('face')
  const [told, setTold] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.codesign.additions
  const attempt = async (work: () => Promise<string>) => {
    setFailure(null)
    setTold(null)
    try {
      setTold(await work())
      onChanged()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const addBoard = (file: File) =>
    attempt(async () => {
      const { board } = await invoke('codesign-add-board', { name: file.name, text: await file.text() })
      return words.boardAdded(board)
    })
  const addModel = (file: File) =>
    attempt(async () => {
      const name = file.name.replace(/\.tflite$/, '').replaceAll(/[^\w-]/g, '-')
      const bytes = new Uint8Array(await file.arrayBuffer())
      await invoke('codesign-add-model', { modality, name, bytes })
      return words.modelAdded(name)
    })
  const { boards, models } = space.added
  return (
    <details className="panel">
      <summary>{words.title}</summary>
      <div className="fields">
        <Picker label={words.board} accept=".json" onFile={addBoard} />
        <label>
          {words.modality}
          <select value={modality} onChange={({ target }) => setModality(target.value as 'face' | 'voice')}>
            <option value="face">{words.face}</option>
            <option value="voice">{words.voice}</option>
          </select>
        </label>
        <Picker label={words.model} accept=".tflite" onFile={addModel} />
        <button
          type="button"
          disabled={boards + models === 0}
          onClick={() =>
            void attempt(async () => {
              await invoke('codesign-remove-additions', {})
              return words.removed
            })
          }
        >
          {words.remove(boards, models)}
        </button>
      </div>
      <p className="hint">{words.hint}</p>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {told && <Notice>{told}</Notice>}
    </details>
  )
}

function Picker({
  label,
  accept,
  onFile,
}: {
  label: string
  accept: string
  onFile: (file: File) => Promise<void>
}) {
  return (
    <label className="picker">
      <input
        type="file"
        accept={accept}
        onChange={async ({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) await onFile(file)
          currentTarget.value = ''
        }}
      />
      <span className="button" aria-hidden="true">
        {label}
      </span>
      <span className="hidden">{label}</span>
    </label>
  )
}
