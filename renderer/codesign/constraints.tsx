// The constraints as fields: the same bounds that a drag along an axis sets. Where nothing meets them, the nearest miss.

import {
  type Columns,
  type FactorName,
  type Level,
  type Measure,
  measures,
} from '../../main/codesign/columns.ts'
import { texts } from '../texts.ts'
import {
  type Bounds,
  isBounded,
  NO_BOUNDS,
  nearestMiss,
  type Range,
  withLevels,
  withRange,
} from './bounds.ts'
import { better, difference, figure, fromField, toField, unitOf } from './measures.ts'

interface Props {
  columns: Columns
  bounds: Bounds
  /** How many designs meet them. */
  met: number
  onBounds: (bounds: Bounds) => void
  onSelect: (at: number) => void
}

export function Constraints({ columns, bounds, met, onBounds, onSelect }: Props) {
  const known = measures.filter((name) => columns.measures[name].value.some((value) => !Number.isNaN(value)))
  const factors = (Object.keys(columns.factors) as FactorName[]).filter((name) => {
    const { levels } = columns.factors[name]
    return levels.length > 1 && !name.endsWith('_network')
  })
  return (
    <section className="panel constraints" aria-labelledby="codesign-constraints">
      <div className="constraints-head">
        <h3 id="codesign-constraints">{texts.codesign.constraints.title}</h3>
        <p className="hint" role="status">
          {texts.codesign.constraints.met(met, columns.ids.length)}
        </p>
        <button type="button" disabled={!isBounded(bounds)} onClick={() => onBounds(NO_BOUNDS)}>
          {texts.codesign.constraints.clear}
        </button>
      </div>
      {met === 0 && isBounded(bounds) && <Miss columns={columns} bounds={bounds} onSelect={onSelect} />}
      <div className="bounds">
        {known.map((name) => (
          <RangeFields
            key={name}
            measure={name}
            range={bounds.ranges[name] ?? { low: null, high: null }}
            onChange={(range) => onBounds(withRange(bounds, name, range))}
          />
        ))}
      </div>
      <details>
        <summary>{texts.codesign.constraints.levels}</summary>
        <div className="levels">
          {factors.map((name) => (
            <Levels
              key={name}
              factor={name}
              levels={columns.factors[name].levels}
              none={columns.factors[name].at.includes(-1)}
              wanted={bounds.levels[name] ?? null}
              onChange={(wanted) => onBounds(withLevels(bounds, name, wanted))}
            />
          ))}
        </div>
      </details>
    </section>
  )
}

interface RangeProps {
  measure: Measure
  range: Range
  onChange: (range: Range) => void
}

function RangeFields({ measure, range, onChange }: RangeProps) {
  const name = texts.codesign.measures[measure]
  const unit = unitOf(measure)
  const words = texts.codesign.constraints
  const field = (side: keyof Range, label: string) => (
    <label className="bound">
      {label}
      <input
        type="number"
        step="any"
        aria-label={`${name}, ${label}${unit && `, ${unit}`}`}
        value={range[side] === null ? '' : Number(toField(measure, range[side]).toPrecision(6))}
        onChange={({ target: { value, valueAsNumber } }) => {
          if (value === '') onChange({ ...range, [side]: null })
          else if (Number.isFinite(valueAsNumber))
            onChange({ ...range, [side]: fromField(measure, valueAsNumber) })
        }}
      />
    </label>
  )
  return (
    <div className="range">
      <span>
        {name}
        {unit && <small> {unit}</small>}
      </span>
      {better[measure] === 'lower' ? (
        <>
          {field('high', words.atMost)}
          {field('low', words.atLeast)}
        </>
      ) : (
        <>
          {field('low', words.atLeast)}
          {field('high', words.atMost)}
        </>
      )}
    </div>
  )
}

interface LevelsProps {
  factor: FactorName
  levels: readonly Level[]
  /** Whether some designs have no such part. */
  none: boolean
  wanted: (Level | null)[] | null
  onChange: (wanted: (Level | null)[] | null) => void
}

function Levels({ factor, levels, none, wanted, onChange }: LevelsProps) {
  const all: (Level | null)[] = [...levels, ...(none ? [null] : [])]
  const chosen = wanted ?? all
  const toggle = (level: Level | null, on: boolean) => {
    const next = all.filter((each) => (each === level ? on : chosen.includes(each)))
    onChange(next.length === all.length ? null : next)
  }
  return (
    <fieldset>
      <legend>{texts.codesign.factors[factor]}</legend>
      {all.map((level) => (
        <label key={String(level)}>
          <input
            type="checkbox"
            checked={chosen.includes(level)}
            onChange={({ target }) => toggle(level, target.checked)}
          />{' '}
          {level === null ? texts.codesign.none : String(level)}
        </label>
      ))}
    </fieldset>
  )
}

function Miss({ columns, bounds, onSelect }: Pick<Props, 'columns' | 'bounds' | 'onSelect'>) {
  const words = texts.codesign.constraints
  const found = nearestMiss(columns, bounds)
  if (!found) return <p className="verdict-line bad">{words.nothingKnown}</p>
  return (
    <div className="verdict-line bad" role="status">
      <strong>{words.nothing}</strong>
      <span>
        {words.nearest}{' '}
        <button type="button" className="quiet id" onClick={() => onSelect(found.at)}>
          {columns.ids[found.at]}
        </button>
        {': '}
        {found.misses
          .map(({ measure, value, bound }) =>
            words.misses(
              texts.codesign.measures[measure],
              figure(measure, value),
              difference(measure, value - bound),
              figure(measure, bound),
            ),
          )
          .join('; ')}
        .
      </span>
      {found.relax.map(({ measure, designs }) => (
        <span key={measure}>{words.relax(texts.codesign.measures[measure], designs)}</span>
      ))}
    </div>
  )
}
