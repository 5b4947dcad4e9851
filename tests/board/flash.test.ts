import { describe, expect, it } from 'vitest'
import { Flash, FlashOverflowError, templateCapacity } from '../../main/board/flash.ts'

const FOUR_MEGABYTES = 4 * 1024 * 1024

describe('the flash image', () => {
  it('takes models up to the last byte and refuses one more, naming the bytes over', () => {
    const room = new Flash(FOUR_MEGABYTES).freeBytes
    expect(room).toBe(FOUR_MEGABYTES - 0x10000 - 0x140000 - 0x10000)
    const flash = new Flash(FOUR_MEGABYTES)
    flash.write([{ name: 'face', bytes: room }])
    expect(flash.usedBytes).toBe(FOUR_MEGABYTES)
    expect(flash.freeBytes).toBe(0)
    expect(() => new Flash(FOUR_MEGABYTES).write([{ name: 'face', bytes: room + 1 }])).toThrow(
      /: 1 bytes over/,
    )
    expect(() => flash.add({ name: 'voice', bytes: 7 })).toThrow(FlashOverflowError)
  })

  it('starts every model on 16 bytes', () => {
    const flash = new Flash(FOUR_MEGABYTES)
    const before = flash.freeBytes
    flash.write([
      { name: 'a', bytes: 17 },
      { name: 'b', bytes: 10 },
    ])
    expect(before - flash.freeBytes).toBe(42)
  })

  it('stays as it was when an image does not fit', () => {
    const flash = new Flash(FOUR_MEGABYTES)
    flash.write([{ name: 'a', bytes: 100 }])
    expect(() => flash.write([{ name: 'b', bytes: FOUR_MEGABYTES }])).toThrow(FlashOverflowError)
    expect(flash.models()).toEqual([{ name: 'a', bytes: 100 }])
  })

  it('replaces a model of the same name', () => {
    const flash = new Flash(FOUR_MEGABYTES)
    flash.add({ name: 'a', bytes: 100 })
    flash.add({ name: 'a', bytes: 60 })
    expect(flash.models()).toEqual([{ name: 'a', bytes: 60 }])
  })

  it('lays partitions out without gaps or overlaps', () => {
    const flash = new Flash(FOUR_MEGABYTES)
    flash.add({ name: 'a', bytes: 1008 })
    flash.add({ name: 'b', bytes: 99 })
    expect(flash.partitions().slice(-2)).toEqual([
      { name: 'a', offset: 0x160000, bytes: 1008 },
      { name: 'b', offset: 0x160000 + 1008, bytes: 99 },
    ])
    flash.partitions().reduce((end, { offset, bytes }) => {
      expect(offset).toBe(end)
      return offset + bytes
    }, 0)
  })

  it('cannot hold firmware in a flash that is too small for it', () => {
    expect(() => new Flash(1024 * 1024)).toThrow(FlashOverflowError)
  })
})

describe('the templates partition', () => {
  it('has 15 sectors to fill and keeps one free', () => {
    expect(templateCapacity(4096)).toBe(15)
    expect(templateCapacity(4097)).toBe(7)
    expect(templateCapacity(2048)).toBe(30)
    expect(templateCapacity(2049)).toBe(15)
    expect(templateCapacity(256)).toBe(240)
  })

  it('refuses a template without bytes', () => {
    expect(() => templateCapacity(0)).toThrow(RangeError)
  })
})
