// The price table: every price with its date and source; changes can be taken back one by one, or all at once.

import { useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'

type Price = Answer<'codesign-prices'>['prices'][number]

const NEEDED = ['always', 'face', 'voice', 'psram'] as const

export function Prices({ busy, onChanged }: { busy: boolean; onChanged: () => void }) {
  const [prices, setPrices] = useState<Price[] | null>(null)
  const [own, setOwn] = useState(false)
  /** Earlier states of the table, the latest last. */
  const [earlier, setEarlier] = useState<Price[][]>([])
  const [changed, setChanged] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const words = texts.codesign.prices
  const take = (answer: Answer<'codesign-prices'>) => {
    setPrices(answer.prices)
    setOwn(answer.own)
    setChanged(false)
    setEarlier([])
  }
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null)
    try {
      await work()
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const load = () =>
    void attempt(async () => {
      if (prices === null) take(await invoke('codesign-prices', {}))
    })
  const store = (wanted: Price[] | null) =>
    void attempt(async () => {
      take(await invoke('codesign-prices-store', { prices: wanted }))
      onChanged()
    })
  const set = (next: Price[]) => {
    if (prices) setEarlier([...earlier, prices])
    setPrices(next)
    setChanged(true)
  }
  const undo = () => {
    const before = earlier.at(-1)
    if (!before) return
    setPrices(before)
    setEarlier(earlier.slice(0, -1))
    setChanged(earlier.length > 1)
  }
  return (
    <details className="panel prices" onToggle={load}>
      <summary>{words.title}</summary>
      <p className="hint">{words.about}</p>
      {failure && <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />}
      {prices && (
        <>
          <div className="scroll">
            <table className="list compact">
              <thead>
                <tr>
                  {Object.values(words.columns).map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                  <th scope="col">
                    <span className="hidden">{words.remove}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {prices.map((price, index) => (
                  <PriceRow
                    key={index}
                    price={price}
                    row={index + 1}
                    onChange={(change) =>
                      set(prices.map((each, at) => (at === index ? { ...each, ...change } : each)))
                    }
                    onRemove={() => set(prices.filter((_, at) => at !== index))}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <div className="actions">
            <ActionButton primary busy={busy} disabled={!changed} onClick={() => store(prices)}>
              {words.use}
            </ActionButton>
            <button type="button" onClick={() => set([...prices, blank(prices)])}>
              {words.add}
            </button>
            <button type="button" disabled={earlier.length === 0} onClick={undo}>
              {words.undo}
            </button>
            <button type="button" disabled={!own} onClick={() => store(null)}>
              {words.reset}
            </button>
          </div>
        </>
      )}
    </details>
  )
}

const blank = (prices: readonly Price[]): Price => ({
  board: prices[0]?.board ?? 'esp-eye',
  part: texts.codesign.prices.newPart,
  needed: 'always',
  dollars: 0,
  date: new Date().toISOString().slice(0, 10),
  source: texts.codesign.prices.ownSource,
})

interface RowProps {
  price: Price
  row: number
  onChange: (change: Partial<Price>) => void
  onRemove: () => void
}

function PriceRow({ price, row, onChange, onRemove }: RowProps) {
  const { columns, remove } = texts.codesign.prices
  const text = (field: 'board' | 'part' | 'date' | 'source') => (
    <td>
      <input
        type="text"
        className={field}
        aria-label={`${columns[field]} ${row}`}
        defaultValue={price[field]}
        key={price[field]}
        onBlur={({ target: { value } }) => value !== price[field] && onChange({ [field]: value.trim() })}
      />
    </td>
  )
  return (
    <tr>
      {text('board')}
      {text('part')}
      <td>
        <select
          aria-label={`${columns.needed} ${row}`}
          value={price.needed}
          onChange={({ target }) => onChange({ needed: target.value as Price['needed'] })}
        >
          {NEEDED.map((needed) => (
            <option key={needed} value={needed}>
              {texts.codesign.prices.needed[needed]}
            </option>
          ))}
        </select>
      </td>
      <td>
        <input
          type="number"
          min={0}
          step="any"
          aria-label={`${columns.dollars} ${row}`}
          defaultValue={price.dollars}
          key={price.dollars}
          onBlur={({ target: { valueAsNumber } }) => {
            if (valueAsNumber >= 0 && valueAsNumber !== price.dollars) onChange({ dollars: valueAsNumber })
          }}
        />
      </td>
      {text('date')}
      {text('source')}
      <td>
        <button type="button" className="quiet" aria-label={`${remove} ${row}`} onClick={onRemove}>
          ✕
        </button>
      </td>
    </tr>
  )
}
