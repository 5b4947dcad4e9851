// A table of main/evaluation/report as elements of the page.

import type { Table } from '../../main/evaluation/report/table.ts'
import './figure-table.css'

export function FigureTable({ table: { title, heads, rows, note } }: { table: Table }) {
  return (
    <div className="figure-table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <section className="sideways" aria-label={title} tabIndex={0}>
        <table className="list compact">
          <caption>{title}</caption>
          <thead>
            <tr>
              {heads.map((head, column) => (
                <th key={column} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0] + row[1]}>
                {row.map((cell, column) =>
                  column === 0 ? (
                    <th key={heads[0]} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={column}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {note && <p className="hint">{note}</p>}
    </div>
  )
}
