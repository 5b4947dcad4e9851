// `viseme portability devices`: the catalogue.

import type { Command } from 'commander'
import type { Catalogue } from '../../portability/catalogue.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'

export function devicesCommand(portability: Command): void {
  portability
    .command('devices')
    .description('the device catalogue: cores, clocks, memories, and what was measured on each')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const { catalogue } = await import('../../portability/catalogue.ts')
      answer(options, catalogue(), text)
    })
}

const size = (kb: number | null): string => {
  if (kb === null) return ''
  if (kb >= 1024 * 1024) return `${kb / 1024 / 1024} GB`
  return kb >= 1024 ? `${Number((kb / 1024).toFixed(1))} MB` : `${kb} KB`
}

function text({ devices, nasBench, sources }: Catalogue): string {
  const rows = devices.map(
    ({ id, kind, core, mhz, flash_kb, ram_kb, external_ram_kb, measured_ms, board, chip }) => [
      id,
      kind,
      core.id,
      String(mhz),
      core.simd,
      core.fpu === null ? '?' : core.fpu ? 'yes' : 'no',
      size(flash_kb),
      [size(ram_kb), external_ram_kb ? `+ ${size(external_ram_kb)}` : ''].join(' ').trim(),
      board ? `as ${chip}, emulated` : `${Object.keys(measured_ms).length} networks`,
    ],
  )
  const heads = ['device', 'kind', 'core', 'MHz', 'SIMD', 'FPU', 'flash', 'RAM', 'measured']
  return [
    ...table(heads, rows, [0, 1, 2, 4, 5, 8]),
    '',
    'Devices of NAS-Bench-201, which validate matrix and adapt and train nothing:',
    ...nasBench.map(({ id, name, collection }) => `  ${id}: ${name} (${collection})`),
    '',
    ...Object.values(sources).map((source) => `Source: ${source}.`),
  ].join('\n')
}
