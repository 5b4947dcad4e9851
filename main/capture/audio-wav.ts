// RIFF WAVE: PCM of 8, 16, 24 and 32 bits and 32-bit float, any channels and rate (Multimedia Programming Interface and
// Data Specifications 1.0, IBM/Microsoft 1991; WAVE_FORMAT_EXTENSIBLE as Microsoft documents it).

/** Sound as a file holds it: one array per channel, samples in [-1, 1). */
export interface Sound {
  sampleRate: number
  channels: Float32Array[]
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

/** Reads a WAV file; what a cut recording lacks at its end is left out. Throws an Error with the reason. */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('it is no RIFF WAVE file')
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (tag(at) === 'fmt ') {
      if (size < 16 || body + size > bytes.length) throw new Error('its format chunk is cut off')
      format = readFormat(view, body, size)
    }
    if (tag(at) === 'data') {
      if (!format) throw new Error('its data come before their format')
      return readData(view, format, body, Math.min(size, bytes.length - body))
    }
    at = body + size + (size % 2)
  }
  throw new Error('it has no data chunk')
}

interface Format {
  channels: number
  sampleRate: number
  bytesPerSample: number
  float: boolean
}

function readFormat(view: DataView, at: number, size: number): Format {
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const bits = view.getUint16(at + 14, true)
  let kind = view.getUint16(at, true)
  if (kind === EXTENSIBLE && size >= 40) kind = view.getUint16(at + 24, true)
  const known = kind === PCM ? [8, 16, 24, 32].includes(bits) : kind === FLOAT && bits === 32
  if (!known) throw new Error(`WAV format ${kind} with ${bits} bits is not supported`)
  if (channels === 0) throw new Error('it has no channels')
  return { channels, sampleRate, bytesPerSample: bits / 8, float: kind === FLOAT }
}

function readData(view: DataView, format: Format, at: number, size: number): Sound {
  const { channels, bytesPerSample } = format
  const frames = Math.floor(size / (channels * bytesPerSample))
  const read = sampleReader(view, format)
  return {
    sampleRate: format.sampleRate,
    channels: Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: frames }, (_, frame) =>
        read(at + (frame * channels + channel) * bytesPerSample),
      ),
    ),
  }
}

function sampleReader(view: DataView, { bytesPerSample, float }: Format): (at: number) => number {
  if (float) return (at) => view.getFloat32(at, true)
  if (bytesPerSample === 1) return (at) => (view.getUint8(at) - 128) / 128
  if (bytesPerSample === 2) return (at) => view.getInt16(at, true) / 32_768
  if (bytesPerSample === 3) return (at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 8_388_608
  return (at) => view.getInt32(at, true) / 2_147_483_648
}

/** The bytes of a mono 16-bit PCM WAV file. */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(44 + 2 * samples.length)
  const view = new DataView(bytes.buffer)
  const tag = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) bytes[at + i] = text.charCodeAt(i)
  }
  tag(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  tag(8, 'WAVE')
  tag(12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, 2 * sampleRate, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  tag(36, 'data')
  view.setUint32(40, 2 * samples.length, true)
  for (let i = 0; i < samples.length; i++) {
    view.setInt16(44 + 2 * i, Math.max(-32_768, Math.min(32_767, Math.round(samples[i] * 32_768))), true)
  }
  return bytes
}
