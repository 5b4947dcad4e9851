// Other boards: a board is named or described, what Viseme's networks take there is predicted, and how far such
// predictions and proxies can be trusted is shown below.

import { useEffect, useState } from 'react'
import type { Answer, Payload } from '../../main/api.ts'
import type { BoardDesign } from '../board/board.tsx'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import { BoardForm } from './board-form.tsx'
import { LikenessMatrix } from './likeness.tsx'
import './portability.css'
import { PredictionTable } from './predictions.tsx'
import { RecommendationCard } from './recommendation.tsx'
import { ValidationPlot } from './validation.tsx'

export type Catalogue = Answer<'portability-catalogue'>
export type Request = Payload<'portability-predict'>
export type BoardPrediction = Answer<'portability-predict'>

const COVERAGE = 0.9
const FIRST: Request = { device: 'esp-eye', measured: '', coverage: COVERAGE }

export function PortabilityScreen({ onBoard }: { onBoard: (design: BoardDesign) => void }) {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null)
  const [request, setRequest] = useState<Request>(FIRST)
  /** The last answer, with what was asked. */
  const [shown, setShown] = useState<{ request: Request; prediction: BoardPrediction } | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [working, setWorking] = useState(true)

  useEffect(() => {
    invoke('portability-catalogue', {}).then(setCatalogue, (error) => setFailure(asFailure(error)))
  }, [])

  useEffect(() => {
    let outdated = false
    setWorking(true)
    invoke('portability-predict', request)
      .then(
        (answer) => {
          if (outdated) return
          setShown({ request, prediction: answer })
          setFailure(null)
        },
        (error) => {
          if (!outdated) setFailure(asFailure(error))
        },
      )
      .finally(() => {
        if (!outdated) setWorking(false)
      })
    return () => {
      outdated = true
    }
  }, [request])

  const { nextTitle, nextHow, nextNothing, nextFirst, nextMore } = texts.portability
  const prediction = shown?.prediction
  const [first, ...more] = prediction?.next ?? []
  return (
    <section className="screen wide portability" aria-busy={working}>
      <h2>{texts.portability.title}</h2>
      <p className="hint">{texts.portability.about}</p>
      {catalogue && (
        <BoardForm
          catalogue={catalogue}
          busy={working}
          onPredict={(device, measured) => setRequest({ device, measured, coverage: COVERAGE })}
        />
      )}
      {failure && <FailureNotice failure={failure} />}
      {!prediction && !failure && <p className="hint">{texts.portability.form.predicting}</p>}
      {shown && prediction && (
        <>
          <aside className="card" aria-labelledby="measure-next">
            <h3 id="measure-next">{nextTitle}</h3>
            {first ? (
              <p>
                {nextFirst(first.network, Math.round(100 * (1 - first.interval_ratio)))}{' '}
                {more.length > 0 && nextMore(more.map(({ network }) => network).join(', '))}{' '}
                <span className="hint">{nextHow}</span>
              </p>
            ) : (
              <p>{nextNothing}</p>
            )}
          </aside>
          <PredictionTable prediction={prediction} />
          <RecommendationCard
            device={shown.request.device}
            measured={shown.request.measured}
            onBoard={onBoard}
          />
        </>
      )}
      {prediction && <ValidationPlot />}
      {prediction && <LikenessMatrix />}
    </section>
  )
}
