// Measurements that were made: opening, removing with an undo, taking one from a file.

import { useState } from 'react'
import { rateText } from '../../main/evaluation/report/figures.ts'
import { Empty, Notice } from '../components/notice.tsx'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'
import type { Measuring } from './use-measure.ts'

export function PastRuns({ measuring }: { measuring: Measuring }) {
  const { runs, removed } = measuring
  const words = texts.measure.past
  if (!runs) return <p className="hint">{texts.loading}</p>
  return (
    <section aria-labelledby="past-runs">
      <h3 id="past-runs">{words.title}</h3>
      {removed && (
        <Notice
          actions={
            <button type="button" onClick={() => void measuring.restore()}>
              {words.undo}
            </button>
          }
        >
          {words.removed(removed.title)}
        </Notice>
      )}
      {runs.unreadable.length > 0 && <p className="hint">{words.unreadable(runs.unreadable.length)}</p>}
      {runs.runs.length === 0 ? (
        <Empty title={words.empty} hint={words.emptyHint} />
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{words.data}</th>
              <th scope="col">{words.protocol}</th>
              <th scope="col">{words.eer}</th>
              <th scope="col">{words.made}</th>
              <th scope="col">
                <span className="hidden">{words.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.runs.map(({ run, title, made, simulated, chimeric, protocol, people, systems }) => (
              <tr key={run}>
                <th scope="row">
                  {title} <Labels simulated={simulated} chimeric={chimeric} />
                  {people !== null && <small>{words.people(people)}</small>}
                </th>
                <td>{protocol ? protocolName(protocol) : texts.measure.sources.scores}</td>
                <td className="number">
                  {systems.map(({ name, eer }) => (
                    <div key={name}>
                      {texts.measure.result.systems[name]}: {rateText(eer)}
                    </div>
                  ))}
                </td>
                <td>{new Date(made).toLocaleString()}</td>
                <td className="run-actions">
                  <button
                    type="button"
                    aria-label={`${words.open} ${title}, ${new Date(made).toLocaleString()}`}
                    onClick={() => void measuring.show(run)}
                  >
                    {words.open}
                  </button>
                  <button
                    type="button"
                    className="quiet danger"
                    aria-label={`${words.remove} ${title}, ${new Date(made).toLocaleString()}`}
                    onClick={() => void measuring.remove(run, title)}
                  >
                    {words.remove}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Import onOpen={(path) => void measuring.importFile(path)} />
    </section>
  )
}

function Import({ onOpen }: { onOpen: (path: string) => void }) {
  const [path, setPath] = useState('')
  const words = texts.measure.past
  return (
    <details className="import">
      <summary>{words.import}</summary>
      <PathField
        label={words.importPath}
        value={path}
        onChange={setPath}
        choices={[['measurement', texts.measure.data.file]]}
      />
      <button type="button" disabled={path.trim() === ''} onClick={() => onOpen(path)}>
        {words.importOpen}
      </button>
    </details>
  )
}

/** What kind of people figures were measured on, where they are no real ones. */
export function Labels({ simulated, chimeric }: { simulated: boolean; chimeric: boolean }) {
  const words = texts.measure.result
  return (
    <>
      {simulated && <span className="tag">{words.simulated}</span>}{' '}
      {chimeric && <span className="tag">{words.chimeric}</span>}
    </>
  )
}

export function protocolName(protocol: string): string {
  const known: Record<string, [string, string]> = texts.measure.protocols
  return known[protocol]?.[0] ?? protocol
}
