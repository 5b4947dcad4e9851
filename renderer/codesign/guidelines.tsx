// What holds in the measured space: guidelines with their evidence and plot, and how factors change each other's effect.

import { useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { interactionDrawing } from '../../main/codesign/interaction-plot.ts'
import type { Interaction } from '../../main/codesign/interactions.ts'
import { type ResponseName, responseNames } from '../../main/codesign/responses.ts'
import { invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { ProgressBar } from '../components/progress.tsx'
import { useWork } from '../components/use-work.ts'
import { Plot } from '../measure/plot.tsx'
import { texts } from '../texts.ts'
import { difference, percentOf } from './measures.ts'

type Found = Answer<'codesign-guidelines'>
type Guideline = Found['guidelines']['guidelines'][number]

export function Guidelines({ fmr }: { fmr: number }) {
  const [found, setFound] = useState<Found | null>(null)
  const [interactions, setInteractions] = useState<Interaction[] | null>(null)
  const [response, setResponse] = useState<ResponseName>('fnmr')
  const { progress, setProgress, failure, setFailure, working } = useWork()
  const words = texts.codesign.guidelines
  const busy = progress !== null
  return (
    <section className="panel guidelines" aria-labelledby="codesign-guidelines" aria-busy={busy}>
      <h3 id="codesign-guidelines">{words.title}</h3>
      <p className="hint">{words.about(percentOf(fmr))}</p>
      <div className="fields">
        <ActionButton
          busy={busy}
          onClick={() =>
            void working(async () => setFound(await invoke('codesign-guidelines', { fmr }, setProgress)))
          }
        >
          {words.derive}
        </ActionButton>
        <label>
          {words.response}
          <select value={response} onChange={({ target }) => setResponse(target.value as ResponseName)}>
            {responseNames.map((name) => (
              <option key={name} value={name}>
                {words.responses[name]}
              </option>
            ))}
          </select>
        </label>
        <ActionButton
          busy={busy}
          onClick={() =>
            void working(async () => {
              const asked = { response, fmr }
              const answer = await invoke('codesign-interactions', asked, setProgress)
              setInteractions(answer.interactions)
            })
          }
        >
          {words.show}
        </ActionButton>
      </div>
      {progress && (
        <ProgressBar
          progress={progress.total > 0 ? { ...progress, what: words.working } : null}
          idle={words.working}
        />
      )}
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {found && <Derived found={found} />}
      {interactions && <SmallMultiples interactions={interactions} />}
    </section>
  )
}

function Derived({ found: { guidelines, plots } }: { found: Found }) {
  const words = texts.codesign.guidelines
  return (
    <>
      <p className="hint" role="status">
        {words.counts(guidelines.guidelines.length, guidelines.tests, guidelines.refused.length)}
      </p>
      <ol className="claims">
        {guidelines.guidelines.map((guideline) => (
          <li key={guideline.key}>
            <Claim guideline={guideline} plot={plots.find(({ id }) => id === guideline.plot) ?? null} />
          </li>
        ))}
      </ol>
      <details>
        <summary>{words.refused(guidelines.refused.length)}</summary>
        <ul className="claims">
          {guidelines.refused.map(({ statement, p_adjusted, people }) => (
            <li key={statement}>
              {statement} <small>{words.adjusted(p_adjusted, people)}</small>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

function Claim({ guideline, plot }: { guideline: Guideline; plot: Interaction | null }) {
  const words = texts.codesign.guidelines
  const { statement, comparison, p_adjusted, boards, scope, pairs } = guideline
  return (
    <details>
      <summary>{statement}</summary>
      <p className="hint">
        {comparison === null
          ? words.computed(pairs)
          : words.measured(changeOf(comparison.change), comparison.people, pairs)}{' '}
        {p_adjusted !== null && words.p(p_adjusted)} {words.scope(scope, boards.join(', '))}
      </p>
      {plot && (
        <figure className="interaction">
          <Plot drawing={interactionDrawing(plot)} />
          <figcaption>{captionOf(plot)}</figcaption>
        </figure>
      )}
    </details>
  )
}

/** A change of FNMR with its interval. */
const changeOf = ({ value, low, high }: Record<'value' | 'low' | 'high', number>): string =>
  `${difference('fnmr', value)} (${difference('fnmr', low)} to ${difference('fnmr', high)})`

function SmallMultiples({ interactions }: { interactions: Interaction[] }) {
  const words = texts.codesign.guidelines
  if (interactions.length === 0) return <p className="hint">{words.noPairs}</p>
  return (
    <>
      <p className="hint" role="status">
        {words.pairs(interactions.length)}
      </p>
      <div className="multiples">
        {interactions.map((interaction) => (
          <figure key={interaction.id} className="interaction">
            <Plot drawing={interactionDrawing(interaction)} />
            <figcaption>{captionOf(interaction)}</figcaption>
          </figure>
        ))}
      </div>
    </>
  )
}

/** The factors, the effect with its interval, and how much of the variance is theirs together. */
function captionOf({ titles, response, effect, share, sets, people }: Interaction): string {
  const isShare = response.unit === ''
  const told = (value: number) =>
    isShare ? difference('fnmr', value) : `${Number(value.toPrecision(3))} ${response.unit}`
  return texts.codesign.guidelines.caption(
    titles,
    response.title,
    `${told(effect.difference)} (${told(effect.low)} to ${told(effect.high)})`,
    `${(100 * share).toFixed(0)} %`,
    sets,
    people,
    effect.p,
  )
}
