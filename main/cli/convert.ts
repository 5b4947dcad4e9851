// `viseme convert`: an exported float network into a .tflite.

import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { VisemeError } from '../errors.ts'
import { answer } from './output.ts'

interface ConvertOptions {
  float?: boolean
  json?: boolean
}

export function convertCommand(program: Command): void {
  program
    .command('convert <stem> <output>')
    .description('convert an exported float network (STEM.json and STEM.bin) into an int8 .tflite')
    .option('--float', 'keep float32 weights and activations, to compare with')
    .option('--json', 'print one JSON document')
    .action(async (stem: string, output: string, options: ConvertOptions) => {
      const { readGraphFiles } = await import('../inference/convert/files.ts')
      const { convertGraph } = await import('../inference/convert/convert.ts')
      const graph = await readGraphFiles(stem)
      const bytes = convertGraph(graph, options.float ? 'float32' : 'int8')
      await writeFile(output, bytes).catch((cause: unknown) => {
        throw new VisemeError({
          code: 'unwritable-file',
          message: `${output} cannot be written.`,
          next: 'Choose a file in a folder that exists and may be written to.',
          exitCode: 4,
          cause,
        })
      })
      const { noteInZoo } = await import('../inference/zoo.ts')
      const inZoo = options.float ? false : noteInZoo(output, bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const document = {
        name: graph.name,
        output,
        operators: graph.nodes.length,
        bytes: bytes.length,
        sha256,
        in_zoo: inZoo,
      }
      answer(options, document, ({ name, operators }) =>
        [
          `${name}: ${operators} operators, ${bytes.length} bytes in ${output}`,
          `SHA-256 ${sha256}${inZoo ? ', noted in zoo.json' : ''}`,
        ].join('\n'),
      )
    })
}
