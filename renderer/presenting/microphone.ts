// Recording speech: through the main process where a recording program is installed, else through the window.

import { useCallback, useState } from 'react'
import type { VoiceInput } from '../../main/api.ts'
import { asFailure, Failure, invoke } from '../bridge.ts'
import { texts } from '../texts.ts'

const SAMPLE_RATE = 16_000

export interface Microphone {
  recording: boolean
  /** Level of the last moments, 0 to 1, while recording. */
  level: number
  failure: Failure | null
  /** Records; null when it failed, with `failure` set. */
  record(seconds: number): Promise<VoiceInput | null>
}

export function useMicrophone(program: string | null): Microphone {
  const [recording, setRecording] = useState(false)
  const [level, setLevel] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const record = useCallback(
    async (seconds: number): Promise<VoiceInput | null> => {
      setRecording(true)
      setFailure(null)
      try {
        return { kind: 'samples', samples: await recordSomewhere(program, seconds, setLevel) }
      } catch (error) {
        setFailure(error instanceof DOMException ? microphoneFailure(error) : asFailure(error))
        return null
      } finally {
        setRecording(false)
        setLevel(0)
      }
    },
    [program],
  )
  return { recording, level, failure, record }
}

type Level = (level: number) => void

/** With the recording program; in the window where there is none or it hears no device. */
async function recordSomewhere(program: string | null, seconds: number, onLevel: Level) {
  if (program === null) return recordInWindow(seconds, onLevel)
  try {
    const { samples } = await invoke('record-microphone', { seconds }, ({ level }) => onLevel(level ?? 0))
    return samples
  } catch (error) {
    if (asFailure(error).code === 'microphone-failed') return recordInWindow(seconds, onLevel)
    throw error
  }
}

function microphoneFailure(error: DOMException): Failure {
  const { denied, deniedNext, missing, missingNext } = texts.microphone
  return error.name === 'NotAllowedError'
    ? new Failure({ code: 'microphone-denied', message: denied, next: deniedNext })
    : new Failure({ code: 'microphone-missing', message: missing, next: missingNext })
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

/** Records `seconds` of the window's microphone, unprocessed, and brings them to 16 kHz. */
async function recordInWindow(
  seconds: number,
  onLevel: (level: number) => void,
): Promise<Float32Array<ArrayBuffer>> {
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: raw })
  const [track] = stream.getAudioTracks()
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
  const chunks: Float32Array[] = []
  let rate = 48_000
  let length = 0
  try {
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
  } finally {
    await reader.cancel()
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
