import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedNetwork } from '../../main/board/machine.ts'
import {
  EMBEDDING_SIZE,
  type EmbeddingBoard,
  embedSpeech,
  speechFrames,
  unit,
  windowStarts,
} from '../../main/voice/embed.ts'
import { BANDS, WINDOW_FRAMES } from '../../main/voice/mel.ts'

/** Log-mel in which every value of frame f is f. */
const numbered = (frames: number) =>
  Float32Array.from({ length: frames * BANDS }, (_, at) => Math.floor(at / BANDS))

const frameNumbers = (values: Float32Array) =>
  Array.from({ length: values.length / BANDS }, (_, frame) => values[frame * BANDS])

describe('the frames of the speech', () => {
  test('are those of the segments, one after the other', () => {
    const speech = speechFrames(numbered(500), [
      { start: 10, end: 130 },
      { start: 200, end: 300 },
    ])
    expect(frameNumbers(speech)).toEqual([
      ...Array.from({ length: 120 }, (_, i) => 10 + i),
      ...Array.from({ length: 100 }, (_, i) => 200 + i),
    ])
  })

  test('are repeated from the start until they fill one window', () => {
    const speech = frameNumbers(speechFrames(numbered(200), [{ start: 20, end: 140 }]))
    expect(speech).toHaveLength(WINDOW_FRAMES)
    expect(speech.slice(118, 122)).toEqual([138, 139, 20, 21])
  })

  test('have to be there', () => {
    expect(() => speechFrames(numbered(200), [])).toThrow(RangeError)
  })
})

describe('the windows', () => {
  test.each([
    [200, [0]],
    [201, [0, 1]],
    [300, [0, 100]],
    [350, [0, 100, 150]],
    [400, [0, 100, 200]],
  ])('of %i frames start at %j', (frames, starts) => {
    expect(windowStarts(frames)).toEqual(starts)
  })

  test('cover every frame, the last one flush with the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: WINDOW_FRAMES, max: 3000 }), (frames) => {
        const starts = windowStarts(frames)
        expect(starts[0]).toBe(0)
        expect(starts.at(-1)).toBe(frames - WINDOW_FRAMES)
        for (let i = 1; i < starts.length; i++) {
          expect(starts[i] - starts[i - 1]).toBeGreaterThan(0)
          expect(starts[i] - starts[i - 1]).toBeLessThanOrEqual(WINDOW_FRAMES / 2)
        }
      }),
    )
  })
})

describe('the embedding', () => {
  const quantised = (scale: number, zeroPoint: number) => ({
    quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zeroPoint), axis: 0 },
  })
  const network = {
    prepared: { inputs: [quantised(4 / 127, 0)], outputs: [quantised(0.1, 5)] },
  } as unknown as LoadedNetwork

  /** A board whose network answers with the given int8 outputs in turn and keeps what it was given. */
  function board(...answers: number[][]) {
    const inputs: Int8Array[] = []
    const fake: EmbeddingBoard = {
      work: () => {},
      invoke: (_network, [bytes]) => {
        inputs.push(new Int8Array(bytes.slice().buffer))
        const output = new Int8Array(EMBEDDING_SIZE).fill(5)
        output.set(answers[inputs.length - 1])
        return [new Uint8Array(output.buffer)]
      },
    }
    return { fake, inputs }
  }

  test('is the normalised mean of the unit embeddings of the windows', () => {
    const { fake, inputs } = board([5 + 30], [5, 5 + 60])
    const embedding = embedSpeech(fake, network, numbered(300))
    expect(inputs).toHaveLength(2)
    expect(embedding[0]).toBeCloseTo(Math.SQRT1_2, 6)
    expect(embedding[1]).toBeCloseTo(Math.SQRT1_2, 6)
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6)
  })

  test('gives the network each band minus its mean, times 0.4, in steps of 4 / 127', () => {
    const { fake, inputs } = board([100])
    const values = new Float32Array(WINDOW_FRAMES * BANDS)
    values[3] = 2 // one value of band 3: mean 0.01
    embedSpeech(fake, network, values)
    expect(inputs[0][3]).toBe(Math.round((0.4 * 1.99 * 127) / 4))
    expect(inputs[0][3 + BANDS]).toBe(0)
    expect(inputs[0]).toHaveLength(WINDOW_FRAMES * BANDS)
  })

  test('unit vectors have length 1', () => {
    expect([...unit(Float32Array.of(3, 4))].map((x) => x.toFixed(3))).toEqual(['0.600', '0.800'])
  })
})
