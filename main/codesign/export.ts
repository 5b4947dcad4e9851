// Designs and firmware recipes into a folder of the user's choice.

import { join } from 'node:path'
import { requireWritableFolder, writeWhole } from '../written-file.ts'
import type { Design } from './design.ts'
import { pointWriter } from './point-file.ts'
import type { DesignPoint } from './points.ts'
import { recipeFiles, recipeOf } from './recipe.ts'
import type { Workshop } from './table.ts'

/** Writes designs.csv or designs.json; answers its path. Throws `unwritable-file` (exit 4). */
export function writePoints(
  points: Iterable<DesignPoint>,
  kind: 'csv' | 'json',
  ids: readonly string[] | null,
  folder: string,
): string[] {
  requireWritableFolder(folder)
  const path = join(folder, `designs.${kind}`)
  const wanted = ids && new Set(ids)
  const writer = pointWriter(path)
  try {
    for (const point of points) if (wanted?.has(point.id) ?? true) writer.write(point)
    writer.end()
  } finally {
    writer.abandon()
  }
  return [path]
}

/** Writes every file of a recipe; answers their paths. Throws `does-not-fit` (exit 3), `unwritable-file` (4). */
export function writeRecipe(workshop: Workshop, design: Design, folder: string): string[] {
  const files = recipeFiles(recipeOf(workshop, design))
  requireWritableFolder(folder)
  return [...files].map(([name, content]) => {
    const path = join(folder, name)
    writeWhole(path, content)
    return path
  })
}
