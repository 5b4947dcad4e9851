// One attempt of a run: what is declared, what is presented, and the button (or key) that makes it.

import { useState } from 'react'
import type { Answer, Payload, Person } from '../../main/api.ts'
import { useLiveAttempt } from '../authenticate/live-attempt.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { useKey } from '../components/use-key.ts'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { FilePicker } from '../presenting/files.tsx'
import { Gallery } from '../presenting/gallery.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import { good, useSamples } from '../presenting/samples.ts'
import { SimulatedPicker } from '../presenting/simulated.tsx'
import { type Source, SourceChoice } from '../presenting/source.tsx'
import { texts } from '../texts.ts'
import type { Standing } from './trials.tsx'

const ROLES = ['genuine', 'impostor', 'attack'] as const
type Role = (typeof ROLES)[number]
const KINDS = ['print', 'screen', 'replayed voice', 'mask', 'other modality']

interface Props {
  run: Standing['run']
  status: Answer<'status'> | null
  people: Person[]
  onDone: (standing: Standing) => void
  onFailure: (failure: Failure | null) => void
}

export function TrialForm({ run, status, people, onDone, onFailure }: Props) {
  const [role, setRole] = useState<Role>('genuine')
  const [person, setPerson] = useState(people[0]?.person ?? '')
  const [presenter, setPresenter] = useState('')
  const [attack, setAttack] = useState(KINDS[0])
  const [source, setSource] = useState<Source>('live')
  const [wanted, setWanted] = useState({ face: true, voice: true })
  const [challenge, setChallenge] = useState(false)
  const [busy, setBusy] = useState(false)
  const [last, setLast] = useState<Pick<Answer<'trial'>, 'decision' | 'advice' | 'warning'> | null>(null)
  const samples = useSamples()
  const camera = useCamera(source === 'live' && wanted.face)
  const microphone = useMicrophone(status?.microphoneProgram ?? null)
  const live = useLiveAttempt(camera, microphone)

  const faces = wanted.face ? good(samples.faces) : []
  const voices = wanted.voice ? good(samples.voices) : []
  const isPresented =
    source === 'live' ? !wanted.face || camera.ready : faces.length + voices.length > 0 && !samples.capturing
  const isDeclared = person !== '' && (role === 'genuine' || presenter.trim() !== '')
  const isReady = isPresented && isDeclared && !busy

  const make = async () => {
    if (!isReady) return
    setBusy(true)
    setLast(null)
    onFailure(null)
    try {
      const presented: Pick<Payload<'trial'>, 'faces' | 'voices' | 'challenge'> = source === 'live'
        ? await captured()
        : { faces, voices }
      const { decision, advice, warning, ...standing } = await invoke('trial', {
        ...presented,
        run: run.name,
        person,
        role,
        attack: role === 'attack' ? attack : '',
        presenter: role === 'genuine' ? '' : presenter,
        simulated: source === 'simulated',
        pace: false,
      })
      setLast({ decision, advice, warning })
      onDone(standing)
    } catch (error) {
      onFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const captured = async () => {
    const {
      endedAt: _,
      tookMs: __,
      ...presented
    } = await live.capture({
      ...wanted,
      challenge,
      claim: { person, trial: true },
    })
    return presented
  }
  useKey('g', () => setRole('genuine'))
  useKey('i', () => setRole('impostor'))
  useKey('a', () => setRole('attack'))
  useKey('t', make)
  const toggle = (modality: 'face' | 'voice') => {
    const next = { ...wanted, [modality]: !wanted[modality] }
    if (next.face || next.voice) setWanted(next)
  }
  const action = live.progress?.stage === 'acting' ? live.progress.action : null

  return (
    <div>
      <fieldset disabled={busy}>
        <fieldset className="segments">
          <legend>{texts.trials.role}</legend>
          {ROLES.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="role"
                value={name}
                checked={role === name}
                onChange={() => setRole(name)}
              />
              <span>{texts.trials.roles[name]}</span>
            </label>
          ))}
        </fieldset>
        <div className="fields declared">
          <label>
            {texts.trials.claimed}
            <select value={person} onChange={({ target }) => setPerson(target.value)}>
              {people.map((entry) => (
                <option key={entry.person} value={entry.person}>
                  {entry.person}
                </option>
              ))}
            </select>
          </label>
          {role !== 'genuine' && (
            <label>
              {texts.trials.presenter}
              <input
                type="text"
                maxLength={64}
                value={presenter}
                onChange={({ target }) => setPresenter(target.value)}
              />
            </label>
          )}
          {role === 'attack' && (
            <label>
              {texts.trials.kind}
              <input
                type="text"
                maxLength={64}
                list="attack-kinds"
                value={attack}
                onChange={({ target }) => setAttack(target.value)}
              />
              <datalist id="attack-kinds">
                {KINDS.map((kind) => (
                  <option key={kind} value={kind} />
                ))}
              </datalist>
            </label>
          )}
        </div>
        <SourceChoice
          value={source}
          disabled={samples.capturing}
          onChange={(next) => {
            samples.clear()
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
          {source === 'live' && wanted.face && (
            <label>
              <input type="checkbox" checked={challenge} onChange={() => setChallenge(!challenge)} />
              {texts.authenticate.challenge}
            </label>
          )}
        </fieldset>
        <div className="panel">
          {source === 'live' && (
            <p className="instruction" role="status">
              {action ? texts.authenticate.actions[action] : busy ? texts.authenticate.lookStraight : ''}
            </p>
          )}
          {source === 'live' && wanted.voice && live.running && <blockquote>{live.sentence}</blockquote>}
          {source === 'live' && wanted.face && (
            <CameraView camera={camera} face={{ box: live.box, good: action !== null }} />
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
        <ActionButton primary busy={busy} disabled={!isReady} shortcut="T" onClick={make}>
          {busy ? texts.trials.working : texts.trials.make(texts.trials.roles[role])}
        </ActionButton>
        {live.running && (
          <button type="button" onClick={live.stop}>
            {texts.authenticate.stop}
          </button>
        )}
      </div>
      <p
        className="last-trial"
        role="status"
        data-outcome={last ? (last.decision?.decision ?? 'not-acquired') : undefined}
      >
        {last &&
          (last.decision
            ? texts.trials.decided(
                last.decision.decision === 'accept',
                last.decision.score.toFixed(2),
                last.decision.threshold.toFixed(2),
              )
            : `${texts.trials.notAcquired} ${last.advice ?? ''}`)}
        {last?.warning && ` ${texts.trials.notKept(last.warning)}`}
      </p>
    </div>
  )
}
