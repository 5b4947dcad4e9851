// Sound files in and out: WAV (own reader), FLAC and Ogg Opus (WASM decoders), mixed to mono and brought to 16 kHz.

import { readFile } from 'node:fs/promises'
import { FLACDecoder } from '@wasm-audio-decoders/flac'
import { OggOpusDecoder } from 'ogg-opus-decoder'
import { VisemeError } from '../errors.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'
import { resample } from './audio-resample.ts'
import { readWav, type Sound } from './audio-wav.ts'

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
  let sound: Sound
  try {
    sound = await decode(bytes)
  } catch (cause) {
    throw new UnreadableAudioError(name, cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (sound.channels.length === 0 || sound.channels[0].length === 0) {
    throw new UnreadableAudioError(name, 'it holds no samples')
  }
  return resample(mixed(sound.channels), sound.sampleRate, SAMPLE_RATE)
}

async function decode(bytes: Uint8Array): Promise<Sound> {
  const magic = String.fromCharCode(...bytes.subarray(0, 4))
  if (magic === 'RIFF') return readWav(bytes)
  if (magic === 'fLaC') return await decodeWith(new FLACDecoder(), bytes)
  if (magic === 'OggS') {
    const codec = String.fromCharCode(...bytes.subarray(28, 36))
    if (codec === 'OpusHead') return await decodeWith(new OggOpusDecoder({ forceStereo: false }), bytes)
    if (codec.slice(1, 5) === 'FLAC') return await decodeWith(new FLACDecoder(), bytes)
    throw new Error('the Ogg file holds neither Opus nor FLAC')
  }
  throw new Error('it is neither WAV nor FLAC nor Ogg Opus')
}

interface Decoder {
  ready: Promise<void>
  decodeFile(bytes: Uint8Array): Promise<{
    channelData: Float32Array[]
    sampleRate: number
    errors: { message: string }[]
  }>
  free(): void
}

async function decodeWith(decoder: Decoder, bytes: Uint8Array): Promise<Sound> {
  await decoder.ready
  try {
    const { channelData, sampleRate, errors } = await decoder.decodeFile(bytes)
    if (errors.length > 0) throw new Error(errors[0].message)
    return { sampleRate, channels: channelData }
  } finally {
    decoder.free()
  }
}

function mixed(channels: Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0]
  return channels[0].map((_, at) => channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length)
}
