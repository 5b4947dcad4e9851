import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { assess } from '../../main/board/assess.ts'
import { boards, defaultBoard } from '../../main/board/boards.ts'
import { CYCLES_PER_CALL, kernelBasis, kernelCycles, kernelUncertainty } from '../../main/board/costs.ts'
import { binaryWordCycles } from '../../main/board/counted-kernels.ts'
import { activationStallCycles, weightTraffic } from '../../main/board/memory-traffic.ts'
import { boardOptions } from '../../main/board/options.ts'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { type OperatorCost, prepare } from '../../main/inference/interpreter.ts'
import { BINARY_POINTWISE_OPERATOR } from '../../main/inference/operators/binary-pointwise.ts'
import { readModel } from '../../main/inference/reader.ts'
import { model, randomIntegers } from '../inference/models.ts'
import { run } from '../inference/operators/run.ts'
import { binaryNetwork } from '../inference/sample-models.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const options = boardOptions(defaultBoard)

/** 128 x 128 pointwise on 6 x 6 pixels: 16 KiB of int8 weights, or 2 KiB of bits with 1 KiB of multipliers and offsets. */
const layer = (change: Partial<OperatorCost> = {}): OperatorCost => ({
  index: 0,
  op: BINARY_POINTWISE_OPERATOR,
  macs: 589_824,
  weightBytes: 3072,
  outputs: 4608,
  inputElements: 4608,
  activationBytes: 9216,
  type: 'int8',
  kernel: {
    height: 1,
    width: 1,
    inChannels: 128,
    outChannels: 128,
    depthMultiplier: 1,
    taps: 4608,
    rows: 4608,
  },
  ...change,
})
const int8 = layer({ op: 'CONV_2D', weightBytes: 16_896 })
const int4 = layer({
  op: 'CONV_2D',
  weightBytes: 8704,
  needsReference: true,
  unpackedWeights: 128 * 128,
})

describe('a binary layer', () => {
  it('takes 17 cycles for 32 products, 76 more an output, 10 and its share of a word an activation', () => {
    expect(binaryWordCycles('lx6')).toBe(17)
    const perOutput = 53 + 23 + 4 * 17
    const perInput = 10 + (4 * 20) / 128
    expect(kernelCycles(layer(), defaultBoard, options)).toBe(CYCLES_PER_CALL + 4608 * (perOutput + perInput))
  })

  it('pays for whole words', () => {
    const { kernel } = layer()
    const of = (inChannels: number): number =>
      kernelCycles(layer({ kernel: { ...kernel, inChannels } }), defaultBoard, options)
    expect(of(33) - of(32)).toBeGreaterThan(4608 * 17)
    expect(Math.abs(of(64) - of(33))).toBeLessThan(4608 * 3)
  })

  it('is an estimate to half, and says so', () => {
    expect(kernelBasis(layer(), defaultBoard, options)).toBe('instructions')
    expect(kernelUncertainty(layer(), defaultBoard, options)).toBe(0.5)
    const { assumptions, operators, latency_ms } = assess(
      prepare(readModel(writeModel(model(binaryNetwork)))),
      defaultBoard,
    )
    expect(assumptions.join()).toMatch(
      /binary layers no time on an ESP32 is published.*± 50 %: operator 1 .*2 /,
    )
    expect(operators[1].cycles).toBeGreaterThan(CYCLES_PER_CALL)
    expect(latency_ms.high).toBeGreaterThan(latency_ms.estimate)
  })

  it('is several times faster than in int8 on the LX6, even at the end of both intervals', () => {
    const ratio = kernelCycles(int8, defaultBoard, options) / kernelCycles(layer(), defaultBoard, options)
    expect(ratio).toBeGreaterThan(6)
    expect((ratio * 0.92) / 1.5).toBeGreaterThan(3.5)
  })

  it('costs what its core makes of plain C, whatever library is chosen', () => {
    const esp32s3 = boards['esp32-s3-eye']
    const there = boardOptions(esp32s3)
    const factor = binaryWordCycles('lx7') / binaryWordCycles('lx6')
    expect(kernelCycles(layer(), esp32s3, there) - CYCLES_PER_CALL).toBeCloseTo(
      factor * (kernelCycles(layer(), defaultBoard, options) - CYCLES_PER_CALL),
      3,
    )
    expect(kernelCycles(layer(), esp32s3, { ...there, kernels: 'reference' })).toBe(
      kernelCycles(layer(), esp32s3, there),
    )
  })

  it('reads its weights again for every position, which stay in the cache', () => {
    expect(weightTraffic(layer(), defaultBoard, options).lines).toBe(3072 / 32)
    const large = layer({ weightBytes: 65_536 })
    expect(weightTraffic(large, defaultBoard, options).lines).toBeGreaterThan(30 * 2048)
  })
})

describe('4-bit weights', () => {
  it('are unpacked in 5.5 cycles each, once a run, before the reference kernel runs', () => {
    const plain = { ...int4, unpackedWeights: undefined }
    const unpacking = kernelCycles(int4, defaultBoard, options) - kernelCycles(plain, defaultBoard, options)
    expect(unpacking).toBe(128 * 128 * 5.5)
    expect(kernelUncertainty(int4, defaultBoard, options)).toBe(0.5)
  })

  it('are read from flash once, then from the arena', () => {
    const large = { ...int4, weightBytes: 65_536, unpackedWeights: 131_072 }
    expect(weightTraffic(large, defaultBoard, options).lines).toBe(2048)
    expect(
      weightTraffic({ ...large, unpackedWeights: undefined }, defaultBoard, options).lines,
    ).toBeGreaterThan(30 * 2048)
    expect(activationStallCycles(large, defaultBoard, options)).toBe(0)
    const psram = boardOptions(defaultBoard, { arena: 'psram' })
    expect(activationStallCycles(large, defaultBoard, psram)).toBeGreaterThan(
      36 * activationStallCycles({ ...large, unpackedWeights: undefined }, defaultBoard, psram),
    )
  })

  it('are counted by the interpreter', () => {
    const network = model({
      tensors: {
        x: { shape: [1, 2, 2, 3], scale: 1 },
        w: { type: 'int4', shape: [5, 1, 1, 3], scale: 1, values: randomIntegers(15, -7, 7) },
        y: { shape: [1, 2, 2, 5], scale: 1 },
      },
      operators: [
        { op: 'CONV_2D', inputs: ['x', 'w'], outputs: ['y'], options: { stride_w: 1, stride_h: 1 } },
      ],
      inputs: ['x'],
      outputs: ['y'],
    })
    expect(prepare(network).operators[0]).toMatchObject({ unpackedWeights: 15, needsReference: true })
  })
})

const compiler = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0)

describe('the C that was counted', () => {
  it.skipIf(compiler === undefined)(
    `gives the interpreter's outputs${compiler === undefined ? ' (needs a C compiler)' : ''}`,
    () => {
      for (const [inChannels, channels] of [
        [70, 9],
        [32, 4],
        [1000, 3],
      ]) {
        const words = Math.ceil(inChannels / 32)
        const unused = 32 * words - inChannels
        const weights = randomIntegers(channels * words, -(2 ** 31), 2 ** 31 - 1, 4).map((word, at) =>
          at % words === words - 1 ? (word << unused) >>> unused : word,
        )
        const values = {
          input: randomIntegers(inChannels, -128, 127, 1),
          weights: [...Int32Array.from(weights)],
          multipliers: randomIntegers(channels, -5000, 5000, 2),
          offsets: randomIntegers(channels, -90_000, 90_000, 3),
          shortcut: randomIntegers(channels, -128, 127, 5),
        }
        const output = { shape: [1, 1, 1, channels], scale: 1 }
        const [wanted] = run(
          {
            op: BINARY_POINTWISE_OPERATOR,
            inputs: [
              { shape: [1, 1, 1, inChannels], scale: 1, zeroPoint: -5 },
              { type: 'int32', shape: [channels, words], values: values.weights },
              { type: 'int32', shape: [channels], values: values.multipliers },
              { type: 'int32', shape: [channels], values: values.offsets },
              output,
            ],
            outputs: [output],
            options: { shift: 9 },
          },
          values.input,
          values.shortcut,
        )
        expect(compiledOutput(values, words)).toEqual(wanted)
      }
    },
  )
})

/** What the C kernel answers, compiled for this machine. */
function compiledOutput(values: Record<string, number[]>, words: number): number[] {
  const folder = temporaryFolder()
  const source = join(applicationRoot(), 'main', 'board', 'counted', 'binary-pointwise.c')
  const arrays = Object.entries(values).map(([name, list]) => {
    const type = name === 'input' || name === 'shortcut' ? 'int8_t' : 'int32_t'
    return `static const ${type} ${name}[] = {${list.map((value) => (value === -(2 ** 31) ? 'INT32_MIN' : value)).join()}};`
  })
  const channels = values.offsets.length
  const program = `#include "${source}"
#include <stdio.h>
${arrays.join('\n')}
int main(void) {
  uint32_t bits[${words}];
  int8_t output[${channels}];
  pack_signs(input, ${values.input.length}, -5, bits);
  multiply_signs(bits, ${words}, ${channels}, (const uint32_t *)weights, multipliers, offsets, 9, shortcut, output);
  for (int i = 0; i < ${channels}; i++) printf("%d\\n", output[i]);
  return 0;
}
`
  const [file, binary] = [join(folder, 'main.c'), join(folder, 'main')]
  writeFileSync(file, program)
  execFileSync(compiler!, ['-O2', '-o', binary, file])
  return execFileSync(binary, { encoding: 'utf8' }).trim().split('\n').map(Number)
}
