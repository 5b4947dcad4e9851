// `viseme portability`: from the boards that were measured to those that nobody measured.

import type { Command } from 'commander'
import { adaptCommand } from './portability/adapt.ts'
import { matrixCommand } from './portability/matrix.ts'

export function portabilityCommand(program: Command): void {
  const portability = program
    .command('portability')
    .description('latencies on other devices, from one that is known')
  matrixCommand(portability)
  adaptCommand(portability)
}
