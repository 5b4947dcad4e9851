// Measure: error rates on simulated people, on one's own data, or from a score file.

import { useEffect } from 'react'
import { FailureNotice } from '../components/notice.tsx'
import { texts } from '../texts.ts'
import './measure.css'
import { PastRuns } from './past-runs.tsx'
import { Result } from './result.tsx'
import { RunningNotice } from './running.tsx'
import { Setup } from './setup.tsx'
import type { Measuring } from './use-measure.ts'

interface Props {
  measuring: Measuring
  /** The thresholds of live authentication, in words. */
  inUse: string | null
  onOperatingPoint: () => void
}

export function MeasureScreen({ measuring, inUse, onOperatingPoint }: Props) {
  const { open, running, failure, runs, reload } = measuring
  useEffect(() => {
    void reload()
  }, [])
  const told = failure && <FailureNotice failure={failure} onDismiss={measuring.dismiss} />
  if (open && !running) {
    return (
      <section className="screen wide">
        {told}
        <Result
          key={open.run}
          open={open}
          runs={runs}
          onClose={measuring.close}
          inUse={inUse}
          onUsed={onOperatingPoint}
        />
      </section>
    )
  }
  return (
    <section className="screen wide">
      <h2>{texts.measure.title}</h2>
      <p className="hint">{texts.measure.intro}</p>
      {told}
      {running ? (
        <RunningNotice running={running} onCancel={measuring.cancel} />
      ) : (
        <Setup
          choices={measuring.choices}
          change={measuring.change}
          busy={running !== null}
          onStart={() => void measuring.start()}
        />
      )}
      <PastRuns measuring={measuring} />
    </section>
  )
}
