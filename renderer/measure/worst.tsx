// The comparisons furthest on the wrong side, and a look at them where they lie.

import { type ReactNode, useEffect, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import type { MeasuredSystem, WorstComparison } from '../../main/evaluation/measurement.ts'
import { scoreText } from '../../main/evaluation/report/figures.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { FailureNotice } from '../components/notice.tsx'
import { Picture, play, Waveform } from '../presenting/gallery.tsx'
import { texts } from '../texts.ts'

type Kind = 'false_accepts' | 'false_rejects'

interface Props {
  run: string
  system: MeasuredSystem
  threshold: number
  /** What kind of people these are, where they are no real ones. */
  labels: ReactNode
}

export function Worst({ run, system, threshold, labels }: Props) {
  const words = texts.measure.worst
  if (!system.worst) return null
  return (
    <section aria-labelledby="worst">
      <h3 id="worst">
        {words.title}: {texts.measure.result.systems[system.name]} {labels}
      </h3>
      <p className="hint">{words.note}</p>
      {(['false_accepts', 'false_rejects'] as const).map((kind) => (
        <Comparisons
          key={`${system.name} ${kind}`}
          run={run}
          system={system.name}
          kind={kind}
          comparisons={system.worst?.[kind] ?? []}
          threshold={threshold}
        />
      ))}
    </section>
  )
}

interface ComparisonsProps {
  run: string
  system: MeasuredSystem['name']
  kind: Kind
  comparisons: WorstComparison[]
  threshold: number
}

function Comparisons({ run, system, kind, comparisons, threshold }: ComparisonsProps) {
  const [looked, setLooked] = useState<number | null>(null)
  const words = texts.measure.worst
  const verdict = (score: number) => {
    const wrong = kind === 'false_accepts' ? score >= threshold : score < threshold
    if (!wrong) return words.right
    return kind === 'false_accepts' ? words.accepted : words.rejected
  }
  if (comparisons.length === 0) return <p className="hint">{`${words[kind]}: ${words.none}`}</p>
  return (
    <>
      <table className="list compact worst">
        <caption>{words[kind]}</caption>
        <thead>
          <tr>
            <th scope="col">{words.score}</th>
            <th scope="col">{words.enrolled}</th>
            <th scope="col">{words.tested}</th>
            <th scope="col">{words.verdict}</th>
            <th scope="col">
              <span className="hidden">{words.look}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ score, enrolled, tested }, index) => (
            <tr key={index}>
              <th scope="row" className="number">
                {scoreText(score)}
              </th>
              <td>
                {enrolled.person} <small>{enrolled.name}</small>
              </td>
              <td>
                {tested.person} <small>{tested.name}</small>
              </td>
              <td>{verdict(score)}</td>
              <td>
                <button
                  type="button"
                  className="quiet"
                  aria-expanded={looked === index}
                  aria-label={`${looked === index ? words.close : words.look}: ${words[kind]}, ${index + 1}`}
                  onClick={() => setLooked(looked === index ? null : index)}
                >
                  {looked === index ? words.close : words.look}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {looked !== null && (
        <div className="looked">
          {(['enrolled', 'tested'] as const).map((side) => (
            <Side key={`${looked} ${side}`} request={{ run, system, kind, index: looked, side }} />
          ))}
        </div>
      )}
    </>
  )
}

type SideRequest = {
  run: string
  system: MeasuredSystem['name']
  kind: Kind
  index: number
  side: 'enrolled' | 'tested'
}

function Side({ request }: { request: SideRequest }) {
  const { run, system, kind, index, side } = request
  const [samples, setSamples] = useState<Answer<'measurement-samples'> | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let gone = false
    invoke('measurement-samples', { run, system, kind, index, side }).then(
      (found) => !gone && setSamples(found),
      (error) => !gone && setFailure(asFailure(error)),
    )
    return () => {
      gone = true
    }
  }, [run, system, kind, index, side])
  const words = texts.measure.worst
  return (
    <section aria-label={words[side]}>
      <h4>{words[side]}</h4>
      {failure && <FailureNotice failure={failure} />}
      {!samples && !failure && <p className="hint">{words.looking}</p>}
      {samples?.faces.map((face, at) => (
        <Picture key={at} input={face} />
      ))}
      {samples?.voices.map(
        (voice, at) =>
          voice.kind === 'samples' && (
            <div key={at} className="voice">
              <Waveform samples={voice.samples} />
              <button type="button" onClick={() => play(voice.samples)}>
                {words.play}
              </button>
            </div>
          ),
      )}
    </section>
  )
}
