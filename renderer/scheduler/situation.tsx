// What surrounds the next attempt, set by the user.

import type { SchedulerState } from '../../main/api/scheduler.ts'
import { policies } from '../../main/supernet/policy.ts'
import { securityLevels } from '../../main/supernet/surroundings.ts'
import { milliseconds } from '../components/format.ts'
import { texts } from '../texts.ts'

type Situated = SchedulerState['situation']

interface Props {
  situation: Situated
  onChange: (situation: Situated) => void
}

const ALLOWED = [50, 100, 250, 500, 1000, 2000]
const STEP = 5

export function Situation({ situation, onChange }: Props) {
  const set = (change: Partial<Situated>) => onChange({ ...situation, ...change })
  const share = (name: 'battery' | 'load') => (
    <label>
      {texts.scheduler[name]}
      <span className="share">
        <input
          type="range"
          min={0}
          max={100}
          step={STEP}
          value={Math.round(100 * situation[name])}
          aria-valuetext={`${Math.round(100 * situation[name])} %`}
          onChange={({ target }) => set({ [name]: Number(target.value) / 100 })}
        />
        <output>{Math.round(100 * situation[name])} %</output>
      </span>
    </label>
  )
  return (
    <>
      <div className="fields">
        <label>
          {texts.scheduler.security}
          <select
            value={situation.security}
            onChange={({ target }) => set({ security: target.value as Situated['security'] })}
          >
            {securityLevels.map((level) => (
              <option key={level} value={level}>
                {texts.scheduler.levels[level]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.scheduler.policy}
          <select
            value={situation.policy}
            onChange={({ target }) => set({ policy: target.value as Situated['policy'] })}
          >
            {policies.map((policy) => (
              <option key={policy} value={policy}>
                {texts.scheduler.policies[policy]}
              </option>
            ))}
          </select>
        </label>
        {share('battery')}
        {share('load')}
        <label>
          {texts.scheduler.allowed}
          <select
            value={situation.allowedMs ?? ''}
            onChange={({ target }) => set({ allowedMs: target.value === '' ? null : Number(target.value) })}
          >
            <option value="">{texts.scheduler.asLeft}</option>
            {ALLOWED.map((ms) => (
              <option key={ms} value={ms}>
                {milliseconds(ms)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="hint">{texts.scheduler.setByYou}</p>
    </>
  )
}
