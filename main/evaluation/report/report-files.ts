// The files of a report, and whether they could be written: asked before long work.

import { join } from 'node:path'
import { requireWritable, requireWritableFolder } from '../../written-file.ts'

export const REPORT_FILES = ['report.html', 'figures.csv', 'measurement.json'] as const

/** Makes the folder where it is missing. VisemeError `unwritable-file` where these and `more` could not be written. */
export function requireWritableReport(folder: string, more: readonly string[] = []): void {
  requireWritableFolder(folder)
  for (const file of [...REPORT_FILES, ...more]) requireWritable(join(folder, file))
}
