// Long work of a screen: its progress while it is under way, and its failure.

import { useState } from 'react'
import type { Progress } from '../../main/api.ts'
import { asFailure, type Failure } from '../bridge.ts'

/** Runs one piece of work at a time: `progress` is null while none is under way, `failure` stays until the next begins. */
export function useWork() {
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const working = async (work: () => Promise<void>) => {
    setFailure(null)
    setProgress({ done: 0, total: 0, what: '' })
    try {
      await work()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setProgress(null)
    }
  }
  return { progress, setProgress, failure, setFailure, working }
}
