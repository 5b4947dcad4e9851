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
import { Consent } from './consent.tsx'
import { LiveSampler } from './live.tsx'
import './enrol.css'

/** Somebody enrolled who is to be enrolled again, or to give more samples. */
export interface Renewal {
  person: string
  mode: 'replace' | 'add'
}

interface Props {
  /** Null: somebody new. */
  renewal: Renewal | null
  status: Answer<'status'> | null
  onEnrolled: () => void
  onPeople: () => void
  onAuthenticate: () => void
}

export function EnrolScreen({ renewal, status, onEnrolled, onPeople, onAuthenticate }: Props) {
  const usual = status?.needed ?? { faces: 3, voices: 2 }
  const mode = renewal?.mode ?? 'new'
  const needed =
    mode === 'add' ? { faces: Math.min(1, usual.faces), voices: Math.min(1, usual.voices) } : usual
  const samples = useSamples()
  const [name, setName] = useState(renewal?.person ?? '')
  const [consent, setConsent] = useState(false)
  const [givenUp, setGivenUp] = useState(false)
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
  const agreed = consent || source === 'simulated'
  const lackSamples =
    mode === 'add'
      ? faces.length + voices.length === 0 && texts.enrol.nothingToAdd
      : lackFaces + lackVoices > 0 && texts.enrol.missing(lackFaces, lackVoices)
  const lack = lackSamples
    ? lackSamples
    : name.trim() === ''
      ? texts.enrol.nameMissing
      : agreed
        ? null
        : texts.enrol.consentMissing

  const enrol = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setEnrolled(
        await invoke(
          'enrol',
          {
            person: name.trim(),
            mode,
            faces,
            voices,
            simulated: source === 'simulated',
          },
          setProgress,
        ),
      )
      samples.clear()
      setName('')
      setConsent(false)
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
              <button type="button" onClick={renewal ? onPeople : () => setEnrolled(null)}>
                {renewal ? texts.enrol.showPeople : texts.enrol.another}
              </button>
            </>
          }
        >
          <strong>
            {renewal
              ? texts.enrol.renewed[renewal.mode](
                  enrolled.person,
                  enrolled.samples.face,
                  enrolled.samples.voice,
                )
              : texts.enrol.done(enrolled.person)}
          </strong>
          <p>{texts.enrol.template(enrolled.template_bytes, enrolled.capacity_left)}</p>
          {enrolled.disagreements.map(({ modality, index }) => (
            <p key={modality}>{texts.enrol.disagreement[modality](index + 1)}</p>
          ))}
        </Notice>
        {enrolled.resembles.length > 0 && (
          <div className="notice caution" role="status">
            <div>
              <strong>
                {texts.enrol.resembles(
                  enrolled.person,
                  enrolled.resembles.map(({ person }) => person),
                )}
              </strong>
              <p>{texts.enrol.resemblesNext}</p>
            </div>
            <button type="button" onClick={onPeople}>
              {texts.enrol.showPeople}
            </button>
          </div>
        )}
      </section>
    )
  }

  return (
    <section className="screen enrol">
      <h2>{renewal ? texts.enrol.renewal[renewal.mode](renewal.person) : texts.enrol.title}</h2>
      <p className="hint">
        {mode === 'add' ? texts.enrol.needToAdd : texts.enrol.need(needed.faces, needed.voices)}
        {mode === 'replace' && ` ${texts.enrol.needToReplace}`}
        {status &&
          mode === 'new' &&
          ` ${texts.enrol.capacity(status.templates.stored, status.templates.capacityLeft)}`}
      </p>
      {givenUp && status && (
        <Notice
          actions={
            <button type="button" onClick={() => setGivenUp(false)}>
              {texts.failure.dismiss}
            </button>
          }
        >
          {texts.enrol.givenUp(status.enrolments.failures, status.enrolments.transactions)}
        </Notice>
      )}
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      <label className="name-field">
        {texts.enrol.name}
        <input
          type="text"
          maxLength={64}
          value={name}
          disabled={renewal !== null}
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
      {source !== 'simulated' && <Consent agreed={consent} onChange={setConsent} />}
      <div className="panel">
        {source === 'live' && (
          <LiveSampler
            samples={samples}
            program={status?.microphoneProgram ?? null}
            needed={needed}
            onGivenUp={
              mode === 'add'
                ? null
                : () => {
                    samples.clear()
                    setGivenUp(true)
                    onEnrolled()
                  }
            }
          />
        )}
        {source === 'files' && <FilePicker samples={samples} face voice />}
        {source === 'simulated' && (
          <SimulatedPicker
            samples={samples}
            faces={needed.faces}
            voices={needed.voices}
            firstSession={renewal ? 1 : 0}
            onDrawn={(drawn) => {
              if (renewal) return
              setName((current) => (current.trim() === '' || current === drawnName ? drawn : current))
              setDrawnName(drawn)
            }}
          />
        )}
        <Gallery samples={samples} face voice />
      </div>
      <div className="actions">
        <ActionButton primary busy={busy} disabled={lack !== null} onClick={enrol}>
          {texts.enrol.button[mode]}
        </ActionButton>
        {busy ? (
          <ProgressBar progress={progress} idle={texts.enrol.working[mode]} />
        ) : (
          <span className="hint">{lack}</span>
        )}
      </div>
    </section>
  )
}
