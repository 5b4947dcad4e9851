// From a measurement to the thresholds of live authentication, after a question.

import { useState } from 'react'
import type { OperatingPointUse } from '../../main/api.ts'
import type { ThresholdRates } from '../../main/evaluation/error-bands.ts'
import type { Measurement } from '../../main/evaluation/measurement.ts'
import { percentLabel } from '../../main/evaluation/plots/axis.ts'
import { countedText, scoreText } from '../../main/evaluation/report/figures.ts'
import type { SystemName } from '../../main/evaluation/systems.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { Labels } from './past-runs.tsx'

interface Props {
  run: string
  measurement: Measurement
  /** The system and the point looked at. */
  system: SystemName
  point: number
  rates: ThresholdRates
  inUse: string | null
  onUsed: () => void
}

const HERE = 'here'

export function OperatingPoint({ run, measurement, system, point, rates, inUse, onUsed }: Props) {
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState(HERE)
  const [done, setDone] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.measure.operatingPoint
  const points = measurement.evaluation?.operating_points ?? []
  const stated = [...new Set(points.map(({ stated_fmr }) => stated_fmr))]
  const shown =
    chosen === HERE ? rates : points.find((one) => one.system === system && one.stated_fmr === Number(chosen))

  const attempt = async (action: () => Promise<unknown>, told: string) => {
    setFailure(null)
    setDone(null)
    try {
      await action()
      setDone(told)
      setAsking(false)
      onUsed()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const choice: OperatingPointUse = chosen === HERE ? { system, point } : { fmr: Number(chosen) }
  return (
    <section className="operating-point" aria-label={words.which}>
      <div className="actions">
        <button type="button" aria-expanded={asking} onClick={() => setAsking(!asking)}>
          {words.use}
        </button>
        {inUse && (
          <span className="hint">
            {words.inUse} {inUse}
          </span>
        )}
      </div>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {done && <Notice>{done}</Notice>}
      {asking && (
        <div className="panel">
          <label className="name-field">
            <span>
              {words.which} <Labels {...measurement} />
            </span>
            <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
              <option value={HERE}>
                {words.here(texts.measure.result.systems[system], scoreText(rates.threshold))}
              </option>
              {stated.map((fmr) => (
                <option key={fmr} value={fmr}>
                  {words.all(percentLabel(fmr))}
                </option>
              ))}
            </select>
          </label>
          {shown && <p>{words.expected(countedText(shown.fmr), countedText(shown.fnmr))}</p>}
          <p className="hint">
            {words.explain} {measurement.simulated && words.simulated}
          </p>
          <div className="actions">
            <button
              type="button"
              className="primary"
              onClick={() => void attempt(() => invoke('operating-point-use', { run, choice }), words.used)}
            >
              {words.confirm}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {words.cancel}
            </button>
            <button
              type="button"
              className="quiet"
              onClick={() => void attempt(() => invoke('operating-point-reset', {}), words.wasReset)}
            >
              {words.reset}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}
