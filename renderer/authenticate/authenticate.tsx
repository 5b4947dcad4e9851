// Authenticate: claim to be somebody (or ask who it is), present face, voice or both, see the answer and its cost.

import { useEffect, useState } from 'react'
import type { Answer, FaceInput, Person, VoiceInput } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { deviceProblem } from '../presenting/device-failure.ts'
import { FilePicker } from '../presenting/files.tsx'
import { Gallery } from '../presenting/gallery.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import { good, type Modality, standing, useSamples } from '../presenting/samples.ts'
import { SimulatedPicker } from '../presenting/simulated.tsx'
import { type Source, SourceChoice } from '../presenting/source.tsx'
import { texts } from '../texts.ts'
import { Outcome, type OutcomeDocument } from './outcome.tsx'

const SECONDS = 4
const ANYONE = ''
const MODALITIES: Modality[] = ['face', 'voice']

interface Props {
  status: Answer<'status'> | null
  people: Person[] | null
  onEnrol: () => void
  onCalibration: () => void
}

export function AuthenticateScreen({ status, people, onEnrol, onCalibration }: Props) {
  const samples = useSamples()
  const [person, setPerson] = useState<string | null>(null)
  const [source, setSource] = useState<Source>('live')
  const [wanted, setWanted] = useState({ face: true, voice: true })
  const [pace, setPace] = useState(false)
  const [stage, setStage] = useState<'idle' | 'capturing' | 'working'>('idle')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [outcome, setOutcome] = useState<OutcomeDocument | null>(null)
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
    if (wanted.voice && !voice) return null
    const frame = wanted.face ? camera.frame() : null
    if (wanted.face && !frame) throw deviceProblem('camera', 'not-ready')
    return { faces: frame ? [frame] : [], voices: voice ? [voice] : [] }
  }

  const authenticate = async () => {
    setFailure(null)
    setOutcome(null)
    try {
      const presented = await present()
      if (!presented) return
      setStage('working')
      const attempt = { ...presented, simulated: source === 'simulated', pace }
      setOutcome(person ? await invoke('verify', { person, ...attempt }) : await invoke('identify', attempt))
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setStage('idle')
    }
  }

  /** What each wanted modality still lacks. */
  const lacking = MODALITIES.flatMap((modality) => {
    const state = standing(modality === 'face' ? samples.faces : samples.voices)
    return source !== 'live' && wanted[modality] && state !== 'good'
      ? [texts.authenticate.lacking[modality][state]]
      : []
  })
  const ready = source === 'live' ? !wanted.face || camera.ready : lacking.length === 0
  const toggle = (modality: Modality) => {
    const next = { ...wanted, [modality]: !wanted[modality] }
    if (next.face || next.voice) setWanted(next)
  }

  return (
    <section className="screen two">
      <div>
        <h2>{texts.authenticate.title}</h2>
        <fieldset disabled={stage !== 'idle'}>
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
            disabled={samples.capturing}
            onChange={(next) => {
              samples.clear()
              setOutcome(null)
              setSource(next)
            }}
          />
          <fieldset className="checks">
            <legend>{texts.authenticate.modalities}</legend>
            {MODALITIES.map((modality) => (
              <label key={modality}>
                <input type="checkbox" checked={wanted[modality]} onChange={() => toggle(modality)} />
                {texts.authenticate[modality]}
              </label>
            ))}
            <label>
              <input type="checkbox" checked={pace} onChange={() => setPace(!pace)} />
              {texts.authenticate.pace}
            </label>
          </fieldset>
          <div className="panel">
            {source === 'live' && wanted.face && <CameraView camera={camera} />}
            {source === 'live' && (
              <p className="hint">
                {wanted.voice ? texts.authenticate.live(SECONDS) : texts.authenticate.liveFaceOnly}
              </p>
            )}
            {source === 'live' && wanted.voice && (
              <meter min={0} max={1} value={microphone.level} aria-label={texts.microphone.level} />
            )}
            {source === 'files' && <FilePicker samples={samples} face={wanted.face} voice={wanted.voice} />}
            {source === 'simulated' && (
              <SimulatedPicker samples={samples} faces={1} voices={1} firstSession={1} />
            )}
            {source !== 'live' && <Gallery samples={samples} face={wanted.face} voice={wanted.voice} />}
          </div>
        </fieldset>
        <div className="actions">
          <ActionButton
            primary
            busy={stage !== 'idle'}
            disabled={!ready || people === null}
            onClick={authenticate}
          >
            {microphone.stage === 'starting'
              ? texts.microphone.stages.starting()
              : texts.authenticate.stages[stage]}
          </ActionButton>
          <span className="hint">{lacking.join(' ')}</span>
        </div>
      </div>
      <div className="answer">
        {source === 'live' && microphone.failure && <FailureNotice failure={microphone.failure} />}
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        <Outcome outcome={outcome} onCalibration={onCalibration} />
        {!outcome && !failure && <Empty title={texts.authenticate.noResult} />}
      </div>
    </section>
  )
}
