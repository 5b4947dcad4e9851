// Guided capture: one picture after another as the head is turned a little, then one sentence after another. A picture
// is taken by itself once it is good, or by button and key.

import { useState } from 'react'
import type { FaceInput } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { useKey } from '../components/use-key.ts'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { DevicePicker } from '../presenting/device-picker.tsx'
import { Meters, useGuidance } from '../presenting/guidance.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import { good, type Samples } from '../presenting/samples.ts'
import { texts } from '../texts.ts'

const SECONDS = 4
const POSES = ['straight', 'left', 'right'] as const

interface Props {
  samples: Samples
  program: string | null
  /** 0 of what the system in use does not decide by. */
  needed: { faces: number; voices: number }
  /** Told after a failure to enrol was counted; null where there is nobody to enrol. */
  onGivenUp: (() => void) | null
}

export function LiveSampler({ samples, program, needed, onGivenUp }: Props) {
  const lackFaces = needed.faces - good(samples.faces).length
  const lackVoices = needed.voices - good(samples.voices).length
  return (
    <>
      <div className="live">
        {needed.faces > 0 && <Pictures samples={samples} needed={needed.faces} />}
        {needed.voices > 0 && <Sentences samples={samples} program={program} needed={needed.voices} />}
      </div>
      <div className="actions">
        <DevicePicker program={program} disabled={samples.capturing} />
        {onGivenUp && (lackFaces > 0 || lackVoices > 0) && (
          <GiveUp reason={lackFaces > 0 ? 'no-usable-face' : 'no-usable-voice'} onGivenUp={onGivenUp} />
        )}
      </div>
    </>
  )
}

function Pictures({ samples, needed }: { samples: Samples; needed: number }) {
  const [automatic, setAutomatic] = useState(true)
  const camera = useCamera(true)
  const taken = good(samples.faces).length
  const wanted = POSES[taken % POSES.length]
  const { capture } = samples
  const add = async (frame: FaceInput) => capture(({ face }) => face(frame))
  const onGood = automatic && taken < needed ? add : null
  const check = useGuidance({ camera, on: true, wanted, onGood })
  const take = () => {
    const frame = camera.frame()
    if (frame) void add(frame)
  }
  useKey('t', take)
  const instruction = check?.instruction ?? null
  return (
    <section aria-label={texts.camera.title}>
      <h3>
        {texts.camera.title} <small>{texts.guidance.progress(Math.min(taken, needed), needed)}</small>
      </h3>
      <p className={`instruction ${check && instruction === null ? 'good' : ''}`} role="status">
        {taken >= needed
          ? texts.guidance.facesDone
          : check === null
            ? texts.guidance.wanted[wanted]
            : instruction === null
              ? texts.guidance.taking
              : texts.guidance.face[instruction]}
      </p>
      <CameraView camera={camera} face={{ box: check?.box ?? null, good: instruction === null }} />
      {check && <Meters meters={check.meters} />}
      <div className="actions">
        <button type="button" onClick={take} disabled={!camera.ready} aria-keyshortcuts="T">
          {texts.camera.take}
        </button>
        <label>
          <input type="checkbox" checked={automatic} onChange={() => setAutomatic(!automatic)} />
          {texts.guidance.automatic}
        </label>
      </div>
    </section>
  )
}

function Sentences({
  samples,
  program,
  needed,
}: {
  samples: Samples
  program: string | null
  needed: number
}) {
  const microphone = useMicrophone(program)
  const [heard, setHeard] = useState<Awaited<ReturnType<typeof invoke<'voice-check'>>> | null>(null)
  const taken = good(samples.voices).length
  const record = () =>
    samples.capture(async (add) => {
      const recording = await microphone.record(SECONDS)
      if (!recording) return
      setHeard(await invoke('voice-check', { voice: recording }).catch(() => null))
      await add.voice(recording)
    })
  useKey('r', () => {
    if (microphone.stage === 'idle') void record()
  })
  return (
    <section aria-label={texts.microphone.title}>
      <h3>
        {texts.microphone.title} <small>{texts.guidance.progress(Math.min(taken, needed), needed)}</small>
      </h3>
      <p className={`instruction ${heard?.instruction === null ? 'good' : ''}`} role="status">
        {taken >= needed
          ? texts.guidance.voicesDone
          : heard === null
            ? texts.guidance.say
            : heard.instruction === null
              ? texts.guidance.sayNext
              : texts.guidance.voice[heard.instruction]}
      </p>
      <blockquote>{texts.microphone.prompts[taken % texts.microphone.prompts.length]}</blockquote>
      <meter
        min={0}
        max={1}
        low={0.02}
        high={0.95}
        optimum={0.4}
        value={microphone.level}
        aria-label={texts.microphone.level}
      />
      {microphone.failure && <FailureNotice failure={microphone.failure} />}
      {heard && <Meters meters={heard.meters} />}
      <ActionButton onClick={record} busy={microphone.stage !== 'idle'} shortcut="R">
        {texts.microphone.stages[microphone.stage](SECONDS)}
      </ActionButton>
    </section>
  )
}

/** Somebody from whom no usable sample can be had: counted as a failure to enrol. */
function GiveUp({
  reason,
  onGivenUp,
}: {
  reason: 'no-usable-face' | 'no-usable-voice'
  onGivenUp: () => void
}) {
  const [asked, setAsked] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.enrol.giveUp
  const giveUp = () =>
    invoke('enrolment-given-up', { reason }).then(onGivenUp, (error) => setFailure(asFailure(error)))
  return (
    <>
      {asked ? (
        <div className="notice caution" role="alert">
          <p>{words.sure[reason]}</p>
          <div className="actions">
            <button type="button" onClick={giveUp}>
              {words.count}
            </button>
            <button type="button" onClick={() => setAsked(false)}>
              {words.goOn}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" className="quiet" onClick={() => setAsked(true)}>
          {words.begin}
        </button>
      )}
      {failure && <FailureNotice failure={failure} />}
    </>
  )
}
