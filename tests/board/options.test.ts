import { describe, expect, it } from 'vitest'
import { boards, defaultBoard } from '../../main/board/boards.ts'
import { boardOptions, flashMhz } from '../../main/board/options.ts'
import { VisemeError } from '../../main/errors.ts'

describe('the configuration of a board', () => {
  it("is Espressif's for the ESP-EYE unless chosen otherwise", () => {
    expect(boardOptions(defaultBoard)).toEqual({
      cpuMhz: 240,
      flash: 'qio80',
      psram: '80',
      arena: 'sram',
      weights: 'flash',
      frame: 'psram',
      audio: 'psram',
      kernels: 'esp-nn',
      build: 'O2',
      watchdog: 'report',
    })
  })

  it('slows the PSRAM down with the flash', () => {
    expect(boardOptions(defaultBoard, { flash: 'dio40' }).psram).toBe('40')
    expect(flashMhz('dio40')).toBe(40)
  })

  it.each([
    ['40', 'qio40'],
    ['40', 'qio80'],
    ['80', 'qio80'],
  ] as const)('allows PSRAM at %s MHz beside flash as %s', (psram, flash) => {
    expect(boardOptions(defaultBoard, { psram, flash }).psram).toBe(psram)
  })

  it.each([
    ['PSRAM faster than flash', { psram: '80', flash: 'dio40' }, /needs flash at 80 MHz/],
    ['a clock the chip has not', { cpuMhz: 200 }, /no CPU clock of 200 MHz/],
    ['an arena in PSRAM that is off', { psram: 'off', arena: 'psram' }, /tensor arena cannot lie in PSRAM/],
    ['weights in PSRAM that is off', { psram: 'off', weights: 'psram' }, /weights cannot lie in PSRAM/],
    ['a frame in PSRAM that is off', { psram: 'off', frame: 'psram' }, /camera frame cannot lie in PSRAM/],
    ['a ring in PSRAM that is off', { psram: 'off', audio: 'psram' }, /audio ring cannot lie in PSRAM/],
  ] as const)('refuses %s', (_, chosen, message) => {
    expect(() => boardOptions(defaultBoard, chosen)).toThrow(message)
    expect(() => boardOptions(defaultBoard, chosen)).toThrow(VisemeError)
  })

  it('has sensor buffers in internal RAM where PSRAM is off', () => {
    expect(boardOptions(defaultBoard, { psram: 'off' })).toMatchObject({ frame: 'sram', audio: 'sram' })
  })

  it('has no PSRAM to switch on where none is fitted', () => {
    const board = boards['esp-eye-no-psram']
    expect(boardOptions(board).psram).toBe('off')
    expect(() => boardOptions(board, { psram: '80' })).toThrow(/has no PSRAM/)
  })
})
