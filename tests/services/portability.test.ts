// What the window asks about other boards, through the handlers and the contract's own schemas.

import { describe, expect, it } from 'vitest'
import { channels } from '../../main/api.ts'
import { listSupernets, readZoo } from '../../main/inference/zoo.ts'
import { benchmarkNetworks } from '../../main/portability/benchmark-networks.ts'
import { portabilityHandlers } from '../../main/services/portability.ts'

const handlers = portabilityHandlers()
const context = { progress: () => undefined }
const own = {
  name: 'mine',
  core: 'cortex-m4',
  mhz: 96,
  flash_kb: 512,
  ram_kb: null,
  simd: null,
  fpu: false,
}

describe('other boards', () => {
  it('are listed with what was measured on their chips', async () => {
    const answer = await handlers['portability-catalogue']({}, context)
    expect(channels['portability-catalogue'].answer.parse(answer)).toEqual(answer)
    expect(answer.devices.find(({ id }) => id === 'esp-eye')).toMatchObject({ emulated: true, measured: 4 })
    expect(answer.networks).toContain('face-embed')
  }, 60_000)

  it('are predicted by name or description, and by what was measured', async () => {
    const ask = (device: string | typeof own, measured = '') =>
      handlers['portability-predict']({ device, measured, coverage: 0.9 }, context)
    const answer = await ask(own)
    expect(channels['portability-predict'].answer.parse(answer)).toEqual(answer)
    expect((await ask('stm32f411ce')).measured).toBe(4)
    expect((await ask(own, 'face-embed,900\n')).measured).toBe(1)
    await expect(ask(own, 'nothing')).rejects.toMatchObject({ code: 'bad-measurements', exitCode: 2 })
    await expect(ask('abacus')).rejects.toMatchObject({ code: 'unknown-device' })
    await expect(ask({ ...own, core: 'abacus' })).rejects.toMatchObject({ code: 'unknown-core' })
  }, 60_000)

  it('are compared by the model where no table is opened, else by the table', async () => {
    const expected = await handlers['portability-matrix']({ table: null }, context)
    expect(channels['portability-matrix'].answer.parse(expected)).toEqual(expected)
    const int8 = [...readZoo().values()].filter(({ precision = 'int8' }) => precision === 'int8')
    const subnets = listSupernets().flatMap(({ subnets }) => subnets)
    expect(expected.networks).toBe(int8.length + subnets.length + benchmarkNetworks().length)
    const text = 'device,a_ms,b_ms,c_ms,d_ms,e_ms\nx,1,2,3,4,5\ny,2,4,6,8,10\nz,1,1,1,1,1\n'
    const measured = await handlers['portability-matrix']({ table: { name: 'mine.csv', text } }, context)
    expect(measured.clusters).toContainEqual(['x', 'y'])
    const flat = measured.devices.indexOf('z')
    expect(measured.matrix[flat][measured.devices.indexOf('x')].value).toBeNull()
    expect(channels['portability-matrix'].answer.parse(measured)).toEqual(measured)
    const broken = handlers['portability-matrix']({ table: { name: 'mine.json', text } }, context)
    await expect(broken).rejects.toMatchObject({ code: 'bad-latency-table', exitCode: 2 })
  }, 60_000)

  it('get a design recommended, with what a search finds beside it', async () => {
    const request = { device: 'stm32l496', measured: '', weights: [1, 1, 0, 1], milliwatts: null }
    const answer = await handlers['portability-recommend'](request, context)
    expect(channels['portability-recommend'].answer.parse(answer)).toEqual(answer)
    expect(answer.regret).toBeGreaterThanOrEqual(0)
    expect(answer.front.length).toBeGreaterThan(1)
    expect(answer.recommended.design_id).toBeNull()
  }, 60_000)

  it('payloads that are no description of a board are refused by the contract', () => {
    const { payload } = channels['portability-predict']
    const request = { device: own, measured: '', coverage: 0.9 }
    expect(payload.safeParse(request).success).toBe(true)
    expect(payload.safeParse({ ...request, device: { ...own, mhz: 0 } }).success).toBe(false)
    expect(payload.safeParse({ ...request, coverage: 1 }).success).toBe(false)
    expect(payload.safeParse({ ...request, more: 1 }).success).toBe(false)
  })
})
