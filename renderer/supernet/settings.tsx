// What can be chosen on the SuperNet screen.

import type { Answer } from '../../main/api.ts'
import { caches } from '../../main/supernet/settings.ts'
import { texts } from '../texts.ts'
import { StreamChoice } from './stream-choice.tsx'
import type { Request } from './supernet.tsx'

interface Props {
  known: Answer<'supernets'>
  request: Request
  onChange: (request: Request) => void
}

const SHARES = [0, 0.25, 0.5, 0.75, 1]

export function Settings({ known, request, onChange }: Props) {
  const { fields } = texts.supernet
  const set = (change: Partial<Request>) => onChange({ ...request, ...change })
  return (
    <div className="panel">
      <div className="fields">
        <Choice
          name={fields.supernet}
          value={request.supernet}
          values={known.supernets.map((name) => [name, name])}
          onChange={(supernet) => set({ supernet })}
        />
        <Choice
          name={fields.board}
          value={request.board}
          values={known.boards.map(({ id, name }) => [id, name])}
          onChange={(board) => set({ board, flash: undefined, weights: undefined })}
        />
        {request.board.startsWith('esp-eye') && (
          <Choice
            name={fields.flash}
            value={request.flash ?? 'qio80'}
            values={[
              ['qio80', 'QIO 80 MHz'],
              ['qio40', 'QIO 40 MHz'],
              ['dio80', 'DIO 80 MHz'],
              ['dio40', 'DIO 40 MHz'],
            ]}
            onChange={(flash) => set({ flash })}
          />
        )}
        {request.board === 'esp-eye' && (
          <Choice
            name={fields.weights}
            value={request.weights ?? 'flash'}
            values={[
              ['flash', texts.supernet.flashMemory],
              ['psram', 'PSRAM'],
            ]}
            onChange={(weights) => set({ weights })}
          />
        )}
        <Choice
          name={fields.buffer}
          value={String(request.bufferShare)}
          values={SHARES.map((share) => [String(share), `${100 * share} %`])}
          onChange={(share) => set({ bufferShare: Number(share) })}
        />
        <Choice
          name={fields.policy}
          value={request.policy}
          values={Object.entries(texts.supernet.policies) as [Request['policy'], string][]}
          onChange={(policy) => set({ policy })}
        />
        <Choice
          name={fields.cache}
          value={request.cache}
          values={caches.map((cache) => [cache, texts.supernet.caches[cache]])}
          onChange={(cache) => set({ cache })}
        />
        <Count
          name={fields.period}
          value={request.period}
          low={1}
          high={1000}
          onChange={(period) => set({ period })}
        />
        {!request.recorded && (
          <>
            <Count
              name={fields.queries}
              value={request.queries}
              low={10}
              high={2000}
              onChange={(queries) => set({ queries })}
            />
            <Count
              name={fields.seed}
              value={request.seed}
              low={0}
              high={1_000_000}
              onChange={(seed) => set({ seed })}
            />
          </>
        )}
      </div>
      <StreamChoice request={request} onChange={onChange} />
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  name: string
  value: Value
  values: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ name, value, values, onChange }: ChoiceProps<Value>) {
  return (
    <label>
      {name}
      <select value={value} onChange={({ target }) => onChange(target.value as Value)}>
        {values.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

interface CountProps {
  name: string
  value: number
  low: number
  high: number
  onChange: (value: number) => void
}

/** A whole number within its limits; anything else in the field changes nothing. */
function Count({ name, value, low, high, onChange }: CountProps) {
  return (
    <label>
      {name}
      <input
        type="number"
        min={low}
        max={high}
        defaultValue={value}
        onChange={({ target: { valueAsNumber } }) => {
          if (Number.isInteger(valueAsNumber) && valueAsNumber >= low && valueAsNumber <= high) {
            onChange(valueAsNumber)
          }
        }}
      />
    </label>
  )
}
