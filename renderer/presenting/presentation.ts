// What is presented in an attempt, from whichever source: what is wanted of it, whether it is there, and presenting it.

import { useState } from 'react'
import type { Answer, Payload } from '../../main/api.ts'
import { asFailure } from '../bridge.ts'
import { texts } from '../texts.ts'
import { type Camera, useCamera } from './camera.tsx'
import { type Captured, type LiveAttempt, useLiveAttempt, type Wanted } from './live-attempt.ts'
import { type Microphone, useMicrophone } from './microphone.ts'
import { good, type Modality, type Samples, standing, useSamples } from './samples.ts'
import type { Source } from './source.tsx'

export const MODALITIES: readonly Modality[] = ['face', 'voice']

/** What an attempt is to be made of. */
export interface Options {
  face: boolean
  voice: boolean
  /** The voice only where the face is unsure. */
  cascade: boolean
  /** Ask for a movement of the head. */
  challenge: boolean
  /** Wait as long as the board would need. */
  pace: boolean
}

/** `speaking`: in a cascade, after the face was unsure. */
export type Stage = 'idle' | 'capturing' | 'speaking' | 'working'

export type Presented = Payload<'identify'>

/** Of a live attempt, ms: how long its capture took, and from its end to the answer. */
export interface LiveTimes {
  captured: number
  answered: number
}

export interface Presentation {
  /** The recording program of the machine, null where the window records. */
  program: string | null
  source: Source
  samples: Samples
  /** What the system in use decides by, and whether always by cascade. */
  decides: Record<Modality | 'cascade', boolean>
  options: Options
  camera: Camera
  microphone: Microphone
  live: LiveAttempt
  stage: Stage
  /** Whether everything wanted is there, and what is not, in words. */
  ready: boolean
  lacking: string[]
  chooseSource(source: Source): void
  change(options: Partial<Options>): void
  /** Captures where that is to be done, and asks; in a cascade once more with the voice. Throws Failure. */
  present<T>(
    claim: Wanted['claim'],
    ask: (presented: Presented) => Promise<T>,
  ): Promise<{ answer: T; times: LiveTimes | null }>
}

/** `status`: what the system in use decides by; nothing else is presented. */
export function usePresentation(
  status: Answer<'status'> | null,
  { on, challenge }: { on: boolean; challenge: boolean },
): Presentation {
  const program = status?.microphoneProgram ?? null
  const decides = {
    face: (status?.needed.faces ?? 1) > 0,
    voice: (status?.needed.voices ?? 1) > 0,
    cascade: status?.design?.cascade ?? false,
  }
  const samples = useSamples()
  const [source, setSource] = useState<Source>('live')
  const [chosen, setOptions] = useState<Options>({
    face: true,
    voice: true,
    cascade: false,
    challenge,
    pace: false,
  })
  const [stage, setStage] = useState<Stage>('idle')
  const isLive = source === 'live'
  const possible = { ...chosen, face: chosen.face && decides.face, voice: chosen.voice && decides.voice }
  const cascade = (chosen.cascade || decides.cascade) && canCascade(possible, source)
  const options = { ...possible, cascade }
  const { face, voice, pace } = options
  const camera = useCamera(on && isLive && face)
  const microphone = useMicrophone(program)
  const live = useLiveAttempt(camera, microphone)

  const lacking = MODALITIES.flatMap((modality) => {
    const state = standing(modality === 'face' ? samples.faces : samples.voices)
    return !isLive && options[modality] && state !== 'good' ? [texts.live.lacking[modality][state]] : []
  })

  const present: Presentation['present'] = async (claim, ask) => {
    const simulated = source === 'simulated'
    const asked = (presented: Pick<Captured, 'faces' | 'voices' | 'challenge'>) => {
      setStage('working')
      const { faces, voices, challenge: met } = presented
      return ask({ faces, voices, simulated, pace, cascade, ...(met !== undefined && { challenge: met }) })
    }
    try {
      if (!isLive) {
        const presented = {
          faces: face ? good(samples.faces) : [],
          voices: voice ? good(samples.voices) : [],
        }
        return { answer: await asked(presented), times: null }
      }
      setStage('capturing')
      const first = await live.capture({
        face,
        voice: voice && !cascade,
        challenge: options.challenge,
        claim,
      })
      try {
        return { answer: await asked(first), times: since(first) }
      } catch (error) {
        // After a movement of the head no voice is taken: anybody could be the one who speaks.
        if (asFailure(error).code !== 'voice-needed' || first.challenge !== undefined) throw error
      }
      setStage('speaking')
      const second = await live.capture({ face: false, voice: true, challenge: false, claim })
      return { answer: await asked({ ...first, voices: second.voices }), times: since(second) }
    } finally {
      setStage('idle')
    }
  }

  return {
    program,
    source,
    samples,
    decides,
    options,
    camera,
    microphone,
    live,
    stage,
    ready: isLive ? !face || camera.ready : lacking.length === 0 && !samples.capturing,
    lacking,
    chooseSource: (next) => {
      samples.clear()
      setSource(next)
    },
    change: (wanted) => {
      const next = { ...chosen, ...wanted }
      if (next.face || next.voice) setOptions(next)
    },
    present,
  }
}

/** Whether the voice may be left for when the face is unsure: not where a movement is asked for, at which it is recorded. */
export const canCascade = ({ face, voice, challenge }: Options, source: Source): boolean =>
  face && voice && !(source === 'live' && challenge)

/** Told when the answer is there. */
const since = ({ endedAt, tookMs }: Captured): LiveTimes => ({
  captured: tookMs,
  answered: performance.now() - endedAt,
})
