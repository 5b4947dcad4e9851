// One design: its figures, whether it is on the front and why not, and what can be done with it.

import type { ReactNode } from 'react'
import { type Columns, type Measure, measures } from '../../main/codesign/columns.ts'
import { texts } from '../texts.ts'
import { type Front, standing } from './front.ts'
import { difference, figure, withInterval } from './measures.ts'

interface Props {
  columns: Columns
  objectives: readonly Measure[]
  front: Front
  at: number
  onSelect: (at: number) => void
  children?: ReactNode
}

export function Explanation({ columns, objectives, front, at, onSelect, children }: Props) {
  const words = texts.codesign.explanation
  return (
    <section className="panel explanation" aria-label={words.title}>
      <h3 className="id">{columns.ids[at]}</h3>
      <Why columns={columns} objectives={objectives} front={front} at={at} onSelect={onSelect} />
      <Figures columns={columns} at={at} />
      {children}
    </section>
  )
}

function Why({ columns, objectives, front, at, onSelect }: Omit<Props, 'children'>) {
  const words = texts.codesign.explanation
  const why = standing(columns, objectives, front, at)
  const names = objectives.map((name) => texts.codesign.short[name]).join(', ')
  const link = (other: number) => (
    <button type="button" className="quiet id" onClick={() => onSelect(other)}>
      {columns.ids[other]}
    </button>
  )
  switch (why.kind) {
    case 'front':
      return <p className="why good">{words.front(names)}</p>
    case 'unfit':
      return (
        <p className="why bad">
          <strong>{words.unfit}</strong> {why.reason}
        </p>
      )
    case 'unknown':
      return (
        <p className="why">
          {words.unknown(why.missing.map((name) => texts.codesign.measures[name]).join(', '))}
        </p>
      )
    case 'equal':
      return (
        <p className="why">
          {words.equal} {link(why.to)}
        </p>
      )
    default: {
      const changes = objectives.map((name) => {
        const { value } = columns.measures[name]
        return `${texts.codesign.short[name]} ${difference(name, value[why.nearest] - value[at])}`
      })
      return (
        <p className="why">
          {words.dominated(why.by)} {link(why.nearest)} ({changes.join(', ')}).
        </p>
      )
    }
  }
}

/** Every figure that is known, intervals where there are any. */
function Figures({ columns, at }: Pick<Props, 'columns' | 'at'>) {
  return (
    <dl className="all-figures">
      {measures.map((name) => {
        const { value, low, high } = columns.measures[name]
        const known = !Number.isNaN(value[at])
        return (
          <div key={name}>
            <dt>{texts.codesign.measures[name]}</dt>
            <dd>
              {known
                ? withInterval(name, value[at], low?.[at] ?? Number.NaN, high?.[at] ?? Number.NaN)
                : texts.codesign.notMeasured}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** The designs of the front in a table: what the plot shows, for reading and for screen readers. */
export function FrontTable({
  columns,
  objectives,
  members,
  selected,
  onSelect,
}: {
  columns: Columns
  objectives: readonly Measure[]
  members: readonly number[]
  selected: number | null
  onSelect: (at: number) => void
}) {
  const shown = [
    ...new Set<Measure>([...objectives, 'latency_ms', 'fnmr', 'energy_mj', 'peak_ram_bytes', 'bom_dollars']),
  ]
  return (
    <details className="front-table">
      <summary>{texts.codesign.frontTable(members.length)}</summary>
      <div className="scroll">
        <table className="list compact">
          <thead>
            <tr>
              <th scope="col">{texts.codesign.design}</th>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {texts.codesign.short[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {members.map((at) => (
              <tr key={columns.ids[at]} className={at === selected ? 'shown' : undefined}>
                <th scope="row">
                  <button type="button" className="quiet id" onClick={() => onSelect(at)}>
                    {columns.ids[at]}
                  </button>
                </th>
                {shown.map((name) => {
                  const { value, low, high } = columns.measures[name]
                  return (
                    <td key={name} className="number">
                      {Number.isNaN(value[at])
                        ? '–'
                        : name === 'fnmr' || name === 'eer'
                          ? withInterval(name, value[at], low?.[at] ?? Number.NaN, high?.[at] ?? Number.NaN)
                          : figure(name, value[at])}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
