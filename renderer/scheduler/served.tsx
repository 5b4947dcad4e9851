// What the scheduler served to an attempt: SubNet, time, and the weight bytes that came from the persistent buffer.

import type { BoardReport } from '../../main/api.ts'
import { bytes, milliseconds } from '../components/format.ts'
import { texts } from '../texts.ts'
import './scheduler.css'

type Served = NonNullable<BoardReport['served']>

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** Share of a network's weight bytes that came from the buffer. */
export const bufferShare = ({ buffer_bytes, off_chip_bytes }: Served[number]): number =>
  buffer_bytes / Math.max(1, buffer_bytes + off_chip_bytes)

export function ServedNetworks({ served }: { served: Served }) {
  const { servedColumns } = texts.scheduler
  return (
    <section aria-labelledby="networks-served" className="scheduler">
      <h3 id="networks-served">{texts.scheduler.served}</h3>
      <table className="list compact">
        <thead>
          <tr>
            {Object.values(servedColumns).map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {served.map((network) => (
            <tr key={network.modality}>
              <th scope="row">
                {texts.scheduler.modality[network.modality]}
                <small>{network.subnet}</small>
              </th>
              <td>
                {percent(network.accuracy)}
                <small>{texts.scheduler.atLeast(percent(network.accuracy_bound))}</small>
              </td>
              <td>
                {milliseconds(network.ms)}
                <small>{texts.scheduler.runs(network.runs)}</small>
              </td>
              <td>
                {bytes(network.buffer_bytes)}
                <small>{percent(bufferShare(network))}</small>
              </td>
              <td>{bytes(network.off_chip_bytes)}</td>
              <td>{milliseconds(network.saved_ms)}</td>
              <td>{milliseconds(network.load_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
