// Comma-separated values with a heading line (RFC 4180: quoted fields may hold commas, quotes and line ends).

/** Rows as objects by heading, each with the number of the line it began on (the heading is line 1). */
export function parseCsv(text: string): { heads: string[]; rows: { line: number; fields: string[] }[] } {
  const rows: { line: number; fields: string[] }[] = []
  let fields: string[] = []
  let field = ''
  let quoted = false
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
    } else if (character === '"') quoted = true
    else if (character === ',') {
      fields.push(field)
      field = ''
    } else if (character === '\n') {
      endRow()
      began = line
    } else if (character !== '\r') field += character
  }
  endRow()
  return { heads: rows.shift()?.fields.map((head) => head.trim()) ?? [], rows }
}
