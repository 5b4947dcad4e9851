// Enrol: name, then face and voice from camera and microphone, files, or a simulated person.

import { useState } from 'react'
import type { Answer, Progress } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { ProgressBar } from '../components/progress.tsx'
import { FilePicker } from '../presenting/files.tsx'
import { Gallery } from '../presenting/gallery.tsx'
import { good, useSamples } from '../presenting/samples.ts'
import { SimulatedPicker } from '../presenting/simulated.tsx'
import { type Source, SourceChoice } from '../presenting/source.tsx'
import { texts } from '../texts.ts'
import { LiveSampler } from './live.tsx'

interface Props {
  status: Answer<'status'> | null
  onEnrolled: () => void
  onAuthenticate: () => void
}

export function EnrolScreen({ status, onEnrolled, onAuthenticate }: Props) {
  const needed = status?.needed ?? { faces: 3, voices: 2 }
  const samples = useSamples()
  const [name, setName] = useState('')
  /** Of the simulated person drawn last: replaced by the next one's unless the user has changed it. */
  const [drawnName, setDrawnName] = useState('')
  const [source, setSource] = useState<Source>('live')
  const [progress, setProgress] = useState<Progress | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [enrolled, setEnrolled] = useState<Answer<'enrol'> | null>(null)

  const faces = good(samples.faces)
  const voices = good(samples.voices)
  const lackFaces = Math.max(0, needed.faces - faces.length)
  const lackVoices = Math.max(0, needed.voices - voices.length)
  const complete = lackFaces === 0 && lackVoices === 0 && name.trim() !== ''

  const enrol = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setEnrolled(
        await invoke(
          'enrol',
          { person: name.trim(), faces, voices, simulated: source === 'simulated' },
          setProgress,
        ),
      )
      samples.clear()
      setName('')
      onEnrolled()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
      setProgress(null)
    }
  }

  if (enrolled) {
    return (
      <section className="screen enrol">
        <h2>{texts.enrol.title}</h2>
        <Notice
          actions={
            <>
              <button type="button" className="primary" onClick={onAuthenticate}>
                {texts.enrol.authenticate}
              </button>
              <button type="button" onClick={() => setEnrolled(null)}>
                {texts.enrol.another}
              </button>
            </>
          }
        >
          <strong>{texts.enrol.done(enrolled.person)}</strong>
          <p>{texts.enrol.template(enrolled.template_bytes, enrolled.capacity_left)}</p>
        </Notice>
      </section>
    )
  }

  return (
    <section className="screen enrol">
      <h2>{texts.enrol.title}</h2>
      <p className="hint">{texts.enrol.need(needed.faces, needed.voices)}</p>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      <label className="name-field">
        {texts.enrol.name}
        <input
          type="text"
          maxLength={64}
          value={name}
          placeholder={texts.enrol.namePlaceholder}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <SourceChoice
        value={source}
        disabled={busy || samples.capturing}
        onChange={(next) => {
          samples.clear()
          setSource(next)
        }}
      />
      <div className="panel">
        {source === 'live' && <LiveSampler samples={samples} program={status?.microphoneProgram ?? null} />}
        {source === 'files' && <FilePicker samples={samples} face voice />}
        {source === 'simulated' && (
          <SimulatedPicker
            samples={samples}
            faces={needed.faces}
            voices={needed.voices}
            firstSession={0}
            onDrawn={(drawn) => {
              setName((current) => (current.trim() === '' || current === drawnName ? drawn : current))
              setDrawnName(drawn)
            }}
          />
        )}
        <Gallery samples={samples} face voice />
      </div>
      <div className="actions">
        <ActionButton primary busy={busy} disabled={!complete} onClick={enrol}>
          {texts.enrol.button}
        </ActionButton>
        {busy ? (
          <ProgressBar progress={progress} idle={texts.enrol.working} />
        ) : (
          <span className="hint">
            {lackFaces + lackVoices > 0
              ? texts.enrol.missing(lackFaces, lackVoices)
              : name.trim() === ''
                ? texts.enrol.nameMissing
                : ''}
          </span>
        )}
      </div>
      <p className="hint">{texts.enrol.privacy}</p>
    </section>
  )
}
