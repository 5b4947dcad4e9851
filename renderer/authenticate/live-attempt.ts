// One live attempt: the challenge followed by the camera's frames while the microphone records, then the question to
// the board. It ends early by its stop button, its time limit, or a device that goes away.

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, FaceInput, VoiceInput } from '../../main/api.ts'
import { Failure, invoke } from '../bridge.ts'
import type { Camera } from '../presenting/camera.tsx'
import { deviceProblem } from '../presenting/device-failure.ts'
import type { Microphone } from '../presenting/microphone.ts'
import { texts } from '../texts.ts'

/** Seconds of speech, and the limit of a whole attempt. */
export const SECONDS = 4
const LIMIT_SECONDS = 40
const FRAME_PAUSE_MS = 60

type Progress = Answer<'challenge-frame'>['progress']

export interface Captured {
  faces: FaceInput[]
  voices: VoiceInput[]
  challenge?: string
  /** When the last of it was captured, ms of performance.now(), and how long that took. */
  endedAt: number
  tookMs: number
}

export interface Wanted {
  face: boolean
  voice: boolean
  challenge: boolean
  /** Who is claimed, null for an identification, and whether it is a trial: what a challenge is begun for. */
  claim: { person: string | null; trial: boolean }
}

export interface LiveAttempt {
  running: boolean
  /** The sentence to read, drawn anew for each attempt. */
  sentence: string
  /** Where the challenge stands; null where there is none. */
  progress: Progress | null
  box: Answer<'challenge-frame'>['box']
  /** Captures what is wanted. Throws Failure: of a device, `attempt-stopped`, `attempt-timed-out`. */
  capture(wanted: Wanted): Promise<Captured>
  stop(): void
}

export function useLiveAttempt(camera: Camera, microphone: Microphone): LiveAttempt {
  const [running, setRunning] = useState(false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [sentence, setSentence] = useState(drawSentence)
  const [box, setBox] = useState<LiveAttempt['box']>(null)
  const controller = useRef<AbortController | null>(null)
  const devices = useRef({ camera, microphone })
  devices.current = { camera, microphone }

  // A camera that is unplugged ends the attempt at once, also while the microphone is still recording.
  useEffect(() => {
    if (camera.failure) controller.current?.abort(camera.failure)
  }, [camera.failure])
  useEffect(() => () => controller.current?.abort(), [])

  const capture = useCallback(async (wanted: Wanted): Promise<Captured> => {
    const own = new AbortController()
    controller.current = own
    const limit = setTimeout(() => own.abort(attemptFailure('timedOut')), LIMIT_SECONDS * 1000)
    const cancelled = new Promise<never>((_, reject) => {
      own.signal.addEventListener('abort', () => {
        devices.current.microphone.cancel()
        reject(own.signal.reason)
      })
    })
    cancelled.catch(() => undefined) // also told by the race below, which may be over
    setRunning(true)
    setProgress(null)
    setSentence(drawSentence())
    try {
      return await Promise.race([
        captureAll(devices.current, wanted, own.signal, setProgress, setBox),
        cancelled,
      ])
    } finally {
      clearTimeout(limit)
      own.abort()
      setRunning(false)
      setBox(null)
    }
  }, [])
  const stop = useCallback(() => controller.current?.abort(attemptFailure('stopped')), [])
  return { running, sentence, progress, box, capture, stop }
}

const drawSentence = (): string =>
  texts.microphone.prompts[Math.floor(Math.random() * texts.microphone.prompts.length)]

function attemptFailure(kind: 'stopped' | 'timedOut'): Failure {
  const [message, next] = texts.authenticate.ended[kind]
  return new Failure({ code: kind === 'stopped' ? 'attempt-stopped' : 'attempt-timed-out', message, next })
}

async function captureAll(
  { camera, microphone }: { camera: Camera; microphone: Microphone },
  wanted: Wanted,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  onBox: (box: LiveAttempt['box']) => void,
): Promise<Captured> {
  const startedAt = performance.now()
  const watched =
    wanted.face && wanted.challenge
      ? follow(camera, wanted.claim, signal, onProgress, onBox)
      : Promise.resolve(undefined)
  const heard = wanted.voice ? microphone.record(SECONDS) : Promise.resolve(null)
  const [challenge, voice] = await Promise.all([watched, heard])
  if (wanted.voice && !voice) throw microphone.failure ?? deviceProblem('microphone', 'ended')
  const voices = voice ? [voice] : []
  const endedAt = performance.now()
  const times = { endedAt, tookMs: endedAt - startedAt }
  if (challenge !== undefined) return { faces: [], voices, challenge, ...times }
  const frame = wanted.face ? camera.frame() : null
  if (wanted.face && !frame) throw deviceProblem('camera', 'not-ready')
  return { faces: frame ? [frame] : [], voices, ...times }
}

/** Follows a challenge until it is passed or failed; its name. */
async function follow(
  camera: Camera,
  claim: Wanted['claim'],
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  onBox: (box: LiveAttempt['box']) => void,
): Promise<string> {
  const { challenge } = await invoke('challenge-begin', {
    camera: camera.label.slice(0, 512),
    ...claim,
  })
  while (!signal.aborted) {
    const face = camera.frame()
    if (face) {
      const { progress, box } = await invoke('challenge-frame', { challenge, face })
      if (signal.aborted) break
      onProgress(progress)
      onBox(box)
      if (progress.stage === 'passed' || progress.stage === 'failed') break
    }
    await new Promise((resolve) => setTimeout(resolve, FRAME_PAUSE_MS))
  }
  return challenge
}
