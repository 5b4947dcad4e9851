// The `viseme` command line: the same services as the window, for scripts and terminals.
// Exit codes: 0 done or accepted, 1 rejected or different, 2 bad usage or input, 3 a board limit, 4 the surroundings,
// 70 a defect of Viseme itself (EX_SOFTWARE of sysexits.h).

import { Command, CommanderError } from 'commander'
import { attacksCommand } from './cli/attacks.ts'
import { auditCommand } from './cli/audit.ts'
import { boardsCommand } from './cli/boards.ts'
import { cacheCommand } from './cli/cache.ts'
import { calibrationCommand } from './cli/calibration.ts'
import { codesignCommand } from './cli/codesign.ts'
import { conformanceCommand } from './cli/conformance.ts'
import { convertCommand } from './cli/convert.ts'
import { demoCommand } from './cli/demo.ts'
import { enrollCommand } from './cli/enroll.ts'
import { evaluateCommand } from './cli/evaluate.ts'
import { fitFusionCommand } from './cli/fit-fusion.ts'
import { identifyCommand } from './cli/identify.ts'
import { inspectCommand } from './cli/inspect.ts'
import { lockoutCommand } from './cli/lockout.ts'
import { metricsCommand } from './cli/metrics.ts'
import { operatingPointCommand } from './cli/operating-point.ts'
import { answerDefect, answerFailure, answerUsage } from './cli/output.ts'
import { peopleCommand } from './cli/people.ts'
import { portabilityCommand } from './cli/portability.ts'
import { runCommand } from './cli/run.ts'
import { scoreModelsCommand } from './cli/score-models.ts'
import { storeCommand } from './cli/store.ts'
import { supernetCommand } from './cli/supernet.ts'
import { trialsCommand } from './cli/trials.ts'
import { verifyCommand } from './cli/verify.ts'
import { voiceActivityCommand } from './cli/voice-activity.ts'
import { zooCommand } from './cli/zoo.ts'
import { VisemeError } from './errors.ts'

function program(): Command {
  const viseme = new Command('viseme')
    .description('Face and voice verification on an emulated ESP-EYE')
    .showHelpAfterError()
    .exitOverride()
  boardsCommand(viseme)
  auditCommand(viseme)
  cacheCommand(viseme)
  attacksCommand(viseme)
  calibrationCommand(viseme)
  fitFusionCommand(viseme)
  codesignCommand(viseme)
  conformanceCommand(viseme)
  convertCommand(viseme)
  demoCommand(viseme)
  enrollCommand(viseme)
  evaluateCommand(viseme)
  identifyCommand(viseme)
  inspectCommand(viseme)
  lockoutCommand(viseme)
  metricsCommand(viseme)
  operatingPointCommand(viseme)
  peopleCommand(viseme)
  portabilityCommand(viseme)
  runCommand(viseme)
  scoreModelsCommand(viseme)
  storeCommand(viseme)
  supernetCommand(viseme)
  trialsCommand(viseme)
  verifyCommand(viseme)
  voiceActivityCommand(viseme)
  zooCommand(viseme)
  return viseme
}

/** Runs one command; its outcome is in `process.exitCode`. */
export async function runCommandLine(args: string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      if (error.exitCode !== 0) answerUsage({ json: args.includes('--json') }, error)
    } else if (error instanceof VisemeError) {
      answerFailure({ json: args.includes('--json') }, error)
      process.exitCode = error.exitCode
    } else {
      answerDefect({ json: args.includes('--json') }, error)
      process.exitCode = DEFECT
    }
  }
}

/** Exit code of whatever is no VisemeError. */
const DEFECT = 70

/** The reader of a pipe may leave early, as `head` does; what it does not read is not missed. */
function letReadersLeave(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  letReadersLeave(process.stdout)
  letReadersLeave(process.stderr)
  process.on('uncaughtException', (error) => {
    answerDefect({ json: args.includes('--json') }, error)
    process.exit(DEFECT)
  })
  await runCommandLine(args)
}
