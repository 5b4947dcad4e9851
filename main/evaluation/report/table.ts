// A table as plain data: what the window shows, the report prints.

export interface Table {
  title: string
  /** Of the columns; the first column holds the rows' own headings. */
  heads: string[]
  rows: string[][]
  /** What has to be known to read it; null where nothing has. */
  note: string | null
}

/** The table, unless it has no rows. */
export const unlessEmpty = (table: Table): Table[] => (table.rows.length > 0 ? [table] : [])
