// Pictures and recordings from the user's disk, chosen or dropped.

import type { DragEvent } from 'react'
import { texts } from '../texts.ts'
import type { Adding, Modality, Samples } from './samples.ts'

const EXTENSIONS = {
  face: ['.png', '.jpg', '.jpeg', '.webp', '.pgm', '.ppm'],
  voice: ['.wav', '.flac', '.ogg', '.opus'],
} as const
/** The most that a channel takes (main/api.ts). */
const LARGEST_BYTES = 64 * 1024 * 1024

export function FilePicker({ samples, face, voice }: { samples: Samples; face: boolean; voice: boolean }) {
  const wanted = (['face', 'voice'] as const).filter((modality) => ({ face, voice })[modality])
  const take = (files: File[], chosen?: Modality) =>
    samples.capture(async (add) => {
      for (const file of files) {
        const kind = kindOf(file)
        await addFile(add, file, chosen ?? wanted.find((modality) => modality === kind) ?? wanted[0])
      }
    })
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void take([...event.dataTransfer.files])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same
    <div className="file-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {wanted.map((modality) => (
        <Picker key={modality} modality={modality} onFiles={(files) => take(files, modality)} />
      ))}
    </div>
  )
}

/** Picture or recording, by extension, else by MIME type; null for any other file. */
function kindOf({ name, type }: File): Modality | null {
  const ends = (modality: Modality) =>
    EXTENSIONS[modality].some((extension) => name.toLowerCase().endsWith(extension))
  if (ends('voice') || (type.startsWith('audio/') && !ends('face'))) return 'voice'
  return ends('face') || type.startsWith('image/') ? 'face' : null
}

/** Adds a file; one that cannot be a sample of that modality stays as a bad sample with the reason. */
async function addFile(add: Adding, file: File, modality: Modality): Promise<void> {
  const refuse = (reason: string) =>
    add[modality]({ kind: 'file', name: file.name, bytes: new Uint8Array() }, reason)
  if (kindOf(file) !== modality) return refuse(texts.files.wrongKind[modality](file.name))
  if (file.size === 0) return refuse(texts.files.isEmpty(file.name))
  if (file.size > LARGEST_BYTES) return refuse(texts.files.tooLarge(file.name, LARGEST_BYTES / 1024 / 1024))
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    return refuse(texts.files.unreadable(file.name))
  }
  return add[modality]({ kind: 'file', name: file.name, bytes })
}

function Picker({ modality, onFiles }: { modality: Modality; onFiles: (files: File[]) => Promise<void> }) {
  return (
    <label className="picker">
      <span>{texts.files.kinds[modality]}</span>
      <input
        type="file"
        multiple
        accept={EXTENSIONS[modality].join()}
        onChange={async ({ currentTarget }) => {
          await onFiles([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
      <span className="button" aria-hidden="true">
        {texts.files.choose[modality]}
      </span>
    </label>
  )
}
