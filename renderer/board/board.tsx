// What the emulated board holds: memory regions, flash, networks.

import type { Answer } from '../../main/api.ts'
import { bytes } from '../components/format.ts'
import { texts } from '../texts.ts'

export function BoardScreen({ status }: { status: Answer<'status'> | null }) {
  return (
    <section className="screen">
      <h2>{texts.board.title}</h2>
      {!status ? (
        <p className="hint">{texts.loading}</p>
      ) : (
        <>
          <p className="hint">
            {status.board.name}, {status.board.settings}
          </p>
          <h3>{texts.board.memory}</h3>
          {status.board.memory.map((region) => (
            <Bar
              key={region.region}
              name={region.region}
              used={region.used}
              capacity={region.capacity}
              note={texts.board.largest(bytes(region.largest_free))}
            />
          ))}
          <h3>{texts.board.flash}</h3>
          <Bar name={texts.board.flash} used={status.flash.used} capacity={status.flash.capacity} />
          <h3>{texts.board.networks}</h3>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{texts.board.network}</th>
                <th scope="col">{texts.board.task}</th>
                <th scope="col">{texts.board.size}</th>
              </tr>
            </thead>
            <tbody>
              {status.networks.map((network) => (
                <tr key={network.name}>
                  <th scope="row">{network.name}</th>
                  <td>{network.task}</td>
                  <td className="number">{bytes(network.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <h3>{texts.board.operatingPoint}</h3>
          <p>{status.operatingPoint}</p>
          <h3>{texts.board.shell}</h3>
          <p>{status.shell}</p>
        </>
      )}
    </section>
  )
}

interface BarProps {
  name: string
  used: number
  capacity: number
  note?: string
}

function Bar({ name, used, capacity, note }: BarProps) {
  return (
    <div className="bar">
      <span>{name}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" className="free" />
        <rect width={Math.min(100, (used / capacity) * 100)} height="6" className="used" />
      </svg>
      <small>
        {texts.board.used(bytes(used), bytes(capacity))}
        {note ? `; ${note}` : ''}
      </small>
    </div>
  )
}
