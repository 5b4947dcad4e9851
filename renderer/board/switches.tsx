// One switch for every option of a board. What a board does not have is not offered.

import type { Answer, Payload } from '../../main/api.ts'
import { texts } from '../texts.ts'

export type Choice = Payload<'inspect'>['choice']
type Board = Answer<'boards'>['boards'][number]

interface Props {
  boards: Board[]
  choice: Choice
  onChange: (choice: Choice) => void
}

export function Switches({ boards, choice, onChange }: Props) {
  const board = boards.find(({ id }) => id === choice.board) ?? boards[0]
  const hasPsram = board.psram && choice.psram !== 'off'
  const isFlashSlow = (choice.flash ?? board.flash[0]).endsWith('40')
  const set = (change: Partial<Choice>) => onChange(consistent({ ...choice, ...change }))
  return (
    <>
      <label>
        {texts.board.board}
        <select value={board.id} onChange={({ target }) => onChange({ board: target.value })}>
          {boards.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Select
        name={texts.board.cpu}
        value={String(choice.cpuMhz ?? board.clocks[0])}
        values={board.clocks.map((clock) => [String(clock), `${clock} MHz`])}
        onChange={(value) => set({ cpuMhz: Number(value) })}
      />
      <Select
        name={texts.board.flash}
        value={choice.flash ?? board.flash[0]}
        values={board.flash.map((mode) => [mode, `${mode.slice(0, 3).toUpperCase()} ${mode.slice(3)} MHz`])}
        onChange={(value) => set({ flash: value as Choice['flash'] })}
      />
      {board.psram && (
        <Select
          name={texts.board.psram}
          value={choice.psram ?? (choice.flash?.endsWith('40') ? '40' : '80')}
          values={[
            ...(isFlashSlow ? [] : [['80', '80 MHz'] as [string, string]]),
            ['40', '40 MHz'],
            ['off', texts.board.off],
          ]}
          onChange={(value) => set({ psram: value as Choice['psram'] })}
        />
      )}
      <Select
        name={texts.board.arena}
        value={choice.arena ?? 'sram'}
        values={[
          ['sram', texts.board.internal],
          ...(hasPsram ? [['psram', 'PSRAM'] as [string, string]] : []),
        ]}
        onChange={(value) => set({ arena: value as Choice['arena'] })}
      />
      <Select
        name={texts.board.weightsIn}
        value={choice.weights ?? 'flash'}
        values={[
          ['flash', texts.board.flashMemory],
          ...(hasPsram ? [['psram', 'PSRAM'] as [string, string]] : []),
          ['sram', texts.board.internal],
        ]}
        onChange={(value) => set({ weights: value as Choice['weights'] })}
      />
      {hasPsram && board.camera && (
        <Select
          name={texts.board.frame}
          value={choice.frame ?? (choice.psram === 'off' ? 'sram' : 'psram')}
          values={[
            ['psram', 'PSRAM'],
            ['sram', texts.board.frameInternal],
          ]}
          onChange={(value) => set({ frame: value as Choice['frame'] })}
        />
      )}
      {hasPsram && board.microphone && (
        <Select
          name={texts.board.audio}
          value={choice.audio ?? (choice.psram === 'off' ? 'sram' : 'psram')}
          values={[
            ['psram', 'PSRAM'],
            ['sram', texts.board.internal],
          ]}
          onChange={(value) => set({ audio: value as Choice['audio'] })}
        />
      )}
      <Select
        name={texts.board.kernels}
        value={choice.kernels ?? 'esp-nn'}
        values={[
          ['esp-nn', 'ESP-NN'],
          ['reference', texts.board.reference],
        ]}
        onChange={(value) => set({ kernels: value as Choice['kernels'] })}
      />
      <Select
        name={texts.board.build}
        value={choice.build ?? 'O2'}
        values={[
          ['O2', '-O2'],
          ['O2-no-checks', texts.board.noChecks],
          ['Og', '-Og'],
          ['Os', '-Os'],
        ]}
        onChange={(value) => set({ build: value as Choice['build'] })}
      />
      <Select
        name={texts.board.watchdog}
        value={choice.watchdog ?? 'report'}
        values={[
          ['report', texts.board.reports],
          ['panic', texts.board.panics],
        ]}
        onChange={(value) => set({ watchdog: value as Choice['watchdog'] })}
      />
    </>
  )
}

/** PSRAM is never faster than the flash, and without it nothing lies there. */
function consistent(choice: Choice): Choice {
  const slow = choice.flash?.endsWith('40')
  const psram = slow && choice.psram === '80' ? '40' : choice.psram
  if (psram !== 'off') return { ...choice, psram }
  const weights = choice.weights === 'psram' ? 'flash' : choice.weights
  return { ...choice, psram, arena: 'sram', weights, frame: 'sram', audio: 'sram' }
}

interface SelectProps {
  name: string
  value: string
  values: [value: string, label: string][]
  onChange: (value: string) => void
}

function Select({ name, value, values, onChange }: SelectProps) {
  return (
    <label>
      {name}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {values.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}
