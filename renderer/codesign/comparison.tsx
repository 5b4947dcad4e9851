// Two designs side by side: every figure, the difference, and whether their intervals are apart.

import { type Columns, type Measure, measures } from '../../main/codesign/columns.ts'
import type { DesignPoint } from '../../main/codesign/points.ts'
import { texts } from '../texts.ts'
import { better, difference, percentOf, withInterval } from './measures.ts'

interface Props {
  columns: Columns
  left: number
  right: number
  points: ReadonlyMap<string, DesignPoint>
  onClose: () => void
}

export function Comparison({ columns, left, right, points, onClose }: Props) {
  const words = texts.codesign.comparison
  return (
    <section className="panel comparison" aria-labelledby="codesign-comparison">
      <div className="constraints-head">
        <h3 id="codesign-comparison">{words.title}</h3>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <div className="scroll">
        <table className="list compact">
          <thead>
            <tr>
              <th scope="col">{words.figure}</th>
              <th scope="col" className="id">
                {words.first}: {columns.ids[left]}
              </th>
              <th scope="col" className="id">
                {words.second}: {columns.ids[right]}
              </th>
              <th scope="col">{words.difference}</th>
            </tr>
          </thead>
          <tbody>
            {measures.map((name) => (
              <Row key={name} columns={columns} name={name} left={left} right={right} />
            ))}
            <TestRows left={points.get(columns.ids[left])} right={points.get(columns.ids[right])} />
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ columns, name, left, right }: Omit<Props, 'points' | 'onClose'> & { name: Measure }) {
  const { value, low, high } = columns.measures[name]
  const told = (at: number) =>
    Number.isNaN(value[at])
      ? texts.codesign.notMeasured
      : withInterval(name, value[at], low?.[at] ?? Number.NaN, high?.[at] ?? Number.NaN)
  const change = value[left] - value[right]
  const isBetter = better[name] === 'lower' ? change < 0 : change > 0
  return (
    <tr>
      <th scope="row">{texts.codesign.measures[name]}</th>
      <td className="number">{told(left)}</td>
      <td className="number">{told(right)}</td>
      <td className="number">
        {Number.isNaN(change) ? (
          '–'
        ) : change === 0 ? (
          texts.codesign.comparison.same
        ) : (
          <>
            <span className={isBetter ? 'better' : 'worse'}>{difference(name, change)}</span>
            {low && high && <small> {overlapText(low[left], high[left], low[right], high[right])}</small>}
          </>
        )}
      </td>
    </tr>
  )
}

const overlapText = (low: number, high: number, otherLow: number, otherHigh: number): string =>
  high < otherLow || otherHigh < low ? texts.codesign.comparison.apart : texts.codesign.comparison.overlap

/** What the test people showed, whom nothing is chosen by. */
function TestRows({ left, right }: { left?: DesignPoint; right?: DesignPoint }) {
  const [one, two] = [left?.accuracy.test, right?.accuracy.test]
  const set = one?.set ?? two?.set
  if (set === undefined) return null
  const fmrs = [
    ...new Set([one, two].flatMap((each) => each?.rates.map(({ stated_fmr }) => stated_fmr) ?? [])),
  ]
  return fmrs.map((fmr) => {
    const [a, b] = [one, two].map((each) => each?.rates.find(({ stated_fmr }) => stated_fmr === fmr)?.fnmr)
    const told = (rate: typeof a) =>
      rate ? withInterval('fnmr', rate.value, rate.low, rate.high) : texts.codesign.notMeasured
    return (
      <tr key={fmr}>
        <th scope="row">{texts.codesign.comparison.test(set, percentOf(fmr))}</th>
        <td className="number">{told(a)}</td>
        <td className="number">{told(b)}</td>
        <td className="number">
          {a && b ? (
            <>
              {difference('fnmr', a.value - b.value)}{' '}
              <small>{overlapText(a.low, a.high, b.low, b.high)}</small>
            </>
          ) : (
            '–'
          )}
        </td>
      </tr>
    )
  })
}
