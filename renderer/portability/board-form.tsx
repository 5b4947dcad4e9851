// "I have this board": chosen from the catalogue or described, with what was measured on it.

import { type FormEvent, useState } from 'react'
import { ActionButton } from '../components/action-button.tsx'
import { texts } from '../texts.ts'
import type { Catalogue, Request } from './portability.tsx'

interface Props {
  catalogue: Catalogue
  busy: boolean
  onPredict: (device: Request['device'], measured: string) => void
}

type Described = Exclude<Request['device'], string>

const OWN = 'own'

export function BoardForm({ catalogue, busy, onPredict }: Props) {
  const { form } = texts.portability
  const [chosen, setChosen] = useState('esp-eye')
  const [measured, setMeasured] = useState('')
  const [own, setOwn] = useState<Described>({
    name: form.name,
    core: 'cortex-m4',
    mhz: 120,
    flash_kb: 1024,
    ram_kb: 256,
    simd: null,
    fpu: null,
  })
  const set = (change: Partial<Described>) => setOwn({ ...own, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onPredict(chosen === OWN ? own : chosen, measured)
  }
  const choose = (device: string) => {
    setChosen(device)
    if (device !== OWN && measured.trim() === '') onPredict(device, '')
  }
  return (
    <form className="panel" aria-labelledby="i-have-this-board" onSubmit={submit}>
      <h3 id="i-have-this-board">{form.title}</h3>
      <div className="fields">
        <label>
          {form.device}
          <select value={chosen} onChange={({ target }) => choose(target.value)}>
            <option value={OWN}>{form.own}</option>
            <DeviceOptions catalogue={catalogue} />
          </select>
        </label>
        {chosen === OWN && <Description cores={catalogue.cores} own={own} onChange={set} />}
      </div>
      <label className="pasted">
        {form.measured}
        <textarea
          rows={3}
          value={measured}
          spellCheck={false}
          aria-describedby="measured-example"
          onChange={({ target }) => setMeasured(target.value)}
        />
      </label>
      <p id="measured-example" className="hint">
        {form.example}
      </p>
      <ActionButton submit primary busy={busy}>
        {busy ? form.predicting : form.predict}
      </ActionButton>
    </form>
  )
}

function DeviceOptions({ catalogue: { devices } }: { catalogue: Catalogue }) {
  const groupOf = ({ emulated, kind }: Catalogue['devices'][number]) => (emulated ? 'emulated' : kind)
  return Object.entries(texts.portability.form.groups).map(([group, label]) => (
    <optgroup key={group} label={label}>
      {devices
        .filter((device) => groupOf(device) === group)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </optgroup>
  ))
}

interface DescriptionProps {
  cores: Catalogue['cores']
  own: Described
  onChange: (change: Partial<Described>) => void
}

function Description({ cores, own, onChange }: DescriptionProps) {
  const { form } = texts.portability
  return (
    <>
      <label>
        {form.core}
        <select value={own.core} onChange={({ target }) => onChange({ core: target.value })}>
          {cores.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Figure name={form.mhz} value={own.mhz} onChange={(mhz) => onChange({ mhz })} />
      <Figure name={form.flash} value={own.flash_kb ?? 0} onChange={(flash_kb) => onChange({ flash_kb })} />
      <Figure name={form.ram} value={own.ram_kb ?? 0} onChange={(ram_kb) => onChange({ ram_kb })} />
      <label>
        {form.simd}
        <select
          value={own.simd ?? ''}
          onChange={({ target }) => onChange({ simd: (target.value || null) as Described['simd'] })}
        >
          <option value="">{form.asCore}</option>
          {Object.entries(form.simdKinds).map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {form.fpu}
        <select
          value={own.fpu === null ? '' : String(own.fpu)}
          onChange={({ target }) => onChange({ fpu: target.value === '' ? null : target.value === 'true' })}
        >
          <option value="">{form.asCore}</option>
          <option value="true">{form.yes}</option>
          <option value="false">{form.no}</option>
        </select>
      </label>
    </>
  )
}

/** A positive number; anything else in the field changes nothing, and the form does not submit. */
function Figure({
  name,
  value,
  onChange,
}: {
  name: string
  value: number
  onChange: (value: number) => void
}) {
  return (
    <label>
      {name}
      <input
        type="number"
        required
        min={1}
        step="any"
        defaultValue={value}
        onChange={({ target: { valueAsNumber } }) => {
          if (valueAsNumber >= 1 && Number.isFinite(valueAsNumber)) onChange(valueAsNumber)
        }}
      />
    </label>
  )
}
