import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeAudio, readAudioFile, UnreadableAudioError } from '../../main/capture/audio-file.ts'
import { resample } from '../../main/capture/audio-resample.ts'
import { encodeWav, readWav } from '../../main/capture/audio-wav.ts'

const fixture = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'viseme-audio-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sine = (hertz: number, rate: number, seconds: number, amplitude = 0.5) =>
  Float32Array.from(
    { length: rate * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / rate),
  )

/** Largest difference between two signals away from their ends. */
function difference(left: Float32Array, right: Float32Array, edge = 400): number {
  let worst = 0
  for (let n = edge; n < Math.min(left.length, right.length) - edge; n++) {
    worst = Math.max(worst, Math.abs(left[n] - right[n]))
  }
  return worst
}

/** A WAV file of one data chunk, after an odd chunk that readers have to skip. */
function wav(kind: number, channels: number, rate: number, bits: number, data: number[]): Uint8Array {
  const bytes = new Uint8Array(36 + 12 + 8 + data.length)
  const view = new DataView(bytes.buffer)
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at)
  text(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, kind, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, rate, true)
  view.setUint16(32, (channels * bits) / 8, true)
  view.setUint16(34, bits, true)
  text(36, 'LIST')
  view.setUint32(40, 3, true)
  text(48, 'data')
  view.setUint32(52, data.length, true)
  bytes.set(data, 56)
  return bytes
}

function crc(bytes: number[], polynomial: number, bits: 8 | 16): number {
  let remainder = 0
  for (const byte of bytes) {
    remainder ^= byte << (bits - 8)
    for (let bit = 0; bit < 8; bit++) {
      const carried = (remainder >> (bits - 1)) & 1
      remainder = ((remainder << 1) & (2 ** bits - 1)) ^ (carried ? polynomial : 0)
    }
  }
  return remainder
}

/** FLAC of `frames` blocks of 65,535 zeros at 16 kHz, 8 bits (RFC 9639): constant subframes, 15 or 16 bytes a block. */
function silentFlac(frames: number): Uint8Array {
  const info = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x03, 0xe8, 0x00, 0x70, ...new Array(20).fill(0)]
  const bytes = [...new TextEncoder().encode('fLaC'), 0x80, 0, 0, 34, ...info]
  for (let number = 0; number < frames; number++) {
    const coded =
      number < 128
        ? [number]
        : number < 2048
          ? [0xc0 | (number >> 6), 0x80 | (number & 63)]
          : [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63)]
    const header = [0xff, 0xf8, 0x75, 0x02, ...coded, 0xff, 0xfe]
    header.push(crc(header, 0x07, 8))
    const frame = [...header, 0, 0]
    const check = crc(frame, 0x8005, 16)
    bytes.push(...frame, check >> 8, check & 255)
  }
  return Uint8Array.from(bytes)
}

describe('WAV', () => {
  test('samples written are the samples read, at 16 and at 48 kHz', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 })),
        fc.constantFrom(16_000, 48_000),
        (values, rate) => {
          const samples = Float32Array.from(values, (value) => value / 32_768)
          const sound = readWav(encodeWav(samples, rate))
          expect(sound.sampleRate).toBe(rate)
          expect(sound.channels).toEqual([samples])
        },
      ),
    )
  })

  test('too loud samples are limited, not wrapped around', () => {
    expect([...readWav(encodeWav(Float32Array.of(1.5, -1.5), 16_000)).channels[0]]).toEqual([
      32_767 / 32_768,
      -1,
    ])
  })

  test.each([
    ['8 bits', wav(1, 1, 16_000, 8, [128, 192, 0]), [0, 0.5, -1]],
    ['16 bits', wav(1, 1, 16_000, 16, [0, 64, 0, 128]), [0.5, -1]],
    ['24 bits', wav(1, 1, 16_000, 24, [0, 0, 64, 1, 0, 128]), [0.5, -1 + 2 ** -23]],
    ['32 bits', wav(1, 1, 16_000, 32, [0, 0, 0, 64, 0, 0, 0, 128]), [0.5, -1]],
    ['32-bit float', wav(3, 1, 16_000, 32, [0, 0, 0, 63, 0, 0, 128, 190]), [0.5, -0.25]],
  ])('of %s is read exactly', (_, bytes, expected) => {
    expect([...readWav(bytes).channels[0]]).toEqual(expected)
  })

  test('of two channels is mixed by their mean', async () => {
    const stereo = wav(1, 2, 16_000, 16, [0, 64, 0, 0, 0, 32, 0, 160])
    expect([...(await decodeAudio(stereo, 'stereo'))]).toEqual([0.25, -0.25])
  })

  test('cut short by a crash keeps what was recorded', () => {
    const whole = encodeWav(sine(440, 16_000, 0.1), 16_000)
    expect(readWav(whole.subarray(0, 44 + 201)).channels[0]).toHaveLength(100)
  })
})

describe('resampling', () => {
  test.each([8000, 22_050, 44_100, 48_000])('a 440-Hz tone from %i Hz is the tone at 16 kHz', (rate) => {
    const result = resample(sine(440, rate, 0.5), rate, 16_000)
    expect(result).toHaveLength(8000)
    expect(difference(result, sine(440, 16_000, 0.5))).toBeLessThan(2e-3)
  })

  test('removes what 16 kHz cannot carry', () => {
    const result = resample(sine(11_000, 48_000, 0.5), 48_000, 16_000)
    expect(Math.max(...result.subarray(400, 7600).map(Math.abs))).toBeLessThan(2e-3)
  })

  test('takes an odd rate in a moment: 383,999 Hz', () => {
    const started = performance.now()
    const result = resample(sine(440, 383_999, 0.5), 383_999, 16_000)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(difference(result, sine(440, 16_000, 0.5))).toBeLessThan(2e-3)
  })

  test('keeps a constant exactly constant', () => {
    for (const value of resample(new Float32Array(4410).fill(0.25), 44_100, 16_000).subarray(30, -30)) {
      expect(value).toBeCloseTo(0.25, 6)
    }
  })
})

describe('sound files', () => {
  test('a WAV file of 48 kHz comes back at 16 kHz', async () => {
    const path = join(folder, 'tone.wav')
    writeFileSync(path, encodeWav(sine(440, 48_000, 0.5), 48_000))
    expect(difference(await readAudioFile(path), sine(440, 16_000, 0.5))).toBeLessThan(2e-3)
  })

  test('FLAC is read to the bit', async () => {
    const samples = await readAudioFile(fixture('synthetic-tone.flac'))
    expect(samples).toHaveLength(8000)
    expect(difference(samples, sine(440, 16_000, 0.5), 0)).toBeLessThanOrEqual(1 / 32_768)
  })

  test('Ogg Opus, two channels, is read as speech of the same length', async () => {
    const samples = await readAudioFile(fixture('synthetic-tone.opus'))
    expect(Math.abs(samples.length - 8000)).toBeLessThan(200)
    const middle = samples.subarray(2000, 6000)
    const power = middle.reduce((sum, x) => sum + x * x, 0) / middle.length
    expect(power).toBeGreaterThan(0.1)
    expect(power).toBeLessThan(0.15)
  })

  const cut = (name: string, bytes: number) => readFileSync(fixture(name)).subarray(0, bytes)
  test.each([
    ['text', new TextEncoder().encode('not a sound at all'), /neither WAV nor FLAC nor Ogg Opus/],
    ['an empty file', new Uint8Array(0), /neither WAV/],
    ['Ogg Vorbis', readFileSync(fixture('synthetic-tone.ogg')), /neither Opus nor FLAC/],
    ['a WAV header without data', encodeWav(new Float32Array(0), 16_000), /no samples/],
    ['compressed WAV', wav(17, 1, 16_000, 4, [0, 0]), /WAV format 17 with 4 bits/],
    ['a cut WAV header', encodeWav(new Float32Array(4), 16_000).subarray(0, 30), /cut off/],
    ['a cut FLAC header', cut('synthetic-tone.flac', 60), /cannot be read as sound/],
    ['a cut Opus header', cut('synthetic-tone.opus', 60), /cannot be read as sound/],
  ])('%s is refused', async (_, bytes, reason) => {
    const refused = decodeAudio(bytes, 'sample.bin')
    await expect(refused).rejects.toBeInstanceOf(UnreadableAudioError)
    await expect(refused).rejects.toMatchObject({
      code: 'unreadable-audio',
      exitCode: 2,
      message: expect.stringMatching(reason),
    })
  })

  const float = (...values: number[]) =>
    wav(3, 1, 48_000, 32, [...new Uint8Array(Float32Array.from(values).buffer)])
  test.each([
    ['only NaN', float(...new Array(4000).fill(Number.NaN))],
    ['one NaN among 4,000 samples', float(...new Array(4000).fill(0.1).with(2000, Number.NaN))],
    ['+Infinity', float(...new Array(4000).fill(0.1).with(0, Infinity))],
    ['-Infinity', float(...new Array(4000).fill(0.1).with(3999, -Infinity))],
  ])('sound of %s is refused', async (_, bytes) => {
    await expect(decodeAudio(bytes, 'broken.wav')).rejects.toMatchObject({
      code: 'unreadable-audio',
      message: 'broken.wav cannot be read as sound: it holds samples that are not numbers.',
    })
  })

  test.each([3999, 384_001])('sound of %i Hz is refused', async (rate) => {
    await expect(decodeAudio(encodeWav(new Float32Array(100), rate), 'rate.wav')).rejects.toMatchObject({
      code: 'unreadable-audio',
      message: expect.stringContaining(`its rate is ${rate} Hz`),
    })
  })

  test('sound of more than ten minutes is refused', async () => {
    const long = encodeWav(new Float32Array(601 * 4000), 4000)
    await expect(decodeAudio(long, 'long.wav')).rejects.toMatchObject({
      message: expect.stringContaining('it lasts more than 600 s'),
    })
  })

  test('small FLAC of hours of silence is refused before it is decoded whole', async () => {
    const silence = silentFlac(4000)
    expect(silence.length).toBeLessThan(100_000)
    await expect(decodeAudio(silence, 'silence.flac')).rejects.toMatchObject({
      message: expect.stringContaining('it lasts more than 600 s'),
    })
  })

  test('a path that is not there is refused by its name', async () => {
    await expect(readAudioFile(join(folder, 'nobody.wav'))).rejects.toMatchObject({
      code: 'unreadable-audio',
      message: expect.stringContaining('nobody.wav'),
    })
  })

  test('whatever bytes come after a known magic number, the answer is samples or a refusal', async () => {
    const magic = fc.constantFrom('RIFF', 'fLaC', 'OggS')
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), async (tag, rest) => {
        try {
          const samples = await decodeAudio(Buffer.concat([Buffer.from(tag), rest]), 'fuzz')
          expect(samples.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableAudioError)
        }
      }),
      { numRuns: 60 },
    )
  })
})
