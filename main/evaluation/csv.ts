// Comma-separated values with a heading line (RFC 4180: quoted fields may hold commas, quotes and line ends).

import { VisemeError } from '../errors.ts'

/**
 * Headings, and rows of fields, each with the number of the line it began on (the heading is line 1).
 * VisemeError `bad-csv` where a quote is never closed: `name` is what the message calls the text.
 */
export function parseCsv(
  text: string,
  name: string,
): { heads: string[]; rows: { line: number; fields: string[] }[] } {
  const rows: { line: number; fields: string[] }[] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
  let quotedFrom = 1
  let line = 1
  let began = 1
  const endRow = () => {
    fields.push(field)
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: began, fields })
    fields = []
    field = ''
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\n') line++
    if (quoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') field += text[++i]
      else quoted = false
    } else if (character === '"') {
      quoted = true
      quotedFrom = line
    } else if (character === ',') {
      fields.push(field)
      field = ''
    } else if (character === '\n') {
      endRow()
      began = line
    } else if (character !== '\r') field += character
  }
  if (quoted) {
    throw new VisemeError({
      code: 'bad-csv',
      message: `${name}, line ${quotedFrom}: the quote that opens there is never closed.`,
      next: 'Close the quote; a quote within a quoted field is written twice.',
      exitCode: 2,
    })
  }
  endRow()
  return { heads: rows.shift()?.fields.map((head) => head.trim()) ?? [], rows }
}
