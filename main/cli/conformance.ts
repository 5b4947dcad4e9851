// viseme conformance DIR: every model of DIR/golden.json through the interpreter and the arena planner.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { VisemeError } from '../errors.ts'
import type { ConformanceReport, GoldenModel } from '../inference/conformance.ts'
import { answer, type OutputOptions } from './output.ts'

export function conformanceCommand(program: Command): void {
  program
    .command('conformance')
    .description('compare outputs and arena sizes with what TensorFlow Lite Micro computed')
    .argument('<dir>', 'folder with golden.json and its models')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: OutputOptions) => {
      const { checkConformance } = await import('../inference/conformance.ts')
      const report = checkConformance(await readGolden(dir), (model) => readFile(join(dir, model)))
      answer(options, report, describe)
      if (report.failures.length > 0) process.exitCode = 1
    })
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `cannot read ${path}`,
      next: 'Give the folder that holds golden.json and the models it names.',
      exitCode: 2,
      cause,
    })
  }
}

/** The parts of golden.json that are compared. */
export async function readGolden(dir: string): Promise<GoldenModel[]> {
  const { z } = await import('zod')
  const schema = z.array(
    z.object({
      model: z.string().regex(/^[^/\\]+$/, 'names a file of the folder'),
      arena_used_bytes: z.int(),
      cases: z.array(z.object({ seed: z.int(), output_base64: z.base64() })),
    }),
  )
  const path = join(dir, 'golden.json')
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(readFile(path)))
  } catch (cause) {
    if (cause instanceof VisemeError) throw cause
    throw badGolden(path, 'it is no JSON', cause)
  }
  const parsed = schema.safeParse(document)
  if (!parsed.success) throw badGolden(path, z.prettifyError(parsed.error), parsed.error)
  return parsed.data.map(({ model, arena_used_bytes, cases }) => ({
    model,
    arenaUsedBytes: arena_used_bytes,
    cases: cases.map(({ seed, output_base64 }) => ({ seed, output: Buffer.from(output_base64, 'base64') })),
  }))
}

function badGolden(path: string, problem: string, cause: unknown): VisemeError {
  return new VisemeError({
    code: 'bad-golden',
    message: `${path} does not hold golden values: ${problem}`,
    next: 'Compare it with the format described in the README of the conformance folder.',
    exitCode: 2,
    cause,
  })
}

function describe({ models, outputs_equal, arena_equal, failures }: ConformanceReport): string {
  return [
    `outputs equal  ${outputs_equal} of ${models} models`,
    `arena equal    ${arena_equal} of ${models} models`,
    ...failures.map(({ model, seed, what }) => `${model}${seed === null ? '' : ` (seed ${seed})`}: ${what}`),
  ].join('\n')
}
