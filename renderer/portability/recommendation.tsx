// The design recommended for the board that is shown, by weights of four objectives, with the search's beside it.

import { useEffect, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import type { BoardDesign } from '../board/board.tsx'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { milliseconds } from '../components/format.ts'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import type { Request } from './portability.tsx'

type Recommendation = Answer<'portability-recommend'>
type Design = Recommendation['recommended']

const LEVELS = [0, 0.25, 0.5, 0.75, 1]

interface Props extends Pick<Request, 'device' | 'measured'> {
  onBoard: (design: BoardDesign) => void
}

export function RecommendationCard({ device, measured, onBoard }: Props) {
  const { recommend: text } = texts.portability
  const [weights, setWeights] = useState([1, 0.5, 0.25, 0.25])
  const [found, setFound] = useState<Recommendation | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let outdated = false
    invoke('portability-recommend', { device, measured, weights, milliwatts: null }).then(
      (answer) => {
        if (outdated) return
        setFound(answer)
        setFailure(null)
      },
      (error) => {
        if (outdated) return
        setFound(null)
        setFailure(asFailure(error))
      },
    )
    return () => {
      outdated = true
    }
  }, [device, measured, weights])
  const set = (at: number, weight: number) => setWeights(weights.map((own, i) => (i === at ? weight : own)))
  return (
    <section className="card" aria-labelledby="recommended-design">
      <h3 id="recommended-design">{text.title}</h3>
      <p className="hint">{text.about}</p>
      <div className="fields">
        {text.objectives.map((name, at) => (
          <label key={name}>
            {name}
            <select value={weights[at]} onChange={({ target }) => set(at, Number(target.value))}>
              {LEVELS.map((level, index) => (
                <option key={level} value={level}>
                  {text.levels[index]}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {failure && <FailureNotice failure={failure} />}
      {!found && !failure && <p className="hint">{text.working}</p>}
      {found && (
        <>
          <p className="recommended" role="status">
            <strong>{nameOf(found.recommended)}</strong> {figuresOf(found.recommended)}
          </p>
          <OnBoard id={found.recommended.design_id} onBoard={onBoard} />
          <p className="hint">
            {found.optimiser_design === 'recommended'
              ? text.searched(found.regret, nameOf(found.searched), figuresOf(found.searched))
              : text.bySearch[found.optimiser_design]}{' '}
            {text.figuresFrom[found.figures_from]}
          </p>
          <FrontTable front={found.front} />
          <p className="hint">
            {text.proxy(found.proxy.designs, found.proxy.removed)} {text.uncounted(uncounted(found))}
          </p>
        </>
      )}
    </section>
  )
}

/** A design's id, and the way to it on the Board screen; nothing for devices that are no board of the space. */
function OnBoard({ id, onBoard }: { id: string | null; onBoard: Props['onBoard'] }) {
  const { inCodesign, openBoard } = texts.portability.recommend
  if (id === null) return null
  const [, , , board] = id.split('/')
  return (
    <>
      <p className="hint">
        {inCodesign} <code>{id}</code>
      </p>
      <button type="button" onClick={() => onBoard({ id, choice: { board } })}>
        {openBoard}
      </button>
    </>
  )
}

/** Objectives that count nothing on this board. */
const uncounted = ({ counted }: Recommendation): string[] =>
  texts.portability.recommend.objectives.filter((_, at) => !counted[at])

function nameOf({ modality, face, voice, seconds }: Design): string {
  const { modalities, ofSpeech } = texts.portability.recommend
  const parts = [face, voice && `${voice} (${ofSpeech(seconds ?? 0)})`].filter(Boolean).join(' + ')
  return `${modalities[modality] ?? modality}: ${parts}`
}

function figuresOf({ eer, attempt_s, energy_mj, sensors_dollars }: Design): string {
  const { figures } = texts.portability.recommend
  return figures(
    `${(100 * eer).toFixed(1)} %`,
    milliseconds(1000 * attempt_s),
    energy_mj === null ? null : `${energy_mj.toFixed(0)} mJ`,
    sensors_dollars > 0 ? `$${sensors_dollars.toFixed(0)}` : null,
  )
}

function FrontTable({ front }: { front: readonly Design[] }) {
  const { frontTitle, columns } = texts.portability.recommend
  return (
    <table className="list compact">
      <caption>{frontTitle}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {front.map((design) => (
          <tr key={`${design.modality} ${design.face} ${design.voice} ${design.seconds}`}>
            <th scope="row">{nameOf(design)}</th>
            <td className="number">{(100 * design.eer).toFixed(1)} %</td>
            <td className="number">{milliseconds(1000 * design.attempt_s)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
