import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { powerOn } from '../../main/board/machine.ts'
import { boardOptions } from '../../main/board/options.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { candidates } from '../../main/supernet/candidates.ts'
import { fpgaLike } from '../../main/supernet/fpga-like.ts'
import { readSupernet, type SupernetImage } from '../../main/supernet/image.ts'
import { type RunnableSuperNet, SuperNetOnBoard } from '../../main/supernet/on-board.ts'
import { serveAs } from '../../main/supernet/served-supernet.ts'
import { servingTable } from '../../main/supernet/serving-table.ts'
import { layerBytes, shapeBytes } from '../../main/supernet/subgraph.ts'
import { kernelBytes, subnetModel } from '../../main/supernet/subnet-model.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const board = boards['esp-eye']
const BUFFER = 40_000

let image: SupernetImage
let supernet: RunnableSuperNet
beforeAll(async () => {
  const whole = readSupernet(join(zooFolder(), 'supernet', 'face'))
  image = { ...whole, subnets: whole.subnets.filter((_, at) => at % 9 === 0) }
  supernet = serveAs('face', image, () => 0.9)
})

describe('a SuperNet on the board', () => {
  test('takes the time that the table says for every SubNet, with every SubGraph in the buffer', () => {
    const options = boardOptions(board)
    const found = candidates(supernet, board, options, BUFFER)
    const table = servingTable(supernet, found, board, options)
    const columns = found.subgraphs.length
    for (const cached of [0, 1, Math.floor(columns / 2), ...found.largest]) {
      supernet.subnets.forEach((subnet, s) => {
        const machine = powerOn(board)
        const served = new SuperNetOnBoard(machine, supernet, BUFFER)
        served.cache(found.subgraphs[cached].shape)
        const loaded = machine.report().latency_ms.estimate
        expect(loaded).toBeCloseTo(table.loadMs[cached], 9)
        machine.reset()
        served.spend(subnet, 'embed')
        expect(machine.report().latency_ms.estimate).toBeCloseTo(table.latencyMs[s * columns + cached], 9)
      })
    }
  })

  test.each([
    ['with flash DIO 40 MHz', boards['esp-eye'], { flash: 'dio40', psram: '40' }],
    ['with weights in PSRAM', boards['esp-eye'], { weights: 'psram' }],
    ['of the ESP32-S3', boards['esp32-s3-eye'], {}],
    ['that is like an FPGA', fpgaLike, {}],
  ] as const)(
    '%s takes the time that its table says, several runs and loads included',
    (_, other, chosen) => {
      const options = boardOptions(other, chosen)
      const found = candidates(supernet, other, options, BUFFER)
      const table = servingTable(supernet, found, other, options)
      const columns = found.subgraphs.length
      const machine = powerOn(other, chosen)
      const served = new SuperNetOnBoard(machine, supernet, BUFFER)
      let held = 0
      for (const cached of [found.largest[0], Math.floor(columns / 2), found.largest[2]]) {
        machine.reset()
        served.cache(found.subgraphs[cached].shape)
        const load = table.loadMs[held * columns + cached]
        held = cached
        for (let run = 0; run < 3; run++) served.spend(supernet.subnets[2], 'embed')
        const runs = 3 * table.latencyMs[2 * columns + cached]
        expect(machine.report().latency_ms.estimate).toBeCloseTo(load + runs, 6)
      }
    },
  )

  test('holds in every SubNet’s .tflite the very bytes of the shared image', () => {
    image.subnets.forEach(({ nodes }, s) => {
      const { tensors } = supernet.subnets[s].cost.model
      for (const node of nodes) {
        if (node.op !== 'conv_2d' && node.op !== 'depthwise_conv_2d') continue
        const weights = tensors.find(({ name }) => name === `${node.output}/weights`)!
        expect(Buffer.from(weights.data!).equals(Buffer.from(kernelBytes(image, node).buffer))).toBe(true)
      }
    })
  })

  test('answers with the bytes of the SubNet’s separately exported .tflite, whatever is cached', () => {
    const machine = powerOn(board)
    const served = new SuperNetOnBoard(machine, supernet, BUFFER)
    const found = candidates(supernet, board, machine.options, BUFFER)
    served.cache(found.subgraphs[found.largest[0]].shape)
    for (const subnet of supernet.subnets) {
      const [input] = subnet.cost.inputs
      const pixels = Uint8Array.from(
        { length: input.shape.reduce((a, b) => a * b) },
        (_, i) => (i * 37) & 255,
      )
      const exported = join(temporaryFolder(), 'subnet.tflite')
      writeFileSync(exported, subnetModel(image, subnet.name))
      const alone = prepare(readModel(new Uint8Array(readFileSync(exported))))
      expect(served.serve(subnet, [pixels], 'embed')).toEqual(alone.invoke([pixels]))
    }
  })

  test('holds one image in flash, the largest arena and the buffer, and nothing more as SubNets change', () => {
    const machine = powerOn(board)
    const before = machine.flash.usedBytes
    const served = new SuperNetOnBoard(machine, supernet, BUFFER)
    expect(machine.flash.usedBytes - before).toBeGreaterThanOrEqual(supernet.imageBytes)
    expect(machine.flash.usedBytes - before).toBeLessThan(supernet.imageBytes + 65_536)
    const most = machine.heap.usedBytes
    for (const subnet of supernet.subnets) served.spend(subnet, 'embed')
    expect(machine.heap.usedBytes).toBeLessThanOrEqual(most)
    expect(served.bufferBytes).toBe(BUFFER)
  })

  test('takes flash for the layers that its SubNets have, whole, and for each SubNet’s multipliers and biases', () => {
    const whole = readSupernet(join(zooFolder(), 'supernet', 'face'))
    const convolutions = ({ nodes }: SupernetImage['subnets'][number]) =>
      nodes.filter((node) => 'channels' in node)
    const tables = (subnets: SupernetImage['subnets']) =>
      8 * subnets.flatMap(convolutions).reduce((sum, { channels }) => sum + channels[1], 0)
    const bytesOf = (subnets: SupernetImage['subnets']) =>
      serveAs('face', { ...whole, subnets }, () => 0.9).imageBytes - tables(subnets)
    const named = (name: string) => whole.subnets.find((subnet) => subnet.name === name)!
    const [large, small, shallow] = ['w4-deep-64', 'w1-deep-48', 'w4-shallow-64'].map(named)
    expect(bytesOf([large, small])).toBe(whole.image_bytes)
    const had = new Set(convolutions(shallow).map(({ kernel }) => kernel))
    const missing = [...whole.kernels.values()].filter(({ name }) => !had.has(name))
    expect(missing.length).toBeGreaterThan(0)
    const saved = missing.reduce(
      (sum, { shape: [out, height, width, into] }) => sum + out * height * width * into,
      0,
    )
    expect(bytesOf([shallow])).toBe(whole.image_bytes - saved)
    const only = serveAs('face', { ...whole, subnets: [large, shallow] }, (_, name) =>
      name === shallow.name ? 0.9 : null,
    )
    expect(only.imageBytes - tables([shallow])).toBe(whole.image_bytes - saved)
  })

  test('refuses a buffer and a SubGraph that do not fit', () => {
    expect(() => new SuperNetOnBoard(powerOn(board), supernet, 200_000)).toThrow(
      /persistent buffer of face asks for 200000/,
    )
    const served = new SuperNetOnBoard(powerOn(board), supernet, 1000)
    expect(() => served.cache(supernet.subnets[0].shape)).toThrow(/buffer holds 1000/)
  })

  test('takes all that is left without a size', () => {
    const machine = powerOn(board)
    const free = new SuperNetOnBoard(machine, supernet).bufferBytes
    expect(free).toBeGreaterThan(20_000)
    expect(machine.heap.largestFree(['byte'])).toBeLessThan(free)
  })
})

test('a SubNet’s shape counts exactly the weights that it reads of each kernel', () => {
  image.subnets.forEach((subnet, s) => {
    const { shape } = supernet.subnets[s]
    let sum = 0
    for (const node of subnet.nodes) {
      if (node.op !== 'conv_2d' && node.op !== 'depthwise_conv_2d') continue
      const layer = supernet.layers.findIndex(({ name }) => name === node.kernel)
      const { length } = kernelBytes(image, node)
      expect(layerBytes(supernet.layers, shape, layer)).toBe(length)
      sum += length
    }
    expect(shapeBytes(supernet.layers, shape)).toBe(sum)
  })
})
