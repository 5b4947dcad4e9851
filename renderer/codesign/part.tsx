// Which part of the space is looked at: the levels of each axis, and how many designs that makes.

import { useEffect, useState } from 'react'
import { type AxisName, axisNames } from '../../main/codesign/axes.ts'
import type { Level } from '../../main/codesign/columns.ts'
import { invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { texts } from '../texts.ts'
import type { Restriction, Space } from './use-codesign.ts'

interface Props {
  space: Space
  restriction: Restriction
  busy: boolean
  onCompute: (restriction: Restriction) => void
}

export function Part({ space, restriction, busy, onCompute }: Props) {
  const [wanted, setWanted] = useState(restriction)
  const [designs, setDesigns] = useState<number | null>(null)
  useEffect(() => {
    let outdated = false
    invoke('codesign-count', { restriction: wanted }).then(
      (answer) => {
        if (!outdated) setDesigns(answer.designs)
      },
      () => setDesigns(null),
    )
    return () => {
      outdated = true
    }
  }, [wanted])
  const words = texts.codesign.part
  const toggle = (axis: AxisName, level: Level, on: boolean) => {
    const all = space.axes[axis] ?? []
    const chosen = wanted[axis] ?? all
    setWanted({ ...wanted, [axis]: all.filter((each) => (each === level ? on : chosen.includes(each))) })
  }
  return (
    <details className="panel part">
      <summary>{words.title(space.designs.toLocaleString('en'))}</summary>
      <div className="levels">
        {axisNames.map((axis) => (
          <fieldset key={axis}>
            <legend>{texts.codesign.factors[axis]}</legend>
            {(space.axes[axis] ?? []).map((level) => (
              <label key={String(level)}>
                <input
                  type="checkbox"
                  checked={wanted[axis]?.includes(level) ?? true}
                  onChange={({ target }) => toggle(axis, level, target.checked)}
                />{' '}
                {String(level)}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <div className="actions">
        <ActionButton primary busy={busy} onClick={() => onCompute(wanted)}>
          {words.compute}
        </ActionButton>
        <button type="button" onClick={() => setWanted({})}>
          {words.everything}
        </button>
        <span role="status" className="hint">
          {designs === null ? '' : words.designs(designs.toLocaleString('en'))}
        </span>
      </div>
    </details>
  )
}
