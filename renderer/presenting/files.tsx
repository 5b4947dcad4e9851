// Pictures and recordings from the user's disk, chosen or dropped.

import type { DragEvent } from 'react'
import { texts } from '../texts.ts'
import type { Samples } from './samples.ts'

const SOUND = /\.(wav|flac|ogg|opus)$/i

export function FilePicker({ samples, face, voice }: { samples: Samples; face: boolean; voice: boolean }) {
  const take = async (files: FileList | null) => {
    for (const file of files ?? []) {
      const input = {
        kind: 'file' as const,
        name: file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
      }
      if (SOUND.test(file.name)) {
        if (voice) void samples.addVoice(input)
      } else if (face) {
        void samples.addFace(input)
      }
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same
    <div className="file-drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {face && (
        <Picker
          label={texts.files.pictures}
          button={texts.files.choosePictures}
          accept=".png,.jpg,.jpeg,.webp,.pgm,.ppm"
          onFiles={take}
        />
      )}
      {voice && (
        <Picker
          label={texts.files.recordings}
          button={texts.files.chooseRecordings}
          accept=".wav,.flac,.ogg,.opus"
          onFiles={take}
        />
      )}
    </div>
  )
}

interface PickerProps {
  label: string
  button: string
  accept: string
  onFiles: (files: FileList | null) => Promise<void>
}

function Picker({ label, button, accept, onFiles }: PickerProps) {
  return (
    <label className="picker">
      <span>{label}</span>
      <input
        type="file"
        multiple
        accept={accept}
        onChange={async (event) => {
          const input = event.currentTarget
          await onFiles(input.files)
          input.value = ''
        }}
      />
      <span className="button" aria-hidden="true">
        {button}
      </span>
    </label>
  )
}
