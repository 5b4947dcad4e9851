import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { subnetModel, subnetOf } from '../../main/supernet/subnet-model.ts'

const supernet = readSupernet(join(zooFolder(), 'supernet', 'face'))
const choices = supernet.subnets.map(({ choice }) => choice)
const macs = (name: string): number =>
  prepare(readModel(subnetModel(supernet, name))).operators.reduce((sum, operator) => sum + operator.macs, 0)

/** int8 embeddings in base64 by SubNet, as models/training/supernet_emulation.py computes them of the made-up crop. */
const vectors: Record<string, string> = JSON.parse(
  readFileSync(new URL('./face-vectors.json', import.meta.url), 'utf8'),
)

/** As `made_up` in Python: stripes from coarse to fine, others in every channel. */
function madeUpCrop(size: number): Int8Array<ArrayBuffer> {
  return Int8Array.from({ length: size * size * 3 }, (_, at) => {
    const [y, x, channel] = [Math.floor(at / 3 / size), Math.floor(at / 3) % size, at % 3]
    return ((Math.floor((x * y) / 4) + 80 * channel) % 256) - 128
  })
}

describe('the SuperNet of the face', () => {
  it('has five widths, two depths, two input sizes and two lengths of embedding', () => {
    for (const [key, values] of Object.entries({
      width: 5,
      depth: 2,
      size: 2,
      embedding: 2,
    })) {
      expect(new Set(choices.map((choice) => choice[key])).size, key).toBe(values)
    }
    expect(supernet.subnets).toHaveLength(28)
  })

  it('reaches from one to nineteen million multiply-accumulates', () => {
    expect(macs('w0-shallow-48-e64')).toBeLessThan(1.1e6)
    expect(macs('w4-deep-64')).toBeGreaterThan(18.5e6)
    expect(macs('w2-deep-64')).toBeLessThan(7e6)
    expect(macs('w0-deep-64')).toBeLessThan(2.5e6)
  })

  it('keeps its largest SubNet within the internal RAM that the chain leaves', () => {
    const { arena } = prepare(readModel(subnetModel(supernet, 'w4-deep-64')))
    expect(arena.headBytes).toBeLessThanOrEqual(49_152)
  })

  it('gives the short embedding as the first half of the long one, up to the rounding of its own range', () => {
    const crop = Int8Array.from({ length: 64 * 64 * 3 }, (_, at) => ((at * 37) % 200) - 100)
    const [long, short] = ['w1-deep-64', 'w1-deep-64-e64'].map((name) => {
      const network = prepare(readModel(subnetModel(supernet, name)))
      const { scales, zeroPoints } = network.outputs[0].quantisation!
      const [output] = network.invoke([new Uint8Array(crop.buffer)])
      return {
        scale: scales[0],
        values: [...new Int8Array(output)].map((q) => scales[0] * (q - zeroPoints[0])),
      }
    })
    expect(short.values).toHaveLength(64)
    for (const [at, value] of short.values.entries()) {
      expect(Math.abs(value - long.values[at])).toBeLessThanOrEqual(long.scale + short.scale)
    }
  })

  it.each(supernet.subnets.map(({ name }) => name))(
    '%s answers a made-up crop as PyTorch does, at int8 bit by bit',
    (name) => {
      const network = prepare(readModel(subnetModel(supernet, name)))
      const [embedding] = network.invoke([new Uint8Array(madeUpCrop(network.inputs[0].shape[1]).buffer)])
      expect([...embedding]).toEqual([...Buffer.from(vectors[name], 'base64')])
      expect(new Set(embedding).size).toBeGreaterThan(20)
    },
  )

  it('names the SubNet of every choice', () => {
    expect(subnetOf(supernet, 'w0-shallow-48-e64').choice).toEqual({
      width: 0,
      depth: 'shallow',
      size: 48,
      embedding: 64,
    })
  })
})
