// Recording speech: through the main process where a recording program is installed, else through the window.

import { useCallback, useEffect, useRef, useState } from 'react'
import type { VoiceInput } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { useDeviceChoice } from './device-choice.ts'
import { deviceFailure, deviceProblem } from './device-failure.ts'

const SAMPLE_RATE = 16_000
/** How much longer than wanted a recording may take, in seconds: devices start slowly. */
const PATIENCE_SECONDS = 8

export interface Microphone {
  /** `starting` until the first sound arrives. */
  stage: 'idle' | 'starting' | 'recording'
  /** Level of the last moments, 0 to 1, while recording. */
  level: number
  failure: Failure | null
  /** Records; null when it failed, with `failure` set, and when the screen was left meanwhile. */
  record(seconds: number): Promise<VoiceInput | null>
  /** Ends a recording at once; `record` then answers null. */
  cancel(): void
}

/** The microphone chosen among the devices (device-choice.ts): the recording program, or one of the window's. */
export function useMicrophone(installed: string | null): Microphone {
  const { microphone: chosen } = useDeviceChoice()
  const program = chosen === '' ? installed : null
  const [stage, setStage] = useState<Microphone['stage']>('idle')
  const [level, setLevel] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const shown = useRef(new AbortController())
  const cancelled = useRef(new AbortController())

  useEffect(() => {
    const controller = new AbortController()
    shown.current = controller
    return () => controller.abort()
  }, [])

  const record = useCallback(
    async (seconds: number): Promise<VoiceInput | null> => {
      const { signal: left } = shown.current
      cancelled.current = new AbortController()
      const signal = AbortSignal.any([left, cancelled.current.signal])
      setStage('starting')
      setFailure(null)
      const hear = (heard: number) => {
        setStage('recording')
        setLevel(heard)
      }
      try {
        return {
          kind: 'samples',
          samples: await recordSomewhere({ program, device: chosen, seconds, onLevel: hear, signal }),
        }
      } catch (error) {
        if (!signal.aborted) setFailure(deviceFailure('microphone', error))
        return null
      } finally {
        setStage('idle')
        setLevel(0)
      }
    },
    [program, chosen],
  )
  const cancel = useCallback(() => cancelled.current.abort(), [])
  return { stage, level, failure, record, cancel }
}

type Level = (level: number) => void

interface Recording {
  program: string | null
  /** Id of the window's device; empty: the system's choice. */
  device: string
  seconds: number
  onLevel: Level
  signal: AbortSignal
}

/** With the recording program; in the window where there is none or it hears no device. */
async function recordSomewhere(recording: Recording) {
  const { program, seconds, onLevel, signal } = recording
  if (program === null) return recordInWindow(recording)
  const stop = () => void invoke('stop-microphone', {})
  signal.addEventListener('abort', stop)
  try {
    const { samples } = await invoke('record-microphone', { seconds }, (told) => {
      if (told.level !== undefined) onLevel(told.level)
    })
    signal.throwIfAborted()
    return samples
  } catch (error) {
    if (asFailure(error).code === 'microphone-failed') return recordInWindow(recording)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface AudioFrame {
  numberOfFrames: number
  sampleRate: number
  copyTo(target: Float32Array, options: { planeIndex: number; format: 'f32-planar' }): void
  close(): void
}
declare const MediaStreamTrackProcessor: new (options: {
  track: MediaStreamTrack
}) => {
  readable: ReadableStream<AudioFrame>
}

/** The window's microphone, unprocessed. */
export async function openMicrophone(device: string): Promise<MediaStreamTrack> {
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 }
  const audio = { ...raw, ...(device && { deviceId: { exact: device } }) }
  const stream = await navigator.mediaDevices.getUserMedia({ audio })
  return stream.getAudioTracks()[0]
}

/** Tells the level of a track, 0 to 1, piece by piece until it ends. */
export async function hearLevel(track: MediaStreamTrack, onLevel: Level): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const chunk = new Float32Array(value.numberOfFrames)
    value.copyTo(chunk, { planeIndex: 0, format: 'f32-planar' })
    value.close()
    onLevel(chunk.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0))
  }
}

/** Records `seconds` of the window's microphone, unprocessed, and brings them to 16 kHz. */
async function recordInWindow({
  device,
  seconds,
  onLevel,
  signal,
}: Recording): Promise<Float32Array<ArrayBuffer>> {
  signal.throwIfAborted()
  const track = await openMicrophone(device)
  const chunks: Float32Array[] = []
  let rate = 48_000
  let length = 0
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout((seconds + PATIENCE_SECONDS) * 1000)])
    limit.throwIfAborted()
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
    limit.addEventListener('abort', () => void reader.cancel())
    while (length < seconds * rate) {
      const { value, done } = await reader.read()
      if (done) break
      const chunk = new Float32Array(value.numberOfFrames)
      value.copyTo(chunk, { planeIndex: 0, format: 'f32-planar' })
      rate = value.sampleRate
      value.close()
      chunks.push(chunk)
      length += chunk.length
      onLevel(chunk.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0))
    }
    signal.throwIfAborted()
    if (length < seconds * rate) throw deviceProblem('microphone', 'ended')
  } finally {
    track.stop()
  }
  return resample(chunks, length, rate)
}

async function resample(
  chunks: Float32Array[],
  length: number,
  rate: number,
): Promise<Float32Array<ArrayBuffer>> {
  const offline = new OfflineAudioContext(1, Math.ceil((length * SAMPLE_RATE) / rate), SAMPLE_RATE)
  const buffer = offline.createBuffer(1, length, rate)
  let at = 0
  for (const chunk of chunks) {
    buffer.copyToChannel(new Float32Array(chunk), 0, at)
    at += chunk.length
  }
  const source = offline.createBufferSource()
  source.buffer = buffer
  source.connect(offline.destination)
  source.start()
  return (await offline.startRendering()).getChannelData(0)
}
