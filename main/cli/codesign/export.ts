// `viseme codesign export`: what a firmware of a design is made with.

import { join } from 'node:path'
import type { Command } from 'commander'
import { requireWritableFolder, writeWhole } from '../../written-file.ts'
import { answer } from '../output.ts'
import { addSpaceOptions, openSpace, type SpaceArguments } from './space-options.ts'

interface ExportArguments extends SpaceArguments {
  out: string
  json?: boolean
}

export function exportCommand(codesign: Command): void {
  const command = codesign
    .command('export <design>')
    .description(
      'the firmware recipe of a design: sdkconfig, partitions, arenas, models, thresholds; exit 3 where it does not fit',
    )
    .requiredOption('--out <folder>', 'where to write it')
  addSpaceOptions(command)
    .option('--json', 'print the recipe')
    .action(async (id: string, options: ExportArguments) => {
      const { parseDesign } = await import('../../codesign/design.ts')
      const { recipeFiles, recipeOf } = await import('../../codesign/recipe.ts')
      const design = parseDesign(id)
      const made = recipeOf(await openSpace({ ...options, board: [design.board] }), design)
      requireWritableFolder(options.out)
      const files = recipeFiles(made)
      for (const [name, content] of files) writeWhole(join(options.out, name), content)
      answer(options, made.recipe, ({ models, decision }) =>
        [
          `${id} in ${options.out}: ${[...files.keys()].join(', ')}`,
          `Write models.bin to the partition "models": parttool.py write_partition --partition-name models --input models.bin`,
          ...models.map(({ name, bytes, sha256 }) => `  ${name}: ${bytes} bytes, SHA-256 ${sha256}`),
          ...(decision ? [] : ['Nothing was measured of these networks: the recipe holds no thresholds.']),
        ].join('\n'),
      )
    })
}
