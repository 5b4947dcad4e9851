// `viseme portability`: from the boards that were measured to those that nobody measured.

import type { Command } from 'commander'
import { adaptCommand } from './portability/adapt.ts'
import { devicesCommand } from './portability/devices.ts'
import { matrixCommand } from './portability/matrix.ts'
import { optimiserCommand } from './portability/optimiser.ts'
import { predictCommand } from './portability/predict.ts'
import { recommendCommand } from './portability/recommend.ts'
import { validateCommand } from './portability/validate.ts'

export function portabilityCommand(program: Command): void {
  const portability = program
    .command('portability')
    .description('latencies on other devices, from one that is known')
  matrixCommand(portability)
  adaptCommand(portability)
  devicesCommand(portability)
  predictCommand(portability)
  validateCommand(portability)
  recommendCommand(portability)
  optimiserCommand(portability)
}
