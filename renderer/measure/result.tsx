// One measurement: curves, a movable threshold, tables, the worst comparisons, what is needed to repeat it.

import { useEffect, useState } from 'react'
import type { MeasuredSystem, Measurement } from '../../main/evaluation/measurement.ts'
import type { Run } from '../../main/evaluation/plots/measured-series.ts'
import { evaluationTables } from '../../main/evaluation/report/evaluation-tables.ts'
import { figuresTable, labelled } from '../../main/evaluation/report/system-tables.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FigureTable } from '../components/figure-table.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { Curves } from './curves.tsx'
import { Export } from './export.tsx'
import { OperatingPoint } from './operating-point.tsx'
import { Labels, protocolName } from './past-runs.tsx'
import { Threshold } from './threshold.tsx'
import { firstIndex } from './threshold-index.ts'
import type { Measuring, OpenRun } from './use-measure.ts'
import { Worst } from './worst.tsx'

interface Props {
  open: OpenRun
  runs: Measuring['runs']
  onClose: () => void
  /** The thresholds of live authentication, in words. */
  inUse: string | null
  onUsed: () => void
}

export function Result({ open: { run, measurement }, runs, onClose, inUse, onUsed }: Props) {
  const { title, systems, evaluation } = measurement
  const [chosen, setChosen] = useState(systems.length - 1)
  const [points, setPoints] = useState(() => systems.map(firstIndex))
  const [overlay, setOverlay] = useState<Run | null>(null)
  const [exporting, setExporting] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.measure.result
  const system: MeasuredSystem | undefined = systems[chosen]
  const move = (point: number) => setPoints((before) => before.map((one, i) => (i === chosen ? point : one)))

  useEffect(() => {
    window.scrollTo(0, 0)
  }, [])

  const layOver = async (other: string) => {
    setFailure(null)
    try {
      const found = other === '' ? null : (await invoke('measurement', { run: other })).measurement
      setOverlay(
        found && { measurement: found, name: `${found.title}, ${new Date(found.made).toLocaleString()}` },
      )
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const others = runs?.runs.filter((other) => other.run !== run) ?? []
  return (
    <>
      <div className="result-head">
        <h2>
          {title} <Labels {...measurement} />
        </h2>
        <div className="actions">
          <button type="button" onClick={onClose}>
            {words.back}
          </button>
          <button type="button" aria-expanded={exporting} onClick={() => setExporting(!exporting)}>
            {texts.measure.export.button}
          </button>
        </div>
      </div>
      <p className="hint">
        {evaluation
          ? words.about(evaluation.people, evaluation.samples, protocolName(evaluation.protocol))
          : words.aboutScores}
        {evaluation && evaluation.skipped.length > 0 && `, ${words.skipped(evaluation.skipped.length)}`}
        {'. '}
        {new Date(measurement.made).toLocaleString()}
      </p>
      {exporting && <Export run={run} />}
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {!system && <p>{words.none}</p>}
      {system && (
        <>
          <div className="fields choose-system">
            {systems.length > 1 && (
              <fieldset className="segments">
                <legend>{words.system}</legend>
                {systems.map(({ name }, index) => (
                  <label key={name}>
                    <input
                      type="radio"
                      name="system"
                      checked={index === chosen}
                      onChange={() => setChosen(index)}
                    />
                    <span>{words.systems[name]}</span>
                  </label>
                ))}
              </fieldset>
            )}
            {others.length > 0 && (
              <label>
                {words.overlay}
                <select className="overlay" onChange={({ target }) => void layOver(target.value)}>
                  <option value="">{words.overlayNone}</option>
                  {others.map((other) => (
                    <option key={other.run} value={other.run}>
                      {`${other.title}, ${new Date(other.made).toLocaleString()}`}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          <div className="measured">
            <Curves
              runs={[{ measurement, name: title }, ...(overlay ? [overlay] : [])]}
              system={chosen}
              point={points[chosen]}
              onPoint={move}
            />
            <Threshold
              key={system.name}
              system={system}
              fta={ftaOf(measurement, system.name)}
              point={points[chosen]}
              onPoint={move}
              labels={<Labels {...measurement} />}
            />
          </div>
          {system.name !== 'scores' && (
            <OperatingPoint
              run={run}
              measurement={measurement}
              system={system.name}
              rates={system.bands.rates[points[chosen]]}
              point={points[chosen]}
              inUse={inUse}
              onUsed={onUsed}
            />
          )}
          <FigureTable table={figuresTable(measurement)} />
          <Worst
            run={run}
            system={system}
            threshold={system.bands.rates[points[chosen]].threshold}
            labels={<Labels {...measurement} />}
          />
        </>
      )}
      {evaluation &&
        evaluationTables(evaluation).map((table) => (
          <FigureTable key={table.title} table={labelled(table, measurement)} />
        ))}
      {evaluation && evaluation.notes.length > 0 && (
        <>
          <h3>{words.notes}</h3>
          <ul>
            {evaluation.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      <Provenance measurement={measurement} />
    </>
  )
}

/** Failures to acquire of the one modality that a system presents. */
function ftaOf({ evaluation }: Measurement, name: MeasuredSystem['name']) {
  return (name === 'face' || name === 'voice') && evaluation ? evaluation.fta[name] : null
}

function Provenance({
  measurement: { version, board, seed, networks, command },
}: {
  measurement: Measurement
}) {
  const words = texts.measure.result
  return (
    <details>
      <summary>{words.repeat}</summary>
      <dl className="provenance">
        <dt>{words.command}</dt>
        <dd>
          <code>{command}</code>
        </dd>
        <dt>{words.version}</dt>
        <dd>{version}</dd>
        {board && (
          <>
            <dt>{words.board}</dt>
            <dd>{board}</dd>
          </>
        )}
        <dt>{words.seed}</dt>
        <dd>{seed}</dd>
        {networks && (
          <>
            <dt>{words.networks.face}</dt>
            <dd>
              <code>{networks.face}</code>
            </dd>
            <dt>{words.networks.voice}</dt>
            <dd>
              <code>{networks.voice}</code>
            </dd>
          </>
        )}
      </dl>
    </details>
  )
}
