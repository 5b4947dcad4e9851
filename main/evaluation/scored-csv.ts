// The scores that an evaluation wrote (score-writer.ts), read back with the people behind them.

import { readFileSync } from 'node:fs'
import { VisemeError } from '../errors.ts'
import { ComparisonList, type Comparisons } from './comparisons.ts'
import { parseCsv } from './csv.ts'
import type { People } from './scores.ts'

const COLUMNS = ['enrolled_person', 'tested_person', 'kind', 'score'] as const

/** Genuine and impostor comparisons of one system. VisemeError `bad-score-file`. */
export function readScoredComparisons(path: string): Comparisons & { people: People } {
  const { heads, rows } = parseCsv(textOf(path), path)
  const [enrolled, tested, kind, score] = COLUMNS.map((column) => heads.indexOf(column))
  const missing = COLUMNS.filter((column) => !heads.includes(column))
  if (missing.length > 0) throw refused(`${path} has no column ${missing.join(', ')}.`)
  const list = new ComparisonList()
  for (const { line, fields } of rows) {
    if (fields[kind]?.startsWith('attack')) continue
    const value = Number(fields[score])
    if (fields[score] === '' || Number.isNaN(value)) throw refused(`${path}, line ${line}: no score.`)
    list.add(fields[enrolled], fields[tested], value)
  }
  return list.comparisons()
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw refused(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
}

function refused(message: string): VisemeError {
  return new VisemeError({
    code: 'bad-score-file',
    message,
    next: 'Give the folder that `viseme evaluate --out FOLDER` wrote, whole.',
    exitCode: 2,
  })
}
