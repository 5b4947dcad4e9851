// The exported voice SuperNet against PyTorch: voice-supernet-vectors.json holds the embeddings that
// models/training/voice_supernet_export.py --vectors computed for a made-up window: with the weights before rounding, and
// int8 in whole numbers (supernet_emulation.py).

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { powerOn } from '../../main/board/machine.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { liveSupernet } from '../../main/supernet/live/board.ts'
import { kernelBytes, subnetModel } from '../../main/supernet/subnet-model.ts'
import { embedSpeech, unit } from '../../main/voice/embed.ts'
import { BANDS, WINDOW_FRAMES } from '../../main/voice/mel.ts'

const vectors: Record<string, { real: number[]; int4: number[]; int8: number[] }> = JSON.parse(
  readFileSync(new URL('./voice-supernet-vectors.json', import.meta.url), 'utf8'),
)
const supernet = readSupernet(new URL('../../models/supernet/voice', import.meta.url).pathname)

/** Steps of the input's quantisation, as `made_up_window` in Python. */
const steps = Int8Array.from({ length: WINDOW_FRAMES * BANDS }, (_, at) => {
  const frame = Math.floor(at / BANDS)
  const band = at % BANDS
  return ((frame * (band + 3) * 7 + band * 11) % 97) - 48
})
const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  const [first, second] = [a, b].map((values) => unit(Float32Array.from(values)))
  return first.reduce((sum, value, at) => sum + value * second[at], 0)
}

describe('the voice SuperNet', () => {
  test('has SubNets from 1 to 15 million multiply-accumulates, four widths and two depths', () => {
    const macs = supernet.subnets.map((subnet) =>
      prepare(readModel(subnetModel(supernet, subnet))).operators.reduce((sum, each) => sum + each.macs, 0),
    )
    expect(Math.min(...macs)).toBeLessThan(1.3e6)
    expect(Math.max(...macs)).toBeGreaterThan(14e6)
    expect(new Set(supernet.subnets.map(({ choice }) => choice.width)).size).toBe(4)
    expect(new Set(supernet.subnets.map(({ choice }) => choice.depth)).size).toBe(2)
  })

  test.each(supernet.subnets.map(({ name }) => name))(
    '%s computes what PyTorch does, at int8 bit by bit',
    (name) => {
      const { real, int8 } = vectors[name]
      const input = Float32Array.from(steps, (step) => step * supernet.input.scale)
      const [bytes] = prepare(readModel(subnetModel(supernet, name, 'float32'))).invoke([
        new Uint8Array(input.buffer),
      ])
      const found = new Float32Array(bytes.slice().buffer)
      const largest = Math.max(...real.map(Math.abs))
      for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] - real[i]) / largest).toBeLessThan(1e-4)

      const board = prepare(readModel(subnetModel(supernet, name)))
      const [quantised] = board.invoke([new Uint8Array(steps.buffer)])
      expect([...new Int8Array(quantised.slice().buffer)]).toEqual(int8)
      // rounded, the embedding still points where it did
      const [zeroPoint] = board.outputs[0].quantisation!.zeroPoints
      expect(
        cosine(
          int8.map((value) => value - zeroPoint),
          real,
        ),
      ).toBeGreaterThan(0.97)
    },
  )

  test.each(supernet.subnets.map(({ name }) => name))(
    '%s with 4-bit weights answers as PyTorch does with the statistics of 4 bits',
    (name) => {
      const { real, int4 } = vectors[name]
      const board = prepare(readModel(subnetModel(supernet, name, 'int4')))
      const [zeroPoint] = board.outputs[0].quantisation!.zeroPoints
      const [answer] = board.invoke([new Uint8Array(steps.buffer)])
      const found = [...new Int8Array(answer.slice().buffer)].map((value) => value - zeroPoint)
      expect(cosine(found, int4)).toBeGreaterThan(0.97)
      expect(cosine(found, int4)).toBeGreaterThan(cosine(found, real))
    },
  )

  test('lends every SubNet the same bytes: a narrow kernel is the beginning of the wide one', () => {
    const layer = (name: string) => {
      const node = supernet.subnets
        .find((subnet) => subnet.name === name)!
        .nodes.find(({ output }) => output === 'frame3.up')
      if (node?.op !== 'conv_2d') throw new Error('frame3.up is a convolution')
      return { node, bytes: kernelBytes(supernet, node) }
    }
    const narrow = layer('w48-d5')
    const wide = layer('w192-d6')
    const [into, out] = narrow.node.channels
    for (let channel = 0; channel < out; channel++) {
      const from = channel * wide.node.channels[0]
      expect(narrow.bytes.subarray(channel * into, (channel + 1) * into)).toEqual(
        wide.bytes.subarray(from, from + into),
      )
    }
  })

  test('has the shipped network as a SubNet, the largest of those that are served, byte for byte', () => {
    const { bytes } = networkOf(readZoo(), 'voice-embed')
    expect(Buffer.from(bytes).equals(subnetModel(supernet, 'w192-d5'))).toBe(true)
    expect(liveSupernet('voice', () => 1).reference.name).toBe('w192-d5')
  })

  test('takes the board less than 1.5 s for 3 s of speech with its largest SubNet, and less with the shipped one', () => {
    const took = (subnet: string) => {
      const machine = powerOn()
      const network = machine.load('voice-embed', subnetModel(supernet, subnet))
      const before = machine.report().latency_ms.estimate
      embedSpeech(machine, network, new Float32Array(300 * BANDS))
      return machine.report().latency_ms.estimate - before
    }
    expect(took('w192-d5')).toBeGreaterThan(600)
    expect(took('w192-d6')).toBeGreaterThan(took('w192-d5'))
    expect(took('w192-d6')).toBeLessThan(1500)
  })
})
