// The Co-design screen: every design of a part of the space over what it is judged by, the front, and why each design is
// on it or not.

import { useEffect, useMemo } from 'react'
import { type FactorName, type Measure, measures } from '../../main/codesign/columns.ts'
import type { BoardDesign } from '../board/board.tsx'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { ProgressBar } from '../components/progress.tsx'
import { texts } from '../texts.ts'
import { Actions, ActiveDesign } from './actions.tsx'
import { meeting } from './bounds.ts'
import './codesign.css'
import { Additions } from './additions.tsx'
import { Comparison } from './comparison.tsx'
import { Constraints } from './constraints.tsx'
import { Explanation, FrontTable } from './explanation.tsx'
import { Export } from './export.tsx'
import { frontOf } from './front.ts'
import { Guidelines } from './guidelines.tsx'
import { percentOf } from './measures.ts'
import { Parallel } from './parallel.tsx'
import { Part } from './part.tsx'
import { colourings } from './plot-data.ts'
import { Prices } from './prices.tsx'
import { Scatter } from './scatter.tsx'
import type { Codesign } from './use-codesign.ts'

interface Props {
  codesign: Codesign
  /** Id of the design in use; null: the default system. */
  active: string | null
  onActive: () => void
  onBoard: (design: BoardDesign) => void
}

export function CodesignScreen({ codesign, active, onActive, onBoard }: Props) {
  const { space, table, progress, failure, restriction } = codesign
  useEffect(() => {
    void codesign.load()
  }, [])
  return (
    <section className="screen wide codesign" aria-busy={progress !== null}>
      <h2>{texts.codesign.title}</h2>
      <p className="hint">{texts.codesign.about}</p>
      {failure && <FailureNotice failure={failure} onDismiss={codesign.dismiss} />}
      {space && (
        <Part
          space={space}
          restriction={restriction}
          busy={progress !== null}
          onCompute={(wanted) => void codesign.compute(wanted, table?.stated_fmr ?? null)}
        />
      )}
      {progress && (
        <ProgressBar
          progress={progress.total > 0 ? { ...progress, what: texts.codesign.working(progress.what) } : null}
          idle={texts.codesign.reading}
        />
      )}
      {table && table.measured === 0 && (
        <p className="hint">
          <strong>{texts.codesign.unmeasured.title}</strong> {texts.codesign.unmeasured.hint}
        </p>
      )}
      {active !== null && <ActiveDesign id={active} onReset={onActive} />}
      {table && (
        <Designs codesign={codesign} table={table} active={active} onActive={onActive} onBoard={onBoard} />
      )}
      {space && (
        <>
          <Prices busy={progress !== null} onChanged={() => void codesign.renew()} />
          <Additions space={space} onChanged={() => void codesign.renew()} />
        </>
      )}
    </section>
  )
}

function Designs({ codesign, table, ...actions }: Props & { table: NonNullable<Codesign['table']> }) {
  const { bounds, objectives, colour, focus, selected, other } = codesign
  const { columns } = table
  const shown = useMemo(() => meeting(columns, bounds), [columns, bounds])
  const front = useMemo(() => frontOf(columns, objectives, shown), [columns, objectives, shown])
  const colours = useMemo(() => colourings(columns), [columns])
  const by = colours.includes(colour) ? colour : (colours[0] ?? null)
  const fitting = useMemo(() => columns.problem.filter((problem) => problem < 0).length, [columns])
  const looked = focus ?? selected
  return (
    <>
      <p className="hint" role="status">
        {texts.codesign.counts(columns.ids.length, fitting, table.measured)}{' '}
        {table.people && texts.codesign.people(table.people.set, table.people.chimeric)}
        {table.extrapolated !== null && <strong> {texts.codesign.extrapolated(table.extrapolated)}</strong>}
      </p>
      <Choices codesign={codesign} table={table} colours={colours} colour={by} />
      <div className="plot-and-point">
        <div>
          <Scatter
            columns={columns}
            objectives={objectives}
            shown={shown}
            front={front.members}
            colour={by}
            focus={focus}
            selected={selected}
            other={other}
            onFocus={codesign.setFocus}
            onSelect={codesign.select}
          />
          {by && <Legend levels={columns.factors[by].levels} />}
        </div>
        <div id="codesign-explanation" aria-live="polite">
          {looked === null ? (
            <Empty title={texts.codesign.explanation.none} hint={texts.codesign.explanation.keys} />
          ) : (
            <Explanation
              columns={columns}
              objectives={objectives}
              front={front}
              at={looked}
              onSelect={codesign.select}
            >
              {looked === selected && (
                <Actions codesign={codesign} id={columns.ids[looked]} at={looked} {...actions} />
              )}
            </Explanation>
          )}
        </div>
      </div>
      {selected !== null && other !== null && (
        <Comparison
          columns={columns}
          left={selected}
          right={other}
          points={codesign.points}
          onClose={() => codesign.compareWith(null)}
        />
      )}
      <FrontTable
        columns={columns}
        objectives={objectives}
        members={front.members}
        selected={selected}
        onSelect={codesign.select}
      />
      <Parallel
        columns={columns}
        bounds={bounds}
        shown={shown}
        front={front.members}
        colour={by}
        focus={focus}
        selected={selected}
        onBounds={codesign.setBounds}
      />
      <Constraints
        columns={columns}
        bounds={bounds}
        met={shown.length}
        onBounds={codesign.setBounds}
        onSelect={codesign.select}
      />
      {table.stated_fmr !== null && <Guidelines fmr={table.stated_fmr} />}
      <Export columns={columns} shown={shown} front={front.members} selected={selected} />
    </>
  )
}

function Legend({ levels }: { levels: readonly (string | number)[] }) {
  return (
    <ul className="legend">
      {levels.map((level, index) => (
        <li key={String(level)}>
          <span className="swatch" style={{ background: `var(--level-${index % 8})` }} />
          {String(level)}
        </li>
      ))}
      <li>
        <span className="swatch unfit" />
        {texts.codesign.unfit}
      </li>
      <li>
        <span className="swatch on-front" />
        {texts.codesign.onFront}
      </li>
    </ul>
  )
}

interface ChoicesProps {
  codesign: Codesign
  table: NonNullable<Codesign['table']>
  colours: readonly FactorName[]
  colour: FactorName | null
}

/** What the axes, the third objective, the FMR and the colours are. */
function Choices({ codesign, table, colours, colour }: ChoicesProps) {
  const { objectives, restriction } = codesign
  const words = texts.codesign.choices
  const set = (place: number, measure: Measure | null) => {
    const next = [...objectives]
    const taken = measure === null ? -1 : next.indexOf(measure)
    if (taken >= 0 && place < next.length) next[taken] = next[place]
    if (measure === null) next.splice(place, 1)
    else if (taken < 0 || place < next.length) next[place] = measure
    codesign.setObjectives(next)
  }
  const select = (place: number, label: string) => (
    <label>
      {label}
      <select
        value={objectives[place] ?? ''}
        onChange={({ target: { value } }) => set(place, value === '' ? null : (value as Measure))}
      >
        {place === 2 && <option value="">{words.noThird}</option>}
        {measures.map((name) => (
          <option key={name} value={name}>
            {texts.codesign.measures[name]}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <div className="fields">
      {select(0, words.across)}
      {select(1, words.up)}
      {select(2, words.third)}
      {table.stated_fmr !== null && (
        <label>
          {words.fmr}
          <select
            value={table.stated_fmr}
            onChange={({ target }) => void codesign.compute(restriction, Number(target.value))}
          >
            {table.stated_fmrs.map((fmr) => (
              <option key={fmr} value={fmr}>
                {percentOf(fmr)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.colour}
        <select
          value={colour ?? ''}
          onChange={({ target }) => codesign.setColour(target.value as FactorName)}
        >
          {colours.map((name) => (
            <option key={name} value={name}>
              {texts.codesign.factors[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
