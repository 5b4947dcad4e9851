// The answer of one attempt: decision, scores against the threshold, and the cost on the board.

import { useEffect, useRef } from 'react'
import type { Answer, Decision } from '../../main/api.ts'
import { Figure } from '../components/figure.tsx'
import { bytes, milliseconds } from '../components/format.ts'
import type { LiveTimes } from '../presenting/presentation.ts'
import { ServedNetworks } from '../scheduler/served.tsx'
import { texts } from '../texts.ts'
import { Timeline } from './timeline.tsx'

export type OutcomeDocument = Decision | Answer<'identify'>

interface Props {
  /** null before the first attempt; what stands around the header is there already, so that its coming is announced. */
  outcome: OutcomeDocument | null
  times: LiveTimes | null
  /** Tries again; null where there is nothing to try again. */
  onRetry: (() => void) | null
  onCalibration: () => void
}

export function Outcome({ outcome, times, onRetry, onCalibration }: Props) {
  // During a live attempt the screen shows the camera; the answer comes into view when it is there.
  const header = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (outcome) header.current?.scrollIntoView({ block: 'nearest' })
  }, [outcome])
  return (
    <div className={outcome ? 'outcome' : undefined} data-decision={outcome?.decision}>
      <div role="status" ref={header}>
        {outcome && <Header outcome={outcome} />}
      </div>
      {outcome && onRetry && <Retry outcome={outcome} onRetry={onRetry} />}
      {outcome?.presence && <Presence presence={outcome.presence} />}
      {outcome && <Details outcome={outcome} times={times} onCalibration={onCalibration} />}
    </div>
  )
}

/** Which score decided: that of the modality used, or the fused one of both. */
function scoreName({ modalities: { face, voice } }: OutcomeDocument): string {
  return texts.authenticate.scores[face && voice ? 'fused' : face ? 'face' : 'voice']
}

function Header({ outcome }: { outcome: OutcomeDocument }) {
  const accepted = outcome.decision === 'accept'
  return (
    <header className={accepted ? 'accept' : 'reject'}>
      <Sign accepted={accepted} />
      <div>
        <strong>{accepted ? texts.authenticate.accept : texts.authenticate.reject}</strong>
        {outcome.person && <span>{outcome.person}</span>}
        <p>{texts.authenticate.reasons[outcome.reason]?.(scoreName(outcome)) ?? outcome.reason}</p>
      </div>
      {outcome.simulated && <span className="tag">{texts.authenticate.simulated}</span>}
    </header>
  )
}

/** What to change before the next attempt, and its button. */
function Retry({ outcome, onRetry }: { outcome: OutcomeDocument; onRetry: () => void }) {
  const { face, voice } = outcome.advice
  const advice = [
    outcome.reason === 'attack-suspected' && texts.authenticate.doMovement,
    face && texts.guidance.face[face],
    voice && texts.guidance.voice[voice],
  ].filter((text): text is string => typeof text === 'string')
  return (
    <div className="retry">
      <p>{advice.length > 0 ? advice.join(' ') : texts.authenticate.nothingToChange}</p>
      <button type="button" onClick={onRetry}>
        {texts.authenticate.retry}
      </button>
    </div>
  )
}

const SIGNS = { good: '✓', bad: '✗', open: '–' }

/** A sign that has a limit and no value could not be looked for, because another one was missing. */
const standingOf = ({
  passed,
  value,
  limit,
}: NonNullable<OutcomeDocument['presence']>['checks'][number]): keyof typeof SIGNS =>
  passed ? 'good' : value === null && limit !== null ? 'open' : 'bad'

/** The signs of life, one line each. */
function Presence({ presence }: { presence: NonNullable<OutcomeDocument['presence']> }) {
  return (
    <section aria-label={texts.presence.title}>
      <h3>{texts.presence.title}</h3>
      <ul className="presence">
        {presence.checks.map((result) => {
          const { check } = result
          const standing = standingOf(result)
          return (
            <li key={check} className={standing}>
              <span aria-hidden="true">{SIGNS[standing]}</span> {texts.presence.checks[check]}
              {standing === 'open' ? (
                <em> {texts.presence.notJudged}</em>
              ) : (
                <span className="hidden">
                  {standing === 'good' ? texts.presence.passed : texts.presence.failed}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

interface DetailsProps {
  outcome: OutcomeDocument
  times: LiveTimes | null
  onCalibration: () => void
}

function Details({ outcome, times, onCalibration }: DetailsProps) {
  const { face, voice } = outcome.modalities
  const { board } = outcome
  return (
    <>
      <ScoreScale name={scoreName(outcome)} score={outcome.score} threshold={outcome.threshold} />
      <p className="hint">{texts.authenticate.operatingPoint(outcome.operating_point)}</p>
      <table>
        <tbody>
          {face && <ScoreRow name={texts.live.face} {...face} />}
          {voice && <ScoreRow name={texts.live.voice} {...voice} />}
        </tbody>
      </table>
      {'candidates' in outcome && outcome.candidates.length > 0 && (
        <>
          <h3>{texts.authenticate.candidates}</h3>
          <ol className="candidates">
            {outcome.candidates.slice(0, 5).map((candidate) => (
              <li key={candidate.person}>
                {candidate.person} <span className="number">{candidate.score.toFixed(2)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      {'damaged' in outcome && outcome.damaged.length > 0 && (
        <p className="hint">{texts.authenticate.damaged(outcome.damaged)}</p>
      )}
      <h3>{texts.cost.title}</h3>
      <dl className="figures">
        <Figure
          name={texts.cost.latency}
          value={milliseconds(board.latency_ms.estimate)}
          notes={[`${milliseconds(board.latency_ms.low)} – ${milliseconds(board.latency_ms.high)}`]}
        >
          <button type="button" className="quiet" onClick={onCalibration}>
            {texts.cost.accuracy}
          </button>
        </Figure>
        <Figure name={texts.cost.ram} value={bytes(board.peak_ram_bytes)} />
        <Figure name={texts.cost.flash} value={bytes(board.flash_bytes)} />
        <Figure name={texts.cost.energy} value={`${board.energy_mj.toFixed(1)} mJ`} />
      </dl>
      <Timeline stages={board.stages} served={board.served} />
      {board.served && <ServedNetworks served={board.served} />}
      <p className="hint" data-answered-in={times === null ? undefined : Math.round(times.answered)}>
        {texts.cost.host(
          times && milliseconds(times.captured),
          milliseconds(board.stages.reduce((sum, { host_ms }) => sum + host_ms, 0)),
          times && milliseconds(times.answered),
        )}
      </p>
    </>
  )
}

function Sign({ accepted }: { accepted: boolean }) {
  return (
    <svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
      <path d={accepted ? 'M4 13l5 5L20 6' : 'M5 5l14 14M19 5L5 19'} />
    </svg>
  )
}

function ScoreRow({ name, score, llr }: { name: string; score: number; llr: number }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {texts.authenticate.cosine} <span className="number">{score.toFixed(3)}</span>
      </td>
      <td>
        LLR <span className="number">{llr.toFixed(2)}</span>
      </td>
    </tr>
  )
}

/** The log-likelihood ratio that decided, on a scale with the threshold in the middle. */
function ScoreScale({ name, score, threshold }: { name: string; score: number; threshold: number }) {
  const span = Math.max(10, Math.abs(score - threshold) * 1.2)
  const at = (value: number) => 50 + ((value - threshold) / span) * 50
  return (
    <figure className="scale">
      <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="5" width="50" height="4" className="below" />
        <rect x="50" y="5" width="50" height="4" className="above" />
        <rect x="49.8" y="2" width="0.4" height="10" className="threshold" />
        <rect x={at(score) - 0.6} y="1" width="1.2" height="12" rx="0.6" className="score" />
      </svg>
      <figcaption>
        {name} <strong className="number">{score.toFixed(2)}</strong>, {texts.authenticate.threshold}{' '}
        <span className="number">{threshold.toFixed(2)}</span>
      </figcaption>
    </figure>
  )
}
