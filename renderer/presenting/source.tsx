// Where face and voice come from: camera and microphone, files, or a simulated person.

import { texts } from '../texts.ts'

export const sources = ['live', 'files', 'simulated'] as const
export type Source = (typeof sources)[number]

export function SourceChoice({ value, onChange }: { value: Source; onChange: (source: Source) => void }) {
  return (
    <fieldset className="segments">
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
