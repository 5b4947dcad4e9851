// `viseme codesign sweep`: every design of a space; counts of what fits and of the reasons why not, and a file of all.

import type { Command } from 'commander'
import type { DesignPoint } from '../../codesign/points.ts'
import { answer } from '../output.ts'
import { progressBar } from '../progress.ts'
import { table } from '../table.ts'
import { addSpaceOptions, openSpace, type SpaceArguments } from './space-options.ts'

interface SweepArguments extends SpaceArguments {
  out?: string
  measured?: boolean
  json?: boolean
}

interface Sweep {
  designs: number
  fit: number
  measured: number
  seconds: number
  by_board: { board: string; designs: number; fit: number }[]
  reasons: { code: string; count: number; example: string; message: string }[]
}

export function sweepCommand(codesign: Command): void {
  const command = codesign
    .command('sweep')
    .description('cost every design of a space: what fits, why the others do not; --out writes all of them')
    .option('--out <file>', 'CSV or, ending in .json, JSON')
    .option('--measured', 'only networks whose error rates were measured')
  addSpaceOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (options: SweepArguments) => {
      const { designsOf } = await import('../../codesign/table.ts')
      const { pointWriter } = await import('../../codesign/point-file.ts')
      const workshop = await openSpace(options)
      const writer = options.out === undefined ? null : pointWriter(options.out)
      const began = performance.now()
      const sweep = { designs: 0, fit: 0, measured: 0 }
      const boards = new Map<string, { board: string; designs: number; fit: number }>()
      const reasons = new Map<string, Sweep['reasons'][number]>()
      const total = [...designsOf(workshop, options.measured)].length
      const progress = progressBar(total)
      try {
        for (const design of designsOf(workshop, options.measured)) {
          const point = workshop.pointOf(design)
          sweep.designs++
          if (point.accuracy.development !== null) sweep.measured++
          const board = boards.get(design.board) ?? { board: design.board, designs: 0, fit: 0 }
          boards.set(design.board, board)
          board.designs++
          if (point.fits) {
            sweep.fit++
            board.fit++
          }
          noteReasons(reasons, point)
          writer?.write(point)
          if (sweep.designs % 500 === 0) progress.update(sweep.designs, design.board)
        }
        writer?.end()
      } finally {
        progress.stop()
        writer?.abandon()
      }
      const document: Sweep = {
        ...sweep,
        seconds: (performance.now() - began) / 1000,
        by_board: [...boards.values()],
        reasons: [...reasons.values()].toSorted((a, b) => b.count - a.count),
      }
      answer(options, document, sweepText)
    })
}

function noteReasons(reasons: Map<string, Sweep['reasons'][number]>, { id, problems }: DesignPoint): void {
  for (const { code, message } of problems) {
    const reason = reasons.get(code) ?? { code, count: 0, example: id, message }
    reasons.set(code, reason)
    reason.count++
  }
}

function sweepText({ designs, fit, measured, seconds, by_board, reasons }: Sweep): string {
  return [
    `${designs} designs in ${seconds.toFixed(1)} s: ${fit} fit, ${measured} have measured error rates.`,
    ...table(
      ['board', 'designs', 'fit'],
      by_board.map(({ board, designs, fit }) => [board, String(designs), String(fit)]),
      [0],
    ),
    ...(reasons.length > 0 ? ['Why the others do not fit:'] : []),
    ...reasons.flatMap(({ code, count, example, message }) => [
      `${count}  ${code}, e.g. ${example}`,
      `     ${message}`,
    ]),
  ].join('\n')
}
