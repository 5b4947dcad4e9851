// The files of a report in a folder: for people, for spreadsheets, and for Viseme to open again.

import { join } from 'node:path'
import { requireWritableFolder, writeWhole } from '../../written-file.ts'
import { documentText } from '../document-schema.ts'
import type { Measurement } from '../measurement.ts'
import { reportCsv } from './report-csv.ts'
import { reportHtml } from './report-html.ts'
import { ownNames, pseudonyms } from './system-tables.ts'

/** Mode of files that name samples. */
const OWNER_ONLY = 0o600

/**
 * Writes report.html and figures.csv, which name nobody unless `names`, and measurement.json, which names the samples.
 * VisemeError `unwritable-file`.
 */
export function writeReport(folder: string, measurement: Measurement, { names }: { names: boolean }): void {
  requireWritableFolder(folder)
  writeWhole(join(folder, 'report.html'), reportHtml(measurement, names ? ownNames : pseudonyms()))
  writeWhole(join(folder, 'figures.csv'), reportCsv(measurement))
  writeWhole(join(folder, 'measurement.json'), documentText(measurement), OWNER_ONLY)
}
