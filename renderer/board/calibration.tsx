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
              <th scope="col">{texts.board.leftOut}</th>
              <th scope="col">{texts.board.fitted}</th>
              <th scope="col">{texts.board.energyError}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.id}>
                <th scope="row">
                  {point.id}: {point.what}
                  <small>{texts.board.source(point.source)}</small>
                </th>
                <td className="number">{published(point.published_ms)}</td>
                {point.reason === null ? (
                  <>
                    <td className="number">{estimate(point)}</td>
                    <td className="number">{percent(point.error)}</td>
                    <td className="number">{percent(point.leave_one_out_error)}</td>
                    <td>{point.fitted_parameter ?? ''}</td>
                    <td className="number">{percent(point.energy_error)}</td>
                  </>
                ) : (
                  <td colSpan={5} className="reason">
                    {point.reason}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

const percent = (error: number | null): string =>
  error === null ? '' : `${error < 0 ? '−' : '+'}${Math.abs(100 * error).toFixed(1)} %`

const estimate = ({ estimate_ms, low_ms, high_ms }: Point): string =>
  estimate_ms === null || low_ms === null || high_ms === null
    ? ''
    : `${milliseconds(estimate_ms)} (${milliseconds(low_ms)} – ${milliseconds(high_ms)})`

/** Single transforms take microseconds. */
const published = (ms: number): string => (ms < 1 ? `${(1000 * ms).toFixed(1)} µs` : milliseconds(ms))
