// A live attempt as it is made: the one thing to do now, the sentence, the level, the camera with the face's box. Before
// it begins the camera's frames are checked already, so that a face too far away is told at once.

import { useEffect, useRef } from 'react'
import { useKey } from '../components/use-key.ts'
import { texts } from '../texts.ts'
import { CameraView } from './camera.tsx'
import { DevicePicker } from './device-picker.tsx'
import { useGuidance } from './guidance.tsx'
import { SECONDS } from './live-attempt.ts'
import type { Presentation } from './presentation.ts'
import './live-panel.css'

export function LivePanel({ presentation }: { presentation: Presentation }) {
  const { camera, microphone, live, options, stage, program } = presentation
  const panel = useRef<HTMLDivElement>(null)
  const idle = stage === 'idle'
  // While a challenge runs, its own frames are what is looked at.
  const watching = options.face && stage !== 'working' && !(live.running && options.challenge)
  const check = useGuidance({ camera, on: watching, wanted: 'straight', onGood: null })
  useKey('escape', live.stop)
  useEffect(() => {
    if (live.running) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [live.running])
  const { seen } = live
  const acting = seen?.progress.stage === 'acting' ? seen.progress : null
  const face = seen
    ? { box: seen.box, good: acting !== null || seen.instruction === null }
    : { box: check?.box ?? null, good: check?.instruction === null }
  return (
    <div className="panel live-panel" ref={panel}>
      <div className="now">
        <p className={`instruction ${idle ? 'idle' : ''}`} role="status">
          {instructionOf(presentation, check?.instruction ?? null)}
        </p>
        {live.running && (
          <button type="button" aria-keyshortcuts="Escape" onClick={live.stop}>
            {texts.live.stop}
          </button>
        )}
      </div>
      {acting && (
        <progress className="time-left" max={acting.msLimit} value={acting.msLeft} aria-hidden="true" />
      )}
      {options.voice && !awaitsFace(presentation) && (
        <>
          {live.running && <blockquote>{live.sentence}</blockquote>}
          <meter
            min={0}
            max={1}
            low={0.02}
            high={0.95}
            optimum={0.4}
            value={microphone.level}
            aria-label={texts.microphone.level}
          />
        </>
      )}
      {options.face && <CameraView camera={camera} face={face} />}
      <DevicePicker program={program} disabled={!idle} />
    </div>
  )
}

/** In a cascade the voice is not asked for before the face was looked at. */
const awaitsFace = ({ options, stage }: Presentation): boolean => options.cascade && stage === 'capturing'

/** The one thing to do now. */
function instructionOf(presentation: Presentation, checked: keyof typeof texts.guidance.face | null): string {
  const { options, stage, live, camera } = presentation
  const voice = options.voice && !awaitsFace(presentation)
  const wanted = options.face ? (voice ? 'both' : 'face') : 'voice'
  switch (stage) {
    case 'working':
      return texts.live.working
    case 'speaking':
      return texts.live.speakToo
    case 'idle':
      if (checked && camera.ready) return texts.guidance.face[checked]
      return texts.live.idle[options.face ? (options.voice ? 'both' : 'face') : 'voice'](SECONDS)
  }
  const progress = live.seen?.progress
  if (progress?.stage === 'acting') return texts.live.actions[progress.action]
  if (progress?.stage === 'passed') return texts.live.movementSeen[wanted]
  const change = live.seen ? live.seen.instruction : checked
  return change ? texts.guidance.face[change] : texts.live.look[wanted]
}
