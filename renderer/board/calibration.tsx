// How far the clock is from what others measured, one click away from every estimate.

import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { milliseconds } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'

type Point = Answer<'calibration'>['points'][number]

/** `shown`: opened at once and brought into view. */
export function CalibrationPoints({ shown }: { shown: boolean }) {
  const details = useRef<HTMLDetailsElement>(null)
  const [points, setPoints] = useState<Point[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = () => {
    if (points) return
    invoke('calibration', {}).then(
      (found) => setPoints(found.points),
      (error) => setFailure(asFailure(error)),
    )
  }
  useEffect(() => {
    if (shown) details.current?.querySelector('summary')?.focus()
  }, [shown])
  useEffect(() => {
    if (shown && points) details.current?.scrollIntoView()
  }, [shown, points])
  return (
    <details ref={details} open={shown} onToggle={load}>
      <summary>{texts.board.calibration}</summary>
      {failure && <FailureNotice failure={failure} />}
      {points && (
        <table className="list compact">
          <thead>
            <tr>
              <th scope="col">{texts.board.point}</th>
              <th scope="col">{texts.board.published}</th>
              <th scope="col">{texts.board.estimate}</th>
              <th scope="col">{texts.board.error}</th>
              <th scope="col">{texts.board.fitted}</th>
              <th scope="col">{texts.board.energyError}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.id}>
                <th scope="row">
                  {point.what}
                  <small>{texts.board.source(point.source)}</small>
                </th>
                <td className="number">{milliseconds(point.published_ms)}</td>
                <td className="number">
                  {milliseconds(point.estimate_ms)} ({milliseconds(point.low_ms)} –{' '}
                  {milliseconds(point.high_ms)})
                </td>
                <td className="number">{percent(point.error)}</td>
                <td>{point.fitted_parameter ?? ''}</td>
                <td className="number">{point.energy_error === null ? '' : percent(point.energy_error)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

const percent = (error: number): string => `${error < 0 ? '−' : '+'}${Math.abs(100 * error).toFixed(1)} %`
