// `viseme codesign`: which network, at which precision, with which sensors, on which board.

import type { Command } from 'commander'
import { explainCommand } from './codesign/explain.ts'
import { exportCommand } from './codesign/export.ts'
import { frontCommand } from './codesign/front.ts'
import { guidelinesCommand } from './codesign/guidelines.ts'
import { measureCommand } from './codesign/measure.ts'
import { sweepCommand } from './codesign/sweep.ts'

export function codesignCommand(program: Command): void {
  const codesign = program
    .command('codesign')
    .description(
      'choose networks, precisions, sensors and board together: cost, error rates, user experience',
    )
  measureCommand(codesign)
  sweepCommand(codesign)
  frontCommand(codesign)
  explainCommand(codesign)
  exportCommand(codesign)
  guidelinesCommand(codesign)
}
