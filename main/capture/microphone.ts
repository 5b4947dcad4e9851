// The microphone, through node-record-lpcm16 and whichever of its programs is installed. 16 kHz mono, 16 bits.
// The first samples come up to 3 s after the program starts (PulseAudio); the wanted seconds count from them.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import library, { type Recording } from 'node-record-lpcm16'
import { VisemeError } from '../errors.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'

export const RECORDERS = ['rec', 'sox', 'arecord'] as const
export type Recorder = (typeof RECORDERS)[number]

/** How long to wait for the first sound, and for more of it. */
const PATIENCE_SECONDS = 8

export interface MicrophoneOptions {
  seconds: number
  /** Level of each piece that arrives, in dB relative to full scale (-120 at silence). */
  onLevel?: (decibels: number) => void
  /** First installed one of RECORDERS if not given. */
  recorder?: Recorder
  /** Sound device as the program calls it; its default if not given. */
  device?: string
  /** Seconds without sound after which the recording fails; 8 if not given. */
  patience?: number
}

export interface MicrophoneRecording {
  /** The recording when it is complete or stopped. Rejects with a VisemeError (`microphone-failed`). */
  samples: Promise<Samples>
  /** Ends early; what was heard so far is the result. */
  stop(): void
}

/**
 * The recording program found in the search path.
 * @throws VisemeError `microphone-program-missing`
 */
export function findRecorder(searchPath = process.env.PATH ?? ''): Recorder {
  for (const program of RECORDERS) {
    for (const folder of searchPath.split(delimiter)) {
      try {
        accessSync(join(folder, program), constants.X_OK)
        return program
      } catch {
        // not in this folder
      }
    }
  }
  throw new VisemeError({
    code: 'microphone-program-missing',
    message: `No program to record with: none of ${RECORDERS.join(', ')} is installed.`,
    next: 'Install one (Debian: apt-get install sox libsox-fmt-all, or alsa-utils), or give a sound file instead.',
    exitCode: 4,
  })
}

/** Starts to record. @throws VisemeError `microphone-program-missing` */
export function recordMicrophone(options: MicrophoneOptions): MicrophoneRecording {
  const recorder = options.recorder ?? findRecorder()
  const recording = library.record({
    recorder,
    sampleRate: SAMPLE_RATE,
    channels: 1,
    audioType: 'raw',
    device: options.device,
  })
  let stop = () => {}
  const samples = new Promise<Samples>((resolve, reject) => {
    stop = listen(recording, recorder, options, resolve, reject)
  })
  return { samples, stop }
}

/** Collects the stream until it is long enough; returns the function that ends it early. */
function listen(
  recording: Recording,
  recorder: Recorder,
  { seconds, onLevel, patience = PATIENCE_SECONDS }: MicrophoneOptions,
  resolve: (samples: Samples) => void,
  reject: (error: VisemeError) => void,
): () => void {
  const wanted = Math.round(seconds * SAMPLE_RATE) * 2
  const pieces: Buffer[] = []
  let received = 0
  let complaint = ''
  let ended = false

  const end = () => {
    if (ended) return false
    ended = true
    clearTimeout(silence)
    recording.stop()
    return true
  }
  const fail = (reason: string) => {
    if (end()) reject(microphoneFailed(recorder, [reason, complaint.trim()].filter(Boolean).join(': ')))
  }
  const finish = () => {
    if (end()) resolve(fromPcm(Buffer.concat(pieces).subarray(0, wanted)))
  }
  const silence = setTimeout(() => fail(`no sound arrived within ${patience} s`), patience * 1000)

  recording.stream().on('data', (piece: Buffer) => {
    if (ended) return
    silence.refresh()
    pieces.push(piece)
    received += piece.length
    onLevel?.(level(fromPcm(piece)))
    if (received >= wanted) finish()
  })
  recording.process.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-300)
  })
  recording.process.on('error', (error) => fail(error.message))
  // the library reports every exit code but 0 here, its own stop included
  recording.stream().on('error', () => fail('it ended with an error'))
  recording.process.on('close', () => fail('it ended before the recording was complete'))
  return finish
}

function microphoneFailed(recorder: Recorder, reason: string): VisemeError {
  return new VisemeError({
    code: 'microphone-failed',
    message: `The microphone could not be recorded with ${recorder}: ${reason}.`,
    next: 'Check that a microphone is connected, not in use and allowed for this user, or give a sound file instead.',
    exitCode: 4,
  })
}

/** 16-bit little-endian samples; an odd byte at the end is left out. */
function fromPcm(bytes: Buffer): Samples {
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i) / 32_768)
}

function level(samples: Samples): number {
  const power = samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length)
  return 10 * Math.log10(power + 1e-12)
}
