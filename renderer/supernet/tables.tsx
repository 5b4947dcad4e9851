// The caches compared, and the SubNets that answer.

import { bytes, milliseconds } from '../components/format.ts'
import { texts } from '../texts.ts'
import type { Served } from './supernet.tsx'

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`
/** A change, with its sign. */
export const signedPercent = (share: number) => `${share >= 0 ? '+' : '−'}${percent(Math.abs(share))}`

export function CacheTable({ served }: { served: Served }) {
  const { columns } = texts.supernet
  const [none] = served.caches
  return (
    <section aria-labelledby="caches-compared">
      <h3 id="caches-compared">{texts.supernet.compared}</h3>
      <p className="hint">{texts.supernet.perQuery}</p>
      <table className="list compact">
        <thead>
          <tr>
            {Object.values(columns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {served.caches.map(({ cache, summary }) => (
            <tr key={cache} className={cache === served.detail.cache ? 'shown' : undefined}>
              <th scope="row">{texts.supernet.caches[cache]}</th>
              <td className="number">{summary.latency_ms.toFixed(1)} ms</td>
              <td className="number">{signedPercent(summary.latency_ms / none.summary.latency_ms - 1)}</td>
              <td className="number">{percent(summary.accuracy, 2)}</td>
              <td className="number">{summary.deadline_misses}</td>
              <td className="number">{summary.accuracy_misses}</td>
              <td className="number">{bytes(summary.off_chip_bytes)}</td>
              <td className="number">{summary.off_chip_mj.toFixed(3)} mJ</td>
              <td className="number">{summary.loads}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function SubnetTable({ served }: { served: Served }) {
  const { subnet, weightsColumn, alone, served: times, columns } = texts.supernet
  return (
    <section aria-labelledby="subnets-served">
      <h3 id="subnets-served">{texts.supernet.subnets}</h3>
      <table className="list compact">
        <thead>
          <tr>
            {[subnet, columns.accuracy, weightsColumn, alone, times].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {served.subnets.map(({ name, accuracy, bytes: size, latency_ms, served: count }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{percent(accuracy, 2)}</td>
              <td className="number">{bytes(size)}</td>
              <td className="number">{milliseconds(latency_ms)}</td>
              <td className="number">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
