// The whole face chain on the emulated board, with the networks of the zoo and people who do not exist.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { type SimulatedFace, simulatedFace } from '../../main/capture/simulated/face.ts'
import { FACE_NETWORKS, type FaceChain, type FaceNetwork, loadFaceChain } from '../../main/face/chain.ts'
import { overlap } from '../../main/face/detect.ts'
import type { Box, Image } from '../../main/face/image.ts'
import { interEyeDistance } from '../../main/face/quality.ts'
import { resize } from '../../main/face/resample.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'

const shared = process.env.VISEME_SHARED ?? join(import.meta.dirname, '../../../shared')
const faces = join(shared, 'data/faces')

const machine = powerOn()
let chain: FaceChain
let someone: SimulatedFace

beforeAll(() => {
  const zoo = readZoo()
  const models = Object.fromEntries(
    FACE_NETWORKS.map((name) => [name, networkOf(zoo, name).bytes]),
  ) as Record<FaceNetwork, Uint8Array>
  chain = loadFaceChain(machine, models)
  someone = simulatedFace(3, 0, 0)
})

const each = (image: Image, change: (value: number, at: number) => number): Image => ({
  ...image,
  data: Uint8Array.from(image.data, (value, at) => Math.min(255, change(value, at))),
})

/** An image of one grey with others pasted at (x, y). */
function collage(width: number, height: number, parts: { image: Image; x: number; y: number }[]): Image {
  const data = new Uint8Array(width * height * 3).fill(110)
  for (const { image, x, y } of parts) {
    for (let row = 0; row < image.height; row++) {
      const line = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3)
      data.set(line, ((y + row) * width + x) * 3)
    }
  }
  return { width, height, channels: 3, data }
}

/** Mean over a square of 2 * reach + 1 pixels, three times: close to a Gaussian. */
function blurred(image: Image, reach: number): Image {
  const { width, height } = image
  let data = Float32Array.from(image.data)
  for (let pass = 0; pass < 6; pass++) {
    const [dx, dy] = pass % 2 ? [1, 0] : [0, 1]
    data = data.map((_, at) => {
      const c = at % 3
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
      let sum = 0
      for (let k = -reach; k <= reach; k++) {
        const column = Math.min(Math.max(x + k * dx, 0), width - 1)
        const row = Math.min(Math.max(y + k * dy, 0), height - 1)
        sum += data[(row * width + column) * 3 + c]
      }
      return sum / (2 * reach + 1)
    })
  }
  return { ...image, data: Uint8Array.from(data) }
}

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0)

describe('capturing a face', () => {
  test('gives a unit embedding, the box, precise landmarks and the quality', () => {
    const { embedding, detection, quality } = chain.capture(someone.image)
    expect(embedding).toHaveLength(128)
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5)
    expect(overlap(detection.box, someone.box)).toBeGreaterThan(0.5)
    const eyes = interEyeDistance(someone.landmarks)
    for (const [i, { x, y }] of detection.landmarks.entries()) {
      expect(Math.hypot(x - someone.landmarks[i].x, y - someone.landmarks[i].y)).toBeLessThan(0.3 * eyes)
    }
    expect(quality.score).toBeGreaterThan(0)
    expect(quality.interEye / eyes).toBeCloseTo(1, 0)
  })

  test('is the same for the same picture, and near for a picture twice as large', () => {
    const once = chain.capture(someone.image).embedding
    expect(chain.capture(someone.image).embedding).toEqual(once)
    const large = chain.capture(resize(someone.image, 640, 480))
    expect(cosine(large.embedding, once)).toBeGreaterThan(0.8)
    expect(large.detection.landmarks[0].x).toBeCloseTo(2 * chain.detect(someone.image)[0].landmarks[0].x, -1)
  })

  test('spends the time of each step on the board', () => {
    machine.reset()
    chain.capture(someone.image)
    const stages = new Map(machine.report().stages.map(({ stage, ms }) => [stage, ms]))
    for (const stage of ['face detect', 'face landmarks', 'face quality', 'face align', 'face embed']) {
      expect(stages.get(stage), stage).toBeGreaterThan(0)
    }
    expect(machine.report().latency_ms.estimate).toBeLessThan(1500)
  })
})

test('a face takes RAM for its crop while it is captured, and gives it back, also when it is refused', () => {
  machine.reset()
  const before = machine.heap.usedBytes
  chain.capture(someone.image)
  expect(machine.report().peak_ram_bytes).toBe(before + 64 * 64 * 3 + 4)
  expect(() => chain.capture(collage(320, 240, []))).toThrow(expect.objectContaining({ code: 'no-face' }))
  expect(machine.heap.usedBytes).toBe(before)
})

describe('a passer-by behind', () => {
  const landmarkMs = (picture: Image): number => {
    machine.reset()
    chain.capture(picture)
    const stages = machine.report().stages.filter(({ stage }) => stage === 'face landmarks')
    return stages.reduce((sum, { ms }) => sum + ms, 0)
  }

  test('is found, but neither spoils the picture nor costs a run of the landmark network', () => {
    const small = resize(cropped(simulatedFace(4, 0, 0)), 80, 120)
    const crowd = collage(320, 240, [
      { image: someone.image, x: 0, y: 0 },
      { image: small, x: 0, y: 0 },
    ])
    expect(chain.detect(crowd)).toHaveLength(2)
    expect(landmarkMs(crowd) / landmarkMs(someone.image)).toBeCloseTo(1, 1)
  })
})

describe('a picture from which no face can be taken is refused:', () => {
  test('none in it', () => {
    const empty = collage(320, 240, [])
    expect(() => chain.capture(empty)).toThrow(expect.objectContaining({ code: 'no-face', exitCode: 2 }))
    expect(chain.inspect(empty)).toMatchObject({
      detection: null,
      quality: null,
      problem: { code: 'no-face' },
    })
  })

  test('two people side by side', () => {
    const half = (seed: number) => cropped(simulatedFace(seed, 0, 0))
    const pair = collage(320, 240, [
      { image: half(3), x: 0, y: 0 },
      { image: half(4), x: 160, y: 0 },
    ])
    expect(chain.detect(pair)).toHaveLength(2)
    expect(() => chain.capture(pair)).toThrow(expect.objectContaining({ code: 'several-faces' }))
  })

  test('too small', () => {
    const small = collage(320, 240, [{ image: resize(someone.image, 96, 72), x: 100, y: 80 }])
    expect(() => chain.capture(small)).toThrow(expect.objectContaining({ code: 'face-too-small' }))
  })

  test('too dark, too bright', () => {
    expect(chain.inspect(each(someone.image, (value) => value / 8)).problem?.code).toBe('too-dark')
    expect(chain.inspect(each(someone.image, (value) => 150 + value)).problem?.code).toBe('too-bright')
  })

  test('too blurred', () => {
    const problem = chain.inspect(blurred(someone.image, 7)).problem
    expect(problem?.code).toBe('too-blurred')
    expect(problem?.next).toContain('Hold still')
  })
})

/** The 160x240 pixels around the middle of a simulated face. */
function cropped({ image, box }: SimulatedFace): Image {
  const left = Math.round(Math.min(Math.max((box.x1 + box.x2) / 2 - 80, 0), image.width - 160))
  const data = new Uint8Array(160 * image.height * 3)
  for (let row = 0; row < image.height; row++) {
    data.set(
      image.data.subarray((row * image.width + left) * 3, (row * image.width + left + 160) * 3),
      row * 160 * 3,
    )
  }
  return { width: 160, height: image.height, channels: 3, data }
}

describe.skipIf(!existsSync(faces))('photographs of the LFW test people (shared data)', () => {
  test('have their face found in at least 48 of 50 and no more than 5 turned away', async () => {
    const rows = readFileSync(join(faces, 'annotations.csv'), 'utf8').trim().split('\n')
    const chosen = rows
      .map((row) => row.split(','))
      .filter(([path, , split]) => path.startsWith('lfw/') && split === 'test')
    let found = 0
    let refused = 0
    for (const [path, , , ...figures] of chosen.filter((_, i) => i % 53 === 0).slice(0, 50)) {
      const picture = await readImageFile(join(faces, path))
      const [x1, y1, x2, y2] = figures.map(Number)
      const truth: Box = { x1, y1, x2, y2 }
      if (chain.detect(picture).some(({ box }) => overlap(box, truth) >= 0.5)) found++
      if (chain.inspect(picture).problem) refused++
    }
    expect(found).toBeGreaterThanOrEqual(48)
    expect(refused).toBeLessThanOrEqual(5)
  })
})
