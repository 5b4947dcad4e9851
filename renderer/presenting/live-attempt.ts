// One live attempt: the challenge followed by the camera's frames while the microphone records, then the question to
// the board. It ends early by its stop button, its time limit, or a device that goes away.

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, FaceInput, VoiceInput } from '../../main/api.ts'
import { Failure, invoke } from '../bridge.ts'
import { texts } from '../texts.ts'
import type { Camera } from './camera.tsx'
import { deviceProblem } from './device-failure.ts'
import type { Microphone } from './microphone.ts'

/** Seconds of speech, and the limit of a whole attempt. */
export const SECONDS = 4
const LIMIT_SECONDS = 40
const FRAME_PAUSE_MS = 60

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
  /** Where the challenge stands, and its last frame; null where there is none. */
  seen: Answer<'challenge-frame'> | null
  /** Captures what is wanted. Throws Failure: of a device, `attempt-stopped`, `attempt-timed-out`. */
  capture(wanted: Wanted): Promise<Captured>
  stop(): void
}

export function useLiveAttempt(camera: Camera, microphone: Microphone): LiveAttempt {
  const [running, setRunning] = useState(false)
  const [seen, setSeen] = useState<LiveAttempt['seen']>(null)
  const [sentence, setSentence] = useState(drawSentence)
  const controller = useRef<AbortController | null>(null)
  /** Whether the movement was told: then the attempt counts, also where nothing is compared. */
  const told = useRef(false)
  const devices = useRef({ camera, microphone })
  devices.current = { camera, microphone }

  // A camera that is unplugged ends the attempt at once, also while the microphone is still recording.
  useEffect(() => {
    if (camera.failure) controller.current?.abort(camera.failure)
  }, [camera.failure])
  // Who leaves the screen has stopped: in a trial the attempt is kept as such.
  useEffect(() => () => controller.current?.abort(attemptFailure('stopped', told.current)), [])

  const capture = useCallback(async (wanted: Wanted): Promise<Captured> => {
    const own = new AbortController()
    controller.current = own
    const limit = setTimeout(() => own.abort(attemptFailure('timedOut', told.current)), LIMIT_SECONDS * 1000)
    const cancelled = new Promise<never>((_, reject) => {
      own.signal.addEventListener('abort', () => {
        devices.current.microphone.cancel()
        reject(own.signal.reason)
      })
    })
    cancelled.catch(() => undefined) // also told by the race below, which may be over
    setRunning(true)
    setSentence(drawSentence())
    told.current = false
    const see = (frame: Answer<'challenge-frame'>) => {
      told.current ||= frame.progress.stage === 'acting' && !wanted.claim.trial
      setSeen(frame)
    }
    try {
      return await Promise.race([captureAll(devices.current, wanted, own.signal, see), cancelled])
    } finally {
      clearTimeout(limit)
      own.abort()
      setRunning(false)
      setSeen(null)
    }
  }, [])
  const stop = useCallback(() => controller.current?.abort(attemptFailure('stopped', told.current)), [])
  return { running, sentence, seen, capture, stop }
}

const drawSentence = (): string =>
  texts.microphone.prompts[Math.floor(Math.random() * texts.microphone.prompts.length)]

function attemptFailure(kind: 'stopped' | 'timedOut', told: boolean): Failure {
  const [message, next] = texts.live.ended[kind](told)
  return new Failure({ code: kind === 'stopped' ? 'attempt-stopped' : 'attempt-timed-out', message, next })
}

async function captureAll(
  { camera, microphone }: { camera: Camera; microphone: Microphone },
  wanted: Wanted,
  signal: AbortSignal,
  onSeen: (frame: Answer<'challenge-frame'>) => void,
): Promise<Captured> {
  const startedAt = performance.now()
  const watched =
    wanted.face && wanted.challenge
      ? follow(camera, wanted.claim, signal, onSeen)
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
  onSeen: (frame: Answer<'challenge-frame'>) => void,
): Promise<string> {
  const { challenge } = await invoke('challenge-begin', {
    camera: camera.label.slice(0, 512),
    ...claim,
  })
  while (!signal.aborted) {
    const face = camera.frame()
    if (face) {
      const seen = await invoke('challenge-frame', { challenge, face })
      if (signal.aborted) break
      onSeen(seen)
      const { stage } = seen.progress
      if (stage === 'passed' || stage === 'failed') break
    }
    await new Promise((resolve) => setTimeout(resolve, FRAME_PAUSE_MS))
  }
  return challenge
}
