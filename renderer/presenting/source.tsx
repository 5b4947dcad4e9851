// Where face and voice come from: camera and microphone, files, or a simulated person.

import { texts } from '../texts.ts'

export const sources = ['live', 'files', 'simulated'] as const
export type Source = (typeof sources)[number]

interface Props {
  value: Source
  disabled: boolean
  onChange: (source: Source) => void
}

export function SourceChoice({ value, disabled, onChange }: Props) {
  return (
    <fieldset className="segments" disabled={disabled}>
      <legend>{texts.source.label}</legend>
      {sources.map((source) => (
        <label key={source}>
          <input
            type="radio"
            name="source"
            value={source}
            checked={source === value}
            onChange={() => onChange(source)}
          />
          <span>{texts.source[source]}</span>
        </label>
      ))}
    </fieldset>
  )
}
