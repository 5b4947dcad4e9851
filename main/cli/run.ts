// `viseme run`: one inference on the emulated board; raw output bytes into a file. Exit 3 when the model does not fit.

import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Assessment } from '../board/assess.ts'
import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { prepareModelFile, readBytes } from './model-file.ts'
import { answer } from './output.ts'

interface RunOptions extends BoardArguments {
  input: string
  output: string
  limits: boolean
  json?: boolean
}

export function runCommand(program: Command): void {
  const command = program
    .command('run <model>')
    .description('run a .tflite on a board; exit 3 when it does not fit')
    .requiredOption('--input <seed:N|file>', 'raw bytes of all inputs in order, or a seed as in conformance/')
    .requiredOption('--output <file>', 'where the raw bytes of all outputs go')
    .option(
      '--no-limits',
      'run it even where a limit of the board refuses it: flash, RAM, stack, watchdog. The limits that keep this computer ' +
        'responsive stay: an arena of 64 MiB, 2e9 steps, the verifier of the file',
    )
  addBoardOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: RunOptions) => {
      const { assess } = await import('../board/assess.ts')
      const { assessmentText } = await import('./assessment-text.ts')
      const { board, options: configuration } = chosenBoard(options)
      const network = await prepareModelFile(path)
      const assessment = assess(network, board, configuration)
      if (assessment.fits || !options.limits) {
        const outputs = network.invoke(await inputsOf(network, options.input))
        await writeOutputs(options.output, outputs)
      }
      answer(options, assessment, (found) => `${assessmentText(board, found)}\n${verdict(found, options)}`)
      if (!assessment.fits && options.limits) process.exitCode = 3
    })
}

function verdict({ fits }: Assessment, { limits, output }: RunOptions): string {
  if (fits) return `Outputs are in ${output}.`
  return limits
    ? 'Nothing was run. Use --no-limits to run it all the same.'
    : `Run all the same; outputs are in ${output}.`
}

async function inputsOf(network: PreparedModel, source: string): Promise<Uint8Array[]> {
  const total = network.inputs.reduce((sum, { bytes }) => sum + bytes, 0)
  const all = source.startsWith('seed:')
    ? await seeded(total, source.slice(5))
    : await readBytes(source, 'input')
  if (all.length !== total) {
    const shapes = network.inputs.map(({ type, shape }) => `${type} [${shape.join(', ')}]`).join(' and ')
    throw new VisemeError({
      code: 'input-length',
      message: `${source} has ${all.length} bytes; the model takes ${total}: ${shapes}.`,
      next: 'Give the raw bytes of all input tensors one after the other, or --input seed:1.',
      exitCode: 2,
    })
  }
  let from = 0
  return network.inputs.map(({ bytes }) => all.subarray(from, (from += bytes)))
}

async function seeded(bytes: number, text: string): Promise<Uint8Array> {
  const seed = Number(text)
  if (!/^\d+$/.test(text) || seed >= 2 ** 32) {
    throw new VisemeError({
      code: 'bad-seed',
      message: `"${text}" is no seed.`,
      next: 'Give a whole number below 4294967296, e.g. --input seed:1.',
      exitCode: 2,
    })
  }
  const { seededInput } = await import('../inference/seeded-input.ts')
  return seededInput(bytes, seed)
}

async function writeOutputs(path: string, outputs: Uint8Array[]): Promise<void> {
  await writeFile(path, Buffer.concat(outputs)).catch((cause: unknown) => {
    throw new VisemeError({
      code: 'unwritable-file',
      message: `${path} cannot be written.`,
      next: 'Choose a file in a folder that exists and may be written to.',
      exitCode: 4,
      cause,
    })
  })
}
