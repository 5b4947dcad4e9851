// The Networks screen: what ships, what it costs the board, how good it was measured to be, and its card.

import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import type { Table } from '../../main/evaluation/report/table.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { Figure } from '../components/figure.tsx'
import { FigureTable } from '../components/figure-table.tsx'
import { bytes, milliseconds } from '../components/format.ts'
import { Empty, FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import './networks.css'

type Network = Answer<'networks'>['networks'][number]

const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }))

const words = texts.networks

export function NetworksScreen() {
  const [known, setKnown] = useState<Answer<'networks'> | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const load = () => {
    setFailure(null)
    invoke('networks', {}).then(
      (answer) => {
        setKnown(answer)
        setChosen(answer.networks.at(0)?.name ?? null)
      },
      (error) => setFailure(asFailure(error)),
    )
  }
  useEffect(load, [])

  const network = known?.networks.find(({ name }) => name === chosen)
  return (
    <section className="screen wide zoo">
      <h2>{words.title}</h2>
      {failure && <Retry failure={failure} onRetry={load} />}
      {!known && !failure && <p className="hint">{texts.loading}</p>}
      {known?.networks.length === 0 && <Empty title={words.empty} hint={words.emptyHint} />}
      {known && network && (
        <>
          <p className="hint">{words.hint(known.board)}</p>
          <div className="columns">
            <List networks={known.networks} chosen={network} onChoose={setChosen} />
            <Chosen key={network.name} network={network} networks={known.networks} onChoose={setChosen} />
          </div>
        </>
      )}
    </section>
  )
}

function Retry({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <FailureNotice
      failure={failure}
      action={
        <button type="button" onClick={onRetry}>
          {texts.failure.retry}
        </button>
      }
    />
  )
}

interface Choosing {
  networks: Network[]
  onChoose: (name: string) => void
}

function List({ networks, chosen, onChoose }: Choosing & { chosen: Network }) {
  return (
    <div className="all">
      <table className="list compact">
        <caption className="hidden">{words.list}</caption>
        <thead>
          <tr>
            <th scope="col">{words.network}</th>
            <th scope="col">{words.macs}</th>
            <th scope="col">{words.latency}</th>
          </tr>
        </thead>
        <tbody>
          {networks.map((network) => (
            <tr key={network.name} className={network === chosen ? 'chosen' : undefined}>
              <th scope="row">
                <label>
                  <input
                    type="radio"
                    name="network"
                    checked={network === chosen}
                    onChange={() => onChoose(network.name)}
                  />
                  {network.name}
                </label>
              </th>
              <td className="number">{(network.macs / 1e6).toFixed(2)}</td>
              <td className="number">{network.latency_ms.estimate.toFixed(0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Chosen({ network, networks, onChoose }: Choosing & { network: Network }) {
  const [card, setCard] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = useCallback(() => {
    setFailure(null)
    invoke('network-card', { network: network.name }).then(
      ({ markdown }) => setCard(markdown),
      (error) => setFailure(asFailure(error)),
    )
  }, [network.name])
  useEffect(load, [load])
  /** Path under models/ of a file that the card names. */
  const besides = (path: string): string | undefined => {
    const url = URL.parse(path, `file:///${network.card}`)
    return url?.protocol === 'file:' ? url.pathname.slice(1) : undefined
  }
  const paths = {
    follow: (path: string) => {
      const found = networks.find(({ card }) => card === besides(path))
      return found && found.card !== network.card ? () => onChoose(found.name) : undefined
    },
    picture: (path: string) => {
      const found = besides(path)
      return found?.endsWith('.png') ? `models/${found}` : undefined
    },
  }
  const { latency_ms: time } = network
  return (
    <article aria-label={network.name}>
      <h3>
        {network.name}
        <small>{network.task}</small>
      </h3>
      <dl className="figures">
        <Figure
          name={words.time}
          value={milliseconds(time.estimate)}
          notes={[`${milliseconds(time.low)} – ${milliseconds(time.high)}`]}
        />
        <Figure name={words.operations} value={`${(network.macs / 1e6).toFixed(2)} M`} />
        <Figure name={words.weights} value={bytes(network.weight_bytes)} />
        <Figure name={words.arena} value={bytes(network.arena_bytes)} />
        <Figure name={words.file} value={bytes(network.model_bytes)} />
        <Figure name={words.precision} value={network.precision} />
      </dl>
      <p className="hint sha">{words.sha256(network.sha256)}</p>
      {network.accuracy.length > 0 ? (
        <FigureTable table={measured(network)} />
      ) : (
        <p className="hint">{words.unmeasured}</p>
      )}
      {failure && <Retry failure={failure} onRetry={load} />}
      {card !== null && (
        <section className="panel card" aria-label={words.card}>
          <Suspense fallback={<p className="hint">{texts.loading}</p>}>
            <Markdown text={card} paths={paths} />
          </Suspense>
        </section>
      )}
    </article>
  )
}

const percent = (share: number): string => (100 * share).toFixed(1)

function measured({ accuracy }: Network): Table {
  return {
    title: words.measured,
    heads: words.heads,
    rows: accuracy.map(({ set, measure, value, low, high, counts }) => [
      set,
      measure,
      `${percent(value)} % (${percent(low)} to ${percent(high)})`,
      Object.entries(counts)
        .map(([what, count]) => `${count.toLocaleString('en')} ${what.replaceAll('_', ' ')}`)
        .join(', '),
    ]),
    note: words.command([...new Set(accuracy.map(({ command, date }) => `${command} (${date})`))]),
  }
}
