// Tables for people to read.

/** Rows under their heads, two spaces between columns; the columns in `left` begin together, the others end together. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[],
): string[] {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (left.includes(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
  return [heads, ...rows].map((row) => `  ${line(row)}`.trimEnd())
}
