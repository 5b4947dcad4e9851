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
  return (
    <section aria-labelledby="networks-served" className="scheduler">
      <h3 id="networks-served">{texts.scheduler.served}</h3>
      <ul className="networks">
        {served.map((network) => (
          <li key={network.modality}>
            <strong>{texts.scheduler.modality[network.modality]}</strong> {network.subnet},{' '}
            {texts.scheduler.runs(network.runs)}
            <ul>
              <li className={network.accuracy < network.accuracy_bound ? 'bad' : undefined}>
                {texts.scheduler.accuracy(percent(network.accuracy), percent(network.accuracy_bound))}
              </li>
              <li className={network.ms > network.allowed_ms ? 'bad' : undefined}>
                {texts.scheduler.time(milliseconds(network.ms), milliseconds(network.allowed_ms))}
              </li>
              <li>
                <span className="swatch hit" />{' '}
                {texts.scheduler.hits(
                  bytes(network.buffer_bytes),
                  percent(bufferShare(network)),
                  bytes(network.off_chip_bytes),
                )}
              </li>
              <li>{texts.scheduler.saved(milliseconds(network.saved_ms), milliseconds(network.load_ms))}</li>
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
