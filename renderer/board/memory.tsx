// Who holds what: a strip per memory region and one for the flash, each block named, the largest free block told.

import type { Inspection } from '../../main/api.ts'
import { bytes } from '../components/format.ts'
import { texts } from '../texts.ts'

interface Block {
  name: string
  offset: number
  bytes: number
}

export function MemoryMap({ memory, blocks }: Pick<Inspection, 'memory' | 'blocks'>) {
  return (
    <div>
      {memory.map(({ region, capacity, used, largest_free }) => (
        <Strip
          key={region}
          name={region}
          capacity={capacity}
          used={used}
          blocks={blocks.filter((block) => block.region === region)}
          note={texts.board.largest(bytes(largest_free))}
        />
      ))}
    </div>
  )
}

export function FlashLayout({ flash }: Pick<Inspection, 'flash'>) {
  return (
    <Strip name={texts.board.flash} capacity={flash.capacity} used={flash.used} blocks={flash.partitions} />
  )
}

interface StripProps {
  name: string
  capacity: number
  used: number
  blocks: Block[]
  note?: string
}

function Strip({ name, capacity, used, blocks, note }: StripProps) {
  const over = used > capacity
  const span = Math.max(capacity, used)
  const held = blocks.filter(({ bytes }) => bytes > 0)
  return (
    <div className="strip">
      <p>
        <strong>{name}</strong>{' '}
        <small className={over ? 'over-full' : undefined}>
          {texts.board.used(bytes(used), bytes(capacity))}
          {note ? `; ${note}` : ''}
        </small>
      </p>
      <svg viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label={describe(name, held)}>
        <rect width="1000" height="22" className="free" />
        {held.map((block, index) => (
          <rect
            key={`${block.name} ${block.offset}`}
            x={(block.offset / span) * 1000}
            width={Math.max(1.5, (block.bytes / span) * 1000 - 0.8)}
            height="22"
            className={`hue-${index % 8}`}
          >
            <title>{`${block.name}: ${bytes(block.bytes)}`}</title>
          </rect>
        ))}
      </svg>
      <ul className="legend">
        {held.map((block, index) => (
          <li key={`${block.name} ${block.offset}`}>
            <span className={`swatch hue-${index % 8}`} />
            {block.name} <span className="number">{bytes(block.bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function describe(name: string, blocks: Block[]): string {
  return `${name}: ${blocks.map((block) => `${block.name} ${bytes(block.bytes)}`).join(', ')}`
}
