// Samples from the camera and the microphone, one press each.

import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { CameraView, useCamera } from '../presenting/camera.tsx'
import { useMicrophone } from '../presenting/microphone.ts'
import type { Samples } from '../presenting/samples.ts'
import { texts } from '../texts.ts'

const SECONDS = 4

export function LiveSampler({ samples, program }: { samples: Samples; program: string | null }) {
  const camera = useCamera(true)
  const microphone = useMicrophone(program)
  const take = () => {
    const frame = camera.frame()
    if (frame) void samples.capture((add) => add.face(frame))
  }
  const record = () =>
    samples.capture(async (add) => {
      const recording = await microphone.record(SECONDS)
      if (recording) await add.voice(recording)
    })
  const prompt = texts.microphone.prompts[samples.voices.length % texts.microphone.prompts.length]
  return (
    <div className="live">
      <section aria-label={texts.camera.title}>
        <h3>{texts.camera.title}</h3>
        <CameraView camera={camera} />
        {!camera.failure && <p className="hint">{texts.camera.hint}</p>}
        <button type="button" onClick={take} disabled={!camera.ready}>
          {texts.camera.take}
        </button>
      </section>
      <section aria-label={texts.microphone.title}>
        <h3>{texts.microphone.title}</h3>
        <blockquote>{prompt}</blockquote>
        <meter min={0} max={1} value={microphone.level} aria-label={texts.microphone.level} />
        {microphone.failure && <FailureNotice failure={microphone.failure} />}
        <ActionButton onClick={record} busy={microphone.stage !== 'idle'}>
          {texts.microphone.stages[microphone.stage](SECONDS)}
        </ActionButton>
      </section>
    </div>
  )
}
