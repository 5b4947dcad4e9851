// Authenticate: claim to be somebody (or ask who it is), present face, voice or both, see the answer and its cost.

import { useEffect, useState } from 'react'
import type { Answer, Decision, FaceInput, Person, VoiceInput } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { FilePicker } from '../presenting/files.tsx'
import { Gallery } from '../presenting/gallery.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import { good, useSamples } from '../presenting/samples.ts'
import { SimulatedPicker } from '../presenting/simulated.tsx'
import { type Source, SourceChoice } from '../presenting/source.tsx'
import { texts } from '../texts.ts'
import { Outcome, type OutcomeDocument } from './outcome.tsx'

const SECONDS = 4
const ANYONE = ''

interface Props {
  status: Answer<'status'> | null
  people: Person[] | null
  onEnrol: () => void
}

export function AuthenticateScreen({ status, people, onEnrol }: Props) {
  const samples = useSamples()
  const [person, setPerson] = useState<string | null>(null)
  const [source, setSource] = useState<Source>('live')
  const [wanted, setWanted] = useState({ face: true, voice: true })
  const [stage, setStage] = useState<'idle' | 'capturing' | 'working'>('idle')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [outcome, setOutcome] = useState<{ document: OutcomeDocument; simulated: boolean } | null>(null)
  const camera = useCamera(source === 'live' && wanted.face && (people?.length ?? 0) > 0)
  const microphone = useMicrophone(status?.microphoneProgram ?? null)

  useEffect(() => {
    if (person === null && people?.length) setPerson(people[0].person)
  }, [people, person])

  if (people && people.length === 0) {
    return (
      <section className="screen">
        <h2>{texts.authenticate.title}</h2>
        <Empty
          title={texts.authenticate.empty}
          hint={texts.authenticate.emptyNext}
          action={
            <button type="button" className="primary" onClick={onEnrol}>
              {texts.authenticate.enrol}
            </button>
          }
        />
      </section>
    )
  }

  /** Pictures and recordings for this attempt, or null when capturing them failed (and the failure is shown). */
  const present = async (): Promise<{ faces: FaceInput[]; voices: VoiceInput[] } | null> => {
    if (source !== 'live') {
      return {
        faces: wanted.face ? good(samples.faces) : [],
        voices: wanted.voice ? good(samples.voices) : [],
      }
    }
    setStage('capturing')
    const voice = wanted.voice ? await microphone.record(SECONDS) : null
    const frame = wanted.face ? camera.frame() : null
    if ((wanted.voice && !voice) || (wanted.face && !frame)) return null
    return { faces: frame ? [frame] : [], voices: voice ? [voice] : [] }
  }

  const authenticate = async () => {
    setFailure(null)
    setOutcome(null)
    try {
      const presented = await present()
      if (!presented) return
      setStage('working')
      const answer: Decision | Answer<'identify'> = person
        ? await invoke('verify', { person, ...presented })
        : await invoke('identify', presented)
      setOutcome({ document: answer, simulated: source === 'simulated' })
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setStage('idle')
    }
  }

  const usable =
    (wanted.face && good(samples.faces).length > 0) || (wanted.voice && good(samples.voices).length > 0)
  const ready = source === 'live' ? !wanted.face || camera.ready : usable
  const toggle = (modality: 'face' | 'voice') => {
    const next = { ...wanted, [modality]: !wanted[modality] }
    if (next.face || next.voice) setWanted(next)
  }

  return (
    <section className="screen two">
      <div>
        <h2>{texts.authenticate.title}</h2>
        <label className="name-field">
          {texts.authenticate.person}
          <select value={person ?? ANYONE} onChange={(event) => setPerson(event.target.value)}>
            {people?.map((entry) => (
              <option key={entry.person} value={entry.person}>
                {entry.person}
              </option>
            ))}
            <option value={ANYONE}>{texts.authenticate.anyone}</option>
          </select>
        </label>
        <SourceChoice
          value={source}
          onChange={(next) => {
            samples.clear()
            setOutcome(null)
            setSource(next)
          }}
        />
        <fieldset className="checks">
          <legend>{texts.authenticate.modalities}</legend>
          {(['face', 'voice'] as const).map((modality) => (
            <label key={modality}>
              <input type="checkbox" checked={wanted[modality]} onChange={() => toggle(modality)} />
              {texts.authenticate[modality]}
            </label>
          ))}
        </fieldset>
        <div className="panel">
          {source === 'live' && wanted.face && <CameraView camera={camera} />}
          {source === 'live' && (
            <p className="hint">
              {wanted.voice ? texts.authenticate.live(SECONDS) : texts.authenticate.liveFaceOnly}
            </p>
          )}
          {source === 'live' && wanted.voice && (
            <meter min={0} max={1} value={microphone.level} aria-label={texts.microphone.recording} />
          )}
          {source === 'files' && <FilePicker samples={samples} face={wanted.face} voice={wanted.voice} />}
          {source === 'simulated' && (
            <SimulatedPicker samples={samples} faces={1} voices={1} firstSession={1} />
          )}
          {source !== 'live' && <Gallery samples={samples} face={wanted.face} voice={wanted.voice} />}
        </div>
        <div className="actions">
          <button
            type="button"
            className="primary"
            disabled={!ready || stage !== 'idle' || people === null}
            onClick={authenticate}
          >
            {stage === 'capturing'
              ? texts.authenticate.listening
              : stage === 'working'
                ? texts.authenticate.working
                : texts.authenticate.button}
          </button>
          {source !== 'live' && !usable && <span className="hint">{texts.authenticate.missing}</span>}
        </div>
      </div>
      <div className="answer" aria-live="polite">
        {microphone.failure && <FailureNotice failure={microphone.failure} />}
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        {outcome ? (
          <Outcome outcome={outcome.document} simulated={outcome.simulated} />
        ) : (
          !failure && <Empty title={texts.authenticate.noResult} />
        )}
      </div>
    </section>
  )
}
