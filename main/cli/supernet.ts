// `viseme supernet`: SubNets of one weight-shared network served under bounds, with a SubGraph kept in internal RAM.

import type { Command } from 'commander'
import { fitCommand } from './supernet/fit.ts'
import { serveCommand } from './supernet/serve.ts'
import { sweepCommand } from './supernet/sweep.ts'

export function supernetCommand(program: Command): void {
  const supernet = program
    .command('supernet')
    .description(
      'serve SubNets of a SuperNet under accuracy and latency bounds, with a SubGraph-stationary cache',
    )
  serveCommand(supernet)
  sweepCommand(supernet)
  fitCommand(supernet)
}
