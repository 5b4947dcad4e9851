// Changing how the store is protected: one action at a time, with what it failed of.

import { useState } from 'react'
import type { Answer, Channel, Payload } from '../../main/api.ts'
import { asFailure, type Failure, invoke } from '../bridge.ts'

export type Protection = Answer<'protection'>

type Changing = Extract<Channel, `protection-${string}`>

export function useProtectionChange(onChanged: () => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  /** True when it was done. */
  const change = async <C extends Changing>(channel: C, payload: Payload<C>): Promise<boolean> => {
    setBusy(true)
    setFailure(null)
    try {
      await invoke(channel, payload)
      onChanged()
      return true
    } catch (error) {
      setFailure(asFailure(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, failure, change, dismiss: () => setFailure(null) }
}
