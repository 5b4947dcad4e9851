// What to measure: simulated people, own data, or scores of another system.

import { useEffect, useState } from 'react'
import type { Answer } from '../../main/api.ts'
import { PROTOCOLS, type ProtocolName } from '../../main/evaluation/document.ts'
import { Switches } from '../board/switches.tsx'
import { invoke } from '../bridge.ts'
import { PathField } from '../components/path-field.tsx'
import { texts } from '../texts.ts'
import { type Choices, ENROLLING, missing, sources } from './request.ts'
import type { Measuring } from './use-measure.ts'

interface Props {
  choices: Choices
  change: Measuring['change']
  busy: boolean
  onStart: () => void
}

export function Setup({ choices, change, busy, onStart }: Props) {
  const { source } = choices
  const words = texts.measure
  const lacking = missing(choices)
  return (
    <form
      className="panel"
      aria-label={words.source}
      onSubmit={(event) => {
        event.preventDefault()
        if (!lacking && !busy) onStart()
      }}
    >
      <fieldset className="segments">
        <legend>{words.source}</legend>
        {sources.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="measure-source"
              checked={source === name}
              onChange={() =>
                change({
                  source: name,
                  protocol:
                    name === 'simulated' && choices.protocol === 'given-pairs'
                      ? 'all-pairs'
                      : choices.protocol,
                })
              }
            />
            <span>{words.sources[name]}</span>
          </label>
        ))}
      </fieldset>
      {source === 'simulated' && <SimulatedFields choices={choices} change={change} />}
      {source === 'data-set' && (
        <>
          <PathField
            label={words.data.dataset}
            hint={words.data.datasetHint}
            value={choices.dataset}
            onChange={(dataset) => change({ dataset })}
            choices={[
              ['folder', words.data.folder],
              ['manifest', words.data.manifest],
            ]}
          />
          <PathField
            label={words.data.trials}
            hint={words.data.trialsHint}
            value={choices.trials}
            onChange={(trials) =>
              change({ trials, protocol: trials.trim() === '' ? 'all-pairs' : 'given-pairs' })
            }
            choices={[['trials', words.data.file]]}
          />
        </>
      )}
      {source === 'scores' && (
        <>
          <PathField
            label={words.scoresFile.path}
            hint={words.scoresFile.hint}
            value={choices.scores}
            onChange={(scores) => change({ scores })}
            choices={[['scores', words.data.file]]}
          />
          <label>
            <input
              type="checkbox"
              checked={choices.ratios}
              onChange={({ target }) => change({ ratios: target.checked })}
            />{' '}
            {words.scoresFile.ratios}
          </label>
        </>
      )}
      {source !== 'scores' && <ProtocolFields choices={choices} change={change} />}
      {source === 'data-set' && choices.protocol === 'chimeric' && (
        <PathField
          label={words.data.voices}
          hint={words.data.voicesHint}
          value={choices.voices}
          onChange={(voices) => change({ voices })}
          choices={[
            ['folder', words.data.folder],
            ['manifest', words.data.manifest],
          ]}
        />
      )}
      {source !== 'scores' && <MoreFields choices={choices} change={change} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={lacking !== null} aria-disabled={busy}>
          {busy ? words.running : words.run}
        </button>
        <span className="hint">{lacking}</span>
      </div>
    </form>
  )
}

type Fields = Pick<Props, 'choices' | 'change'>

function SimulatedFields({ choices, change }: Fields) {
  const words = texts.measure.simulated
  return (
    <>
      <div className="fields">
        <Whole
          name={words.people}
          value={choices.people}
          least={2}
          most={1000}
          onChange={(people) => change({ people })}
        />
        <Whole
          name={words.sessions}
          value={choices.sessions}
          least={2}
          most={100}
          onChange={(sessions) => change({ sessions })}
        />
        <Whole
          name={words.seed}
          value={choices.populationSeed}
          least={0}
          most={999_999}
          onChange={(populationSeed) => change({ populationSeed })}
        />
      </div>
      <p className="hint">{words.note}</p>
    </>
  )
}

function ProtocolFields({ choices, change }: Fields) {
  const words = texts.measure
  const { source, protocol } = choices
  const offered = PROTOCOLS.filter((name) => name !== 'given-pairs' || source === 'data-set')
  return (
    <div className="fields">
      <label>
        {words.protocol}
        <select
          className="protocol"
          value={protocol}
          onChange={({ target }) => change({ protocol: target.value as ProtocolName })}
        >
          {offered.map((name) => (
            <option key={name} value={name}>
              {words.protocols[name].join(': ')}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="checks">
        <legend>{words.modalities}</legend>
        {(['face', 'voice'] as const).map((modality) => (
          <label key={modality}>
            <input
              type="checkbox"
              checked={choices[modality]}
              onChange={({ target }) => change({ [modality]: target.checked })}
            />
            {words[modality]}
          </label>
        ))}
      </fieldset>
      {protocol === 'chimeric' && (
        <Whole
          name={words.data.draws}
          value={choices.draws}
          least={1}
          most={100_000}
          onChange={(draws) => change({ draws })}
        />
      )}
      {ENROLLING.includes(protocol) && (
        <>
          <Whole
            name={words.templateFaces}
            value={choices.templateFaces}
            least={1}
            most={100}
            onChange={(templateFaces) => change({ templateFaces })}
          />
          <Whole
            name={words.templateVoices}
            value={choices.templateVoices}
            least={1}
            most={100}
            onChange={(templateVoices) => change({ templateVoices })}
          />
        </>
      )}
    </div>
  )
}

function MoreFields({ choices, change }: Fields) {
  const words = texts.measure
  const [boards, setBoards] = useState<Answer<'boards'>['boards'] | null>(null)
  useEffect(() => {
    invoke('boards', {}).then(
      (known) => setBoards(known.boards),
      () => undefined, // without the list the default board stays
    )
  }, [])
  return (
    <details>
      <summary>{words.more}</summary>
      <div className="fields">
        {boards && (
          <Switches boards={boards} choice={choices.board} onChange={(board) => change({ board })} />
        )}
        <Whole
          name={words.simulated.seed}
          value={choices.seed}
          least={0}
          most={0xffffffff}
          onChange={(seed) => change({ seed })}
        />
        <label>
          {words.calibration}
          <select
            value={choices.calibration}
            onChange={({ target }) => change({ calibration: target.value as Choices['calibration'] })}
          >
            {(['shipped', 'cross-validated'] as const).map((name) => (
              <option key={name} value={name}>
                {words.calibrations[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {choices.source === 'data-set' && (
        <>
          <PathField
            label={words.data.development}
            hint={words.data.developmentHint}
            value={choices.development}
            onChange={(development) => change({ development })}
            choices={[
              ['folder', words.data.folder],
              ['manifest', words.data.manifest],
            ]}
          />
          <PathField
            label={words.data.cohort}
            hint={words.data.cohortHint}
            value={choices.cohort}
            onChange={(cohort) => change({ cohort })}
            choices={[
              ['folder', words.data.folder],
              ['manifest', words.data.manifest],
            ]}
          />
        </>
      )}
    </details>
  )
}

interface WholeProps {
  name: string
  value: number
  least: number
  most: number
  onChange: (value: number) => void
}

/** A whole number; what is no number of the range is left as it was when the field is left. */
function Whole({ name, value, least, most, onChange }: WholeProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <label>
      {name}
      <input
        type="number"
        min={least}
        max={most}
        value={typed ?? value}
        onBlur={() => setTyped(null)}
        onChange={({ target }) => {
          setTyped(target.value)
          const number = Number(target.value)
          if (target.value !== '' && Number.isInteger(number) && number >= least && number <= most)
            onChange(number)
        }}
      />
    </label>
  )
}
