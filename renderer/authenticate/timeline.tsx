// Gantt chart of one attempt on the board: a lane per core, a bar per stage, board milliseconds.

import type { BoardReport } from '../../main/api.ts'
import { milliseconds } from '../components/format.ts'
import { bufferShare } from '../scheduler/served.tsx'
import { texts } from '../texts.ts'

const WIDTH = 460
const LEFT = 58
const LANE = 34
/** Colours in styles.css. */
const HUES = 10

/** With `served`, a strip in each run of such a network tells how much of its weights came from the buffer. */
export function Timeline({ stages, served = [] }: Pick<BoardReport, 'stages' | 'served'>) {
  const end = Math.max(1, ...stages.map((stage) => stage.start_ms + stage.ms))
  const cores = [...new Set(stages.map(({ core }) => core))].sort()
  const names = [...new Set(stages.map(({ stage }) => stage))]
  const hits = new Map(served.map((network) => [`${network.modality} embed`, bufferShare(network)]))
  const x = (ms: number) => LEFT + (ms / end) * (WIDTH - LEFT - 8)
  return (
    <figure className="timeline">
      <figcaption>{texts.cost.timeline}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${cores.length * LANE + 22}`} role="img" aria-label={texts.cost.timeline}>
        {cores.map((core, lane) => (
          <text key={core} x={0} y={lane * LANE + 21} className="lane">
            {texts.cost.core(core)}
          </text>
        ))}
        {stages.map((stage) => (
          <rect
            key={`${stage.stage} ${stage.core} ${stage.start_ms}`}
            x={x(stage.start_ms)}
            y={cores.indexOf(stage.core) * LANE + 4}
            width={Math.max(1, x(stage.start_ms + stage.ms) - x(stage.start_ms))}
            height={LANE - 10}
            className={`hue-${names.indexOf(stage.stage) % HUES}`}
          >
            <title>{`${stage.stage}: ${milliseconds(stage.ms)}`}</title>
          </rect>
        ))}
        {stages
          .filter(({ stage, ms }) => hits.has(stage) && ms > 0)
          .map((stage) => (
            <rect
              key={`hit ${stage.core} ${stage.start_ms}`}
              x={x(stage.start_ms)}
              y={cores.indexOf(stage.core) * LANE + LANE - 12}
              width={Math.max(0, (x(stage.start_ms + stage.ms) - x(stage.start_ms)) * hits.get(stage.stage)!)}
              height={6}
              className="hit"
            >
              <title>{texts.scheduler.fromBuffer(`${(100 * hits.get(stage.stage)!).toFixed(0)} %`)}</title>
            </rect>
          ))}
        {[0, 1 / 3, 2 / 3, 1].map((fraction) => (
          <text
            key={fraction}
            x={x(end * fraction)}
            y={cores.length * LANE + 16}
            className="tick"
            textAnchor={fraction === 1 ? 'end' : 'middle'}
          >
            {milliseconds(end * fraction)}
          </text>
        ))}
      </svg>
      <ul className="legend">
        {names.map((name, index) => (
          <li key={name}>
            <span className={`swatch hue-${index % HUES}`} />
            {name}{' '}
            <span className="number">
              {milliseconds(total(stages, name, ({ ms }) => ms))}{' '}
              <small>{texts.cost.here(milliseconds(total(stages, name, ({ host_ms }) => host_ms)))}</small>
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

type Stages = BoardReport['stages']

/** Sum over the stretches of one stage. */
function total(stages: Stages, name: string, of: (stage: Stages[number]) => number): number {
  return stages.filter(({ stage }) => stage === name).reduce((sum, stage) => sum + of(stage), 0)
}
