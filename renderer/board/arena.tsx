// The tensor arena over time: which tensor lives where while which operator runs.

import type { Inspection } from '../../main/api.ts'
import { bytes } from '../components/format.ts'
import { texts } from '../texts.ts'

type Network = NonNullable<Inspection['network']>

const WIDTH = 900
const HEIGHT = 220
const LEFT = 82

export function ArenaOverTime({ arena, operators }: Pick<Network, 'arena' | 'operators'>) {
  const steps = operators.length + 1
  const top = Math.max(1, ...arena.map(({ offset, bytes }) => offset + bytes))
  const x = (step: number) => LEFT + (step / steps) * (WIDTH - LEFT)
  const y = (offset: number) => HEIGHT - (offset / top) * HEIGHT
  return (
    <figure className="timeline">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 22}`} role="img" aria-label={texts.board.arenaTitle}>
        {arena
          .filter(({ first }) => first >= 0)
          .map((tensor, index) => (
            <rect
              key={`${tensor.name} ${tensor.offset} ${tensor.first}`}
              x={x(tensor.first)}
              y={y(tensor.offset + tensor.bytes)}
              width={x(tensor.last + 1) - x(tensor.first) - 1}
              height={Math.max(1, y(tensor.offset) - y(tensor.offset + tensor.bytes) - 1)}
              className={`hue-${index % 8}`}
            >
              <title>{texts.board.lives(tensor.name, bytes(tensor.bytes), tensor.first, tensor.last)}</title>
            </rect>
          ))}
        {[0, 0.5, 1].map((fraction) => (
          <text key={fraction} x={0} y={Math.min(HEIGHT, y(top * fraction) + 12)} className="tick">
            {bytes(Math.round(top * fraction))}
          </text>
        ))}
        <text x={LEFT} y={HEIGHT + 16} className="tick">
          {texts.board.first}
        </text>
        <text x={WIDTH} y={HEIGHT + 16} textAnchor="end" className="tick">
          {texts.board.last(operators.length)}
        </text>
      </svg>
    </figure>
  )
}
