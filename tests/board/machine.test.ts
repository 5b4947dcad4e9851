import { describe, expect, it } from 'vitest'
import type { Board } from '../../main/board/boards.ts'
import { boards } from '../../main/board/boards.ts'
import { OutOfMemoryError } from '../../main/board/heap.ts'
import { powerOn } from '../../main/board/machine.ts'
import { cycles, interval, milliseconds } from '../../main/board/units.ts'
import { WATCHDOG_MS, WatchdogPanic } from '../../main/board/watchdog.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { ModelError } from '../../main/inference/errors.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { randomGraph } from '../inference/convert/random-graph.ts'

/** A network of one pointwise convolution on `pixels` pixels. */
function network(pixels: number, channels = 4): Uint8Array {
  const conv = {
    op: 'conv_2d',
    inputs: ['input'],
    output: 'out',
    weights: [channels, 1, 1, 4],
    bias: [channels],
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
    activation: 'none',
  }
  return convertGraph(randomGraph([1, 1, pixels, 4], [conv], ['out']).graph)
}

const arenaOf = (bytes: Uint8Array) => prepare(readModel(bytes)).arena
const rounded = (bytes: number): number => Math.ceil(bytes / 4) * 4

/** A board that has lent out all internal RAM but one block of `bytes`. */
function withFree(bytes: number, board: Board = boards['esp-eye']) {
  const machine = powerOn(board)
  const left = machine.heap.allocate('left', bytes, ['byte'], '')
  for (let size = machine.heap.largestFree(['byte']); size > 0; size = machine.heap.largestFree(['byte'])) {
    machine.heap.allocate('filling', size, ['byte'], '')
  }
  machine.heap.release(left)
  return machine
}

describe('loading a network', () => {
  it('leaves about 110 KB for an arena beside camera and microphone', () => {
    expect(powerOn().heap.largestFree(['byte'])).toBe(113_836)
  })

  it('gives the arena exactly the bytes that TFLM uses, and fails for a word less', () => {
    const bytes = network(100)
    const needed = rounded(arenaOf(bytes).usedBytes)
    const bare = boards['esp-eye-no-psram']
    expect(() => withFree(needed, bare).load('n', bytes)).not.toThrow()
    expect(() => withFree(needed - 4, bare).load('n', bytes)).toThrow(OutOfMemoryError)
  })

  it('needs internal RAM for activations alone where PSRAM holds what persists', () => {
    const bytes = network(100)
    const { headBytes, tailBytes } = arenaOf(bytes)
    const machine = withFree(rounded(headBytes))
    const before = machine.heap.largestFree(['psram'])
    machine.load('n', bytes)
    expect(before - machine.heap.largestFree(['psram'])).toBe(rounded(tailBytes) + 4)
    expect(() => withFree(rounded(headBytes) - 4).load('n', bytes)).toThrow(OutOfMemoryError)
  })

  it('puts a network that is too large for internal RAM into PSRAM, where it is slower', () => {
    const large = network(20_000)
    expect(arenaOf(large).headBytes).toBeGreaterThan(113_836)
    expect(() => powerOn().load('large', large)).toThrow(OutOfMemoryError)
    expect(() => powerOn(boards['esp-eye-no-psram']).load('large', large)).toThrow(/largest block/)
    const inPsram = powerOn(boards['esp-eye'], { arena: 'psram' }).load('large', large)
    const small = network(1000)
    const inside = powerOn().load('small', small).latency
    const outside = powerOn(boards['esp-eye'], { arena: 'psram' }).load('small', small).latency
    expect(inPsram.arena).toBe('tensor arena')
    expect(outside.estimate).toBeGreaterThan(inside.estimate * 1.1)
  })

  it('takes a network that found no RAM out of the flash again', () => {
    const machine = powerOn()
    machine.load('n', network(100))
    const { usedBytes } = machine.flash
    expect(() => machine.load('large', network(20_000))).toThrow(OutOfMemoryError)
    expect(() => machine.load('n', network(20_000))).toThrow(OutOfMemoryError)
    expect(machine.flash.usedBytes).toBe(usedBytes)
  })

  it('lends a buffer for a while, in PSRAM where there is some, and takes it back after an error', () => {
    for (const id of ['esp-eye', 'esp-eye-no-psram'] as const) {
      const machine = powerOn(boards[id])
      const before = machine.heap.usedBytes
      const region = machine.withBuffer('b', 1000, () => machine.heap.allocations.at(-1)!.region)
      expect(region === 'PSRAM').toBe(id === 'esp-eye')
      expect(() =>
        machine.withBuffer('b', 1000, () => {
          throw new RangeError('x')
        }),
      ).toThrow(RangeError)
      expect(machine.heap.usedBytes).toBe(before)
      expect(machine.report().peak_ram_bytes).toBe(before + 1004)
      machine.reset()
      expect(machine.report().peak_ram_bytes).toBe(before)
    }
  })

  it('cannot reach beyond the 4 MB of PSRAM that are mapped', () => {
    const machine = powerOn(boards['esp-eye'], { arena: 'psram' })
    const free = machine.heap.largestFree(['psram'])
    expect(free).toBeLessThan(4 * 1024 * 1024)
    expect(() => machine.heap.allocate('x', free + 1, ['psram'], '')).toThrow(OutOfMemoryError)
    expect(machine.heap.allocate('x', free, ['psram'], '').region).toBe('PSRAM')
  })

  it('shares one arena between networks that take turns', () => {
    const [first, second] = [network(1000), network(2000)]
    const machine = powerOn()
    machine.load('first', first)
    machine.load('second', second)
    const arenas = machine.heap.allocations.filter(({ name }) => name === 'tensor arena')
    expect(arenas).toHaveLength(1)
    expect(arenas[0].bytes).toBe(arenaOf(second).headBytes)
  })

  it('stacks what persists of each in that arena where there is no PSRAM', () => {
    const machine = powerOn(boards['esp-eye-no-psram'])
    machine.load('first', network(1000))
    machine.load('second', network(2000))
    const { headBytes, tailBytes } = arenaOf(network(2000))
    const [{ bytes }] = machine.heap.allocations.filter(({ name }) => name === 'tensor arena')
    expect(bytes).toBe(headBytes + 2 * tailBytes)
  })

  it('replaces a network that is loaded again under its name', () => {
    const machine = powerOn()
    machine.load('n', network(1000))
    const used = machine.heap.usedBytes
    const again = machine.load('n', network(1000))
    expect(machine.heap.usedBytes).toBe(used)
    expect(() => machine.spend(again, 'embed')).not.toThrow()
  })

  it('keeps the arena for a large network while a small one takes its turn', () => {
    const machine = powerOn()
    machine.load('n', network(1000))
    const [arena] = machine.heap.allocations.filter(({ name }) => name === 'tensor arena')
    machine.load('n', network(10))
    for (let left = machine.heap.largestFree(['byte']); left > 0; left = machine.heap.largestFree(['byte'])) {
      machine.heap.allocate('filling', left, ['byte'], '')
    }
    machine.load('n', network(1000))
    expect(machine.heap.allocations).toContain(arena)
  })

  it('keeps two arenas apart', () => {
    const machine = powerOn()
    machine.load('face', network(1000), 'face arena')
    machine.load('voice', network(1000), 'voice arena')
    expect(machine.heap.allocations.filter(({ name }) => name.endsWith(' arena'))).toHaveLength(2)
  })

  it('leaves the arena as it was when another network does not fit', () => {
    const machine = powerOn()
    const small = machine.load('small', network(10))
    expect(() => machine.load('large', network(20_000))).toThrow(OutOfMemoryError)
    expect(() => machine.spend(small, 'again')).not.toThrow()
  })

  it('counts its bytes in flash', () => {
    const bytes = network(10)
    const machine = powerOn()
    const before = machine.flash.usedBytes
    machine.load('n', bytes)
    expect(machine.report().flash_bytes - before).toBe(bytes.length)
  })

  it('refuses bytes that are no model', () => {
    expect(() => powerOn().load('nothing', new Uint8Array(64))).toThrow(ModelError)
  })
})

describe('placement', () => {
  const regionOf = (chosen: Parameters<typeof powerOn>[1], name: string): string | undefined => {
    const machine = powerOn(boards['esp-eye'], chosen)
    machine.load('n', network(100))
    return machine.heap.allocations.find((allocation) => allocation.name === name)?.region
  }

  it('puts arena, weights, frame and audio ring each where its option says', () => {
    expect(regionOf({}, 'tensor arena')).toBe('DRAM 6 KiB')
    expect(regionOf({ arena: 'psram' }, 'tensor arena')).toBe('PSRAM')
    expect(regionOf({}, 'weights of n')).toBeUndefined()
    expect(regionOf({ weights: 'psram' }, 'weights of n')).toBe('PSRAM')
    expect(regionOf({ weights: 'sram' }, 'weights of n')).toMatch(/RAM \d+ KiB/)
    expect(regionOf({}, 'camera frame 1')).toBe('PSRAM')
    expect(regionOf({ frame: 'sram' }, 'camera frame (JPEG)')).toBe('DRAM 180 KiB')
    expect(regionOf({}, 'audio ring')).toBe('PSRAM')
    expect(regionOf({ audio: 'sram' }, 'audio ring')).toBe('DRAM 180 KiB')
  })

  it('keeps weights that are copied to RAM in flash all the same, and gives the RAM back', () => {
    const bytes = network(100)
    const machine = powerOn(boards['esp-eye'], { weights: 'psram' })
    const { usedBytes } = machine.heap
    const flash = machine.flash.usedBytes
    machine.load('n', bytes)
    expect(machine.flash.usedBytes - flash).toBe(bytes.length)
    const loaded = machine.heap.usedBytes
    machine.load('n', bytes)
    expect(machine.heap.usedBytes).toBe(loaded)
    const copy = machine.heap.allocations.find(({ name }) => name === 'weights of n')!
    expect(copy.bytes).toBe(bytes.length)
    expect(loaded - usedBytes).toBeGreaterThan(bytes.length)
  })

  it('replaces weights in RAM also where old and new do not fit side by side, and has them back where the new fail', () => {
    const machine = powerOn(boards['esp-eye'], { weights: 'psram' })
    machine.load('n', network(100, 64))
    const before = [...machine.heap.allocations].sort((a, b) => a.offset - b.offset)
    for (
      let left = machine.heap.largestFree(['psram']);
      left > 0;
      left = machine.heap.largestFree(['psram'])
    ) {
      machine.heap.allocate('filling', left, ['psram'], '')
    }
    machine.load('n', network(100, 64))
    expect(() => machine.load('n', network(100, 512))).toThrow(/of n asks for \d+ bytes/)
    const after = machine.heap.allocations.filter(({ name }) => name !== 'filling')
    expect(after.sort((a, b) => a.offset - b.offset)).toEqual(before)
  })

  it('takes nothing where the weights find no room in RAM', () => {
    const bytes = network(100)
    const room = rounded(bytes.length)
    const withPsramLeft = (left: number) => {
      const machine = powerOn(boards['esp-eye'], { weights: 'psram' })
      const tail = rounded(arenaOf(bytes).tailBytes) + 4
      machine.heap.allocate('filling', machine.heap.largestFree(['psram']) - tail - left - 4, ['psram'], '')
      return machine
    }
    const tight = withPsramLeft(room - 4)
    const { usedBytes } = tight.heap
    expect(() => tight.load('n', bytes)).toThrow(/weights of n asks for \d+ bytes/)
    expect(tight.heap.usedBytes).toBe(usedBytes)
    expect(() => withPsramLeft(room).load('n', bytes)).not.toThrow()
  })

  it('decodes a frame that lies in internal RAM as JPEG before it is read', () => {
    const time = (frame: 'psram' | 'sram'): number => {
      const machine = powerOn(boards['esp-eye'], { frame })
      machine.work('look', 'rgb565-to-grey', 100)
      return machine.report().latency_ms.estimate * 240_000
    }
    // 2 bytes a pixel through lines of 32 at 240 cycles; 76,800 pixels of JPEG at 190 cycles.
    expect(time('psram')).toBeCloseTo(100 * (24 + (2 / 32) * 240), 6)
    expect(time('sram')).toBeCloseTo(76_800 * 190 + 100 * 24, 6)
  })

  it('reads an audio ring in internal RAM without waiting', () => {
    const time = (audio: 'psram' | 'sram'): number => {
      const machine = powerOn(boards['esp-eye'], { audio })
      machine.work('hear', 'i2s-to-float', 1000)
      return machine.report().latency_ms.estimate * 240_000
    }
    expect(time('sram')).toBeCloseTo(12_000, 6)
    expect(time('psram')).toBeCloseTo(1000 * (12 + (2 / 32) * 240), 6)
  })
})

describe('buffers of two cores that overlap', () => {
  const withoutPsram = () => powerOn(boards['esp-eye-no-psram'])
  const overlapped = (machine: ReturnType<typeof powerOn>, first: number, second: number): void => {
    machine.onCore(0, () => machine.withBuffer('face', first, () => machine.work('face', 'copy', 1000)))
    machine.onCore(1, () => machine.withBuffer('voice', second, () => machine.work('voice', 'copy', 1000)))
  }

  it('count as taken at the same time', () => {
    const machine = withoutPsram()
    const before = machine.heap.usedBytes
    overlapped(machine, 1000, 2000)
    const { peak_ram_bytes } = machine.report()
    expect(peak_ram_bytes - before).toBe(1004 + 2004)
    expect(machine.heap.usedBytes).toBe(before)
  })

  it('are not counted twice for one core that lends one after the other', () => {
    const machine = withoutPsram()
    const before = machine.heap.usedBytes
    machine.onCore(0, () => {
      machine.withBuffer('a', 1000, () => {})
      machine.withBuffer('b', 400, () => {})
      machine.withBuffer('c', 1200, () => {})
    })
    expect(machine.report().peak_ram_bytes - before).toBe(1204)
  })

  it('are refused where both do not fit, though each would', () => {
    const free = withoutPsram().heap.largestFree(['byte'])
    const machine = withoutPsram()
    for (let size = free; size > 100_000; size = machine.heap.largestFree(['byte'])) {
      machine.heap.allocate('filling', size - 50_000, ['byte'], '')
    }
    const room = machine.heap.largestFree(['byte'])
    expect(() => overlapped(machine, room, room)).toThrow(OutOfMemoryError)
    machine.reset()
    expect(() => machine.withBuffer('alone', room, () => {})).not.toThrow()
  })

  it('are given back once the cores have met', () => {
    const machine = withoutPsram()
    const before = machine.heap.usedBytes
    overlapped(machine, 1000, 2000)
    expect(machine.heap.usedBytes).toBe(before + 3008)
    machine.work('fuse', 'compare', 1)
    expect(machine.heap.usedBytes).toBe(before)
  })
})

describe('running on the board', () => {
  it('gives the bytes of the interpreter and spends the time', () => {
    const bytes = network(50)
    const machine = powerOn()
    const loaded = machine.load('n', bytes)
    const input = Uint8Array.from({ length: 200 }, (_, index) => index)
    expect(machine.invoke(loaded, [input], 'embed')).toEqual(prepare(readModel(bytes)).invoke([input]))
    const { latency_ms, stages } = machine.report()
    expect(latency_ms.estimate).toBeCloseTo(loaded.latency.estimate / 240_000, 9)
    expect(latency_ms.low).toBeLessThan(latency_ms.estimate)
    expect(latency_ms.high).toBeGreaterThan(latency_ms.estimate)
    expect(stages).toEqual([
      { stage: 'embed', core: 0, start_ms: 0, ms: latency_ms.estimate, host_ms: expect.any(Number) },
    ])
  })

  it('makes networks of one arena wait for each other on two cores, and lets those of two arenas overlap', () => {
    const times = (arenas: [string, string]): number => {
      const machine = powerOn()
      const [left, right] = arenas.map((arena, index) => machine.load(`n${index}`, network(500), arena))
      machine.onCore(0, () => machine.spend(left, 'face'))
      machine.onCore(1, () => machine.spend(right, 'voice'))
      return machine.report().latency_ms.estimate
    }
    // Not quite twice as fast: both cores wait for the same flash and PSRAM.
    const speedup = times(['shared', 'shared']) / times(['face', 'voice'])
    expect(speedup).toBeLessThan(2)
    expect(speedup).toBeGreaterThan(1.95)
  })

  it('charges front-end work by the unit', () => {
    const machine = powerOn()
    machine.work('mel', 'fft-512', 240)
    expect(machine.report().latency_ms.estimate).toBeCloseTo(51.503, 6)
  })

  it('waits for the flash chip when a template is written', () => {
    const machine = powerOn()
    machine.work('store', 'flash-write', 4096)
    // One sector erased (45 ms) and sixteen pages programmed (0.7 ms each).
    expect(machine.report().latency_ms.estimate).toBeCloseTo(45 + 16 * 0.7, 1)
  })

  it('starts a new attempt at zero with the networks still loaded', () => {
    const machine = powerOn()
    const loaded = machine.load('n', network(50))
    machine.spend(loaded, 'embed')
    machine.reset()
    expect(machine.report()).toMatchObject({ latency_ms: { estimate: 0 }, stages: [], energy_mj: 0 })
    machine.spend(loaded, 'embed')
    expect(machine.report().stages[0].start_ms).toBe(0)
  })

  it('charges less energy for waiting than for computing', () => {
    const busy = powerOn()
    busy.work('x', 'copy', 32_000_000)
    const idle = powerOn()
    idle.wait('record', milliseconds(100))
    expect(busy.report().latency_ms.estimate).toBeCloseTo(100, 6)
    expect(idle.report().energy_mj).toBeLessThan(busy.report().energy_mj)
  })

  it('waits for a sensor until a moment of the attempt, and not at all once that has passed', () => {
    const moment = (ms: number) => interval(cycles(ms * 240_000), 0)
    const machine = powerOn()
    machine.onCore(1, () => machine.work('x', 'copy', 32_000_000)) // 100 ms
    machine.onCore(1, () => machine.waitUntil('speaking', moment(250)))
    machine.onCore(1, () => machine.waitUntil('speaking', moment(200)))
    expect(machine.report()).toMatchObject({
      latency_ms: {
        estimate: expect.closeTo(250, 6),
        low: expect.closeTo(250, 6),
        high: expect.closeTo(250, 6),
      },
      busy_ms: expect.closeTo(100, 6),
    })
  })

  it('counts the energy of two cores that overlap once', () => {
    const one = powerOn()
    one.onCore(0, () => one.work('x', 'copy', 32_000_000))
    const two = powerOn()
    two.onCore(0, () => two.work('x', 'copy', 32_000_000))
    two.onCore(1, () => two.work('y', 'copy', 32_000_000))
    expect(two.report().energy_mj).toBeCloseTo(one.report().energy_mj, 9)
  })
})

describe('the task watchdog', () => {
  const cyclesOf = (ms: number): number => ms * 240_000
  const spendBytes = (ms: number): number => cyclesOf(ms) / 0.75

  it('is silent at 5 s and reports one unit of work later, going on', () => {
    const machine = powerOn()
    machine.work('long', 'copy', spendBytes(WATCHDOG_MS))
    expect(machine.report().watchdog).toEqual([])
    machine.work('long', 'copy', 4)
    machine.work('after', 'copy', 4)
    const { watchdog, stages } = machine.report()
    expect(watchdog.map(({ stage, core }) => ({ stage, core }))).toEqual([{ stage: 'long', core: 0 }])
    expect(watchdog[0].busy_ms).toBeGreaterThan(WATCHDOG_MS)
    expect(stages.map(({ stage }) => stage)).toEqual(['long', 'after'])
  })

  it('aborts where the firmware is configured to panic', () => {
    const machine = powerOn(boards['esp-eye'], { watchdog: 'panic' })
    machine.work('long', 'copy', spendBytes(WATCHDOG_MS))
    expect(() => machine.work('long', 'copy', 4)).toThrow(WatchdogPanic)
  })

  it('does not mind stages that each yield, nor waiting', () => {
    const machine = powerOn()
    machine.work('one', 'copy', spendBytes(WATCHDOG_MS))
    machine.work('two', 'copy', spendBytes(WATCHDOG_MS))
    machine.wait('record', milliseconds(10_000))
    expect(machine.report().watchdog).toEqual([])
  })
})
