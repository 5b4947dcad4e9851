// Authenticate: claim to be somebody (or ask who it is), present face, voice or both, see the answer and its cost.

import { useEffect, useState } from 'react'
import type { Answer, Person } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { DevicePicker } from '../presenting/device-picker.tsx'
import { FilePicker } from '../presenting/files.tsx'
import { Gallery } from '../presenting/gallery.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import { good, type Modality, standing, useSamples } from '../presenting/samples.ts'
import { SimulatedPicker } from '../presenting/simulated.tsx'
import { type Source, SourceChoice } from '../presenting/source.tsx'
import { texts } from '../texts.ts'
import { type Captured, SECONDS, useLiveAttempt } from './live-attempt.ts'
import { type LiveTimes, Outcome, type OutcomeDocument } from './outcome.tsx'
import './authenticate.css'

const ANYONE = ''
const MODALITIES: Modality[] = ['face', 'voice']

type Stage = keyof typeof texts.authenticate.stages

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
  const [stage, setStage] = useState<Stage>('idle')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [outcome, setOutcome] = useState<OutcomeDocument | null>(null)
  /** How long a live capture took, and from its end to the answer, ms; null where nothing was captured live. */
  const [times, setTimes] = useState<LiveTimes | null>(null)
  const [cascade, setCascade] = useState(false)
  const [challenge, setChallenge] = useState(true)
  const camera = useCamera(source === 'live' && wanted.face && (people?.length ?? 0) > 0)
  const microphone = useMicrophone(status?.microphoneProgram ?? null)

  const live = useLiveAttempt(camera, microphone)

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

  const inCascade = cascade && wanted.face && wanted.voice
  const ask = ({ faces, voices, challenge: met }: Pick<Captured, 'faces' | 'voices' | 'challenge'>) => {
    const attempt = {
      faces,
      voices,
      ...(met !== undefined && { challenge: met }),
      simulated: source === 'simulated',
      pace,
      cascade: inCascade,
    }
    return person ? invoke('verify', { person, ...attempt }) : invoke('identify', attempt)
  }

  const askLive = async () => {
    setStage('capturing')
    const claim = { person: person || null, trial: false }
    const first = await live.capture({ ...wanted, voice: wanted.voice && !inCascade, challenge, claim })
    setStage('working')
    try {
      const answer = await ask(first)
      return { answer, times: since(first) }
    } catch (error) {
      if (asFailure(error).code !== 'voice-needed') throw error
    }
    setStage('speaking')
    const second = await live.capture({ face: false, voice: true, challenge: false, claim })
    setStage('working')
    const answer = await ask({ ...first, voices: second.voices })
    return { answer, times: since(second) }
  }

  const authenticate = async () => {
    setFailure(null)
    setOutcome(null)
    setTimes(null)
    try {
      if (source === 'live') {
        const { answer, times } = await askLive()
        setTimes(times)
        setOutcome(answer)
      } else {
        setStage('working')
        setOutcome(
          await ask({
            faces: wanted.face ? good(samples.faces) : [],
            voices: wanted.voice ? good(samples.voices) : [],
          }),
        )
      }
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
              <input
                type="checkbox"
                checked={inCascade}
                disabled={!wanted.face || !wanted.voice}
                onChange={() => setCascade(!cascade)}
              />
              {texts.authenticate.cascade}
            </label>
            <label>
              <input type="checkbox" checked={pace} onChange={() => setPace(!pace)} />
              {texts.authenticate.pace}
            </label>
            {source === 'live' && wanted.face && (
              <label>
                <input type="checkbox" checked={challenge} onChange={() => setChallenge(!challenge)} />
                {texts.authenticate.challenge}
              </label>
            )}
          </fieldset>
          {source === 'live' && wanted.face && challenge && (
            <p className="hint">{texts.authenticate.challengeLimits}</p>
          )}
          <div className="panel">
            {source === 'live' && (
              <Instruction
                progress={live.running ? live.progress : null}
                stage={stage}
                idle={wanted.voice ? texts.authenticate.live(SECONDS) : texts.authenticate.liveFaceOnly}
              />
            )}
            {source === 'live' && wanted.face && (
              <CameraView camera={camera} face={{ box: live.box, good: live.progress?.stage === 'acting' }} />
            )}
            {source === 'live' && wanted.voice && stage !== 'idle' && (
              <blockquote>{live.sentence}</blockquote>
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
          {live.running && (
            <button type="button" onClick={live.stop}>
              {texts.authenticate.stop}
            </button>
          )}
          <span className="hint">{lacking.join(' ')}</span>
          {source === 'live' && (
            <DevicePicker program={status?.microphoneProgram ?? null} disabled={stage !== 'idle'} />
          )}
        </div>
      </div>
      <div className="answer">
        {source === 'live' && microphone.failure && <FailureNotice failure={microphone.failure} />}
        {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
        <Outcome
          outcome={outcome}
          times={times}
          onRetry={outcome?.decision === 'reject' ? authenticate : null}
          onCalibration={onCalibration}
        />
        {!outcome && !failure && <Empty title={texts.authenticate.noResult} />}
      </div>
    </section>
  )
}

const since = ({ endedAt, tookMs }: Captured): LiveTimes => ({
  captured: tookMs,
  answered: performance.now() - endedAt,
})

/** What to do now: the movement that is asked for while there is one. */
function Instruction({
  progress,
  stage,
  idle,
}: {
  progress: ReturnType<typeof useLiveAttempt>['progress']
  stage: Stage
  idle: string
}) {
  const told =
    progress?.stage === 'acting'
      ? texts.authenticate.actions[progress.action]
      : stage === 'speaking'
        ? texts.authenticate.speakToo
        : stage === 'capturing'
          ? progress?.stage === 'passed'
            ? texts.authenticate.movementSeen
            : texts.authenticate.lookStraight
          : idle
  return (
    <p className={stage === 'idle' ? 'hint' : 'instruction'} role="status">
      {told}
    </p>
  )
}
