// Sound files in and out: WAV (own reader), FLAC and Ogg Opus (WASM decoders), mixed to mono and brought to 16 kHz.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'
import { resample } from './audio-resample.ts'
import { readWav, type Sound } from './audio-wav.ts'

/** Rates of sound files, Hz. */
const LOWEST_RATE = 4000
const HIGHEST_RATE = 384_000
/** Longer sound is refused while it is decoded; a recording of a voice lasts seconds. */
const MAXIMUM_SECONDS = 600
const MAXIMUM_BYTES = 2 ** 28
/** Bytes that are decoded at a time, so that a small file of much silence is refused before it fills the memory. */
const PIECE_BYTES = 8192

/** A file that is no sound Viseme can read. */
export class UnreadableAudioError extends VisemeError {
  constructor(path: string, reason: string, cause?: unknown) {
    super({
      code: 'unreadable-audio',
      message: `${path} cannot be read as sound: ${reason}.`,
      next: 'Give a WAV, FLAC or Ogg Opus file with speech.',
      exitCode: 2,
      cause,
    })
  }
}

/** Reads a WAV, FLAC or Ogg Opus file. @throws UnreadableAudioError (`unreadable-audio`) */
export async function readAudioFile(path: string): Promise<Samples> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new UnreadableAudioError(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
  return await decodeAudio(bytes, path)
}

/** Decodes the bytes of a sound file; `name` is used in errors. @throws UnreadableAudioError */
export async function decodeAudio(bytes: Uint8Array, name: string): Promise<Samples> {
  try {
    if (bytes.length > MAXIMUM_BYTES)
      throw new Error(`it has ${bytes.length} bytes, more than ${MAXIMUM_BYTES}`)
    const { channels, sampleRate } = await decode(bytes)
    if (channels.length === 0 || channels[0].length === 0) throw new Error('it holds no samples')
    requireRateAndLength(sampleRate, channels[0].length)
    const samples = resample(mixed(channels), sampleRate, SAMPLE_RATE)
    if (!samples.every(Number.isFinite)) throw new Error('it holds samples that are not numbers')
    return samples
  } catch (cause) {
    throw new UnreadableAudioError(name, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function requireRateAndLength(sampleRate: number, length: number): void {
  if (!(sampleRate >= LOWEST_RATE && sampleRate <= HIGHEST_RATE)) {
    throw new Error(`its rate is ${sampleRate} Hz, not ${LOWEST_RATE} to ${HIGHEST_RATE}`)
  }
  if (length > MAXIMUM_SECONDS * sampleRate) throw new Error(`it lasts more than ${MAXIMUM_SECONDS} s`)
}

async function decode(bytes: Uint8Array): Promise<Sound> {
  const magic = String.fromCharCode(...bytes.subarray(0, 4))
  if (magic === 'RIFF') return readWav(bytes)
  if (magic === 'fLaC') return await decodeWith(await flacDecoder(), bytes)
  if (magic === 'OggS') {
    const codec = String.fromCharCode(...bytes.subarray(28, 36))
    if (codec === 'OpusHead') return await decodeWith(await opusDecoder(), bytes)
    if (codec.slice(1, 5) === 'FLAC') return await decodeWith(await flacDecoder(), bytes)
    throw new Error('the Ogg file holds neither Opus nor FLAC')
  }
  throw new Error('it is neither WAV nor FLAC nor Ogg Opus')
}

// Loaded when they are needed: the window's start does not wait for them.
const flacDecoder = async () => new (await import('@wasm-audio-decoders/flac')).FLACDecoder()
const opusDecoder = async () => new (await import('ogg-opus-decoder')).OggOpusDecoder({ forceStereo: false })

interface Decoded {
  channelData: Float32Array[]
  sampleRate: number
  errors: { message: string }[]
}

interface Decoder {
  ready: Promise<void>
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>
  flush(): Promise<Decoded>
  free(): void
}

async function decodeWith(decoder: Decoder, bytes: Uint8Array): Promise<Sound> {
  await decoder.ready
  const pieces: Float32Array[][] = []
  let sampleRate = 0
  let length = 0
  const take = (decoded: Decoded): void => {
    if (decoded.errors.length > 0) throw new Error(decoded.errors[0].message)
    if (decoded.channelData.length === 0 || decoded.channelData[0].length === 0) return
    pieces.push(decoded.channelData)
    sampleRate = decoded.sampleRate
    length += decoded.channelData[0].length
    requireRateAndLength(sampleRate, length)
  }
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      take(await decoder.decode(bytes.subarray(at, at + PIECE_BYTES)))
    }
    take(await decoder.flush())
  } finally {
    decoder.free()
  }
  const channels = pieces[0]?.map((_, channel) => joined(pieces.map((piece) => piece[channel]))) ?? []
  return { sampleRate, channels }
}

function joined(parts: (Float32Array | undefined)[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0))
  let at = 0
  for (const part of parts) {
    if (part === undefined) throw new Error('its number of channels changes')
    result.set(part, at)
    at += part.length
  }
  return result
}

function mixed(channels: Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0]
  return channels[0].map((_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length)
}
