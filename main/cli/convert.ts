// `viseme convert`: an exported float network, or a SubNet of a SuperNet, into a .tflite of any precision.

import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { VisemeError } from '../errors.ts'
import type { Precision } from '../inference/convert/convert.ts'
import type { FloatGraph } from '../inference/convert/graph.ts'
import { answer } from './output.ts'

interface ConvertOptions {
  precision: Precision
  subnet?: string
  json?: boolean
}

/** Must be the precisions of the converter, which is imported only when it is needed. */
const precisions: Precision[] = ['int8', 'float32', 'int16x8', 'int4', 'binary']

export function convertCommand(program: Command): void {
  program
    .command('convert <stem> <output>')
    .description('convert an exported network (STEM.json and STEM.bin) into a .tflite')
    .addOption(
      new Option('--precision <kind>', 'of activations and weights').choices(precisions).default('int8'),
    )
    .option('--subnet <name>', 'which SubNet, where STEM is a SuperNet')
    .option('--json', 'print one JSON document')
    .action(async (stem: string, output: string, options: ConvertOptions) => {
      const { convertGraph } = await import('../inference/convert/convert.ts')
      const graph = await graphOf(stem, options)
      const bytes = convertGraph(graph, options.precision)
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
      const inZoo =
        (options.precision === 'int8' || options.precision === 'binary') && noteInZoo(output, bytes)
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

async function graphOf(stem: string, { precision, subnet }: ConvertOptions): Promise<FloatGraph> {
  if (subnet === undefined) {
    const { readGraphFiles } = await import('../inference/convert/files.ts')
    return readGraphFiles(stem)
  }
  const { readSupernet } = await import('../supernet/image.ts')
  const { subnetGraph } = await import('../supernet/subnet-model.ts')
  return subnetGraph(readSupernet(stem), subnet, precision)
}
