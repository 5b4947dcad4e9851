// The pictures and recordings presented so far, each checked by the main process as it arrives.

import { useCallback, useReducer } from 'react'
import type { Answer, FaceInput, VoiceInput } from '../../main/api.ts'
import { asFailure, invoke } from '../bridge.ts'

export interface Checked<T> {
  id: number
  input: T
  /** null while the check runs. */
  check: { good: boolean; advice: string } | null
}

export interface Samples {
  faces: Checked<FaceInput>[]
  voices: Checked<VoiceInput>[]
  addFace(input: FaceInput): Promise<void>
  addVoice(input: VoiceInput): Promise<void>
  remove(id: number): void
  clear(): void
}

type State = { faces: Checked<FaceInput>[]; voices: Checked<VoiceInput>[] }
type Change =
  | { do: 'face'; sample: Checked<FaceInput> }
  | { do: 'voice'; sample: Checked<VoiceInput> }
  | { do: 'checked'; id: number; check: { good: boolean; advice: string } }
  | { do: 'remove'; id: number }
  | { do: 'clear' }

let lastId = 0

function change(state: State, action: Change): State {
  switch (action.do) {
    case 'face':
      return { ...state, faces: [...state.faces, action.sample] }
    case 'voice':
      return { ...state, voices: [...state.voices, action.sample] }
    case 'checked': {
      const mark = <T>(sample: Checked<T>) =>
        sample.id === action.id ? { ...sample, check: action.check } : sample
      return { faces: state.faces.map(mark), voices: state.voices.map(mark) }
    }
    case 'remove':
      return {
        faces: state.faces.filter(({ id }) => id !== action.id),
        voices: state.voices.filter(({ id }) => id !== action.id),
      }
    case 'clear':
      return { faces: [], voices: [] }
  }
}

/** Those samples that passed their check. */
export function good<T>(samples: Checked<T>[]): T[] {
  return samples.filter(({ check }) => check?.good).map(({ input }) => input)
}

type Check = Answer<'face-check'> | Answer<'voice-check'>

export function useSamples(): Samples {
  const [state, dispatch] = useReducer(change, { faces: [], voices: [] })
  const run = useCallback(async (id: number, ask: Promise<Check>) => {
    try {
      const { advice } = await ask
      dispatch({ do: 'checked', id, check: { good: advice === null, advice: advice ?? '' } })
    } catch (error) {
      const { message, next } = asFailure(error)
      dispatch({ do: 'checked', id, check: { good: false, advice: `${message} ${next}` } })
    }
  }, [])
  const addFace = useCallback(
    (input: FaceInput) => {
      const id = ++lastId
      dispatch({ do: 'face', sample: { id, input, check: null } })
      return run(id, invoke('face-check', { face: input }))
    },
    [run],
  )
  const addVoice = useCallback(
    (input: VoiceInput) => {
      const id = ++lastId
      dispatch({ do: 'voice', sample: { id, input, check: null } })
      return run(id, invoke('voice-check', { voice: input }))
    },
    [run],
  )
  const remove = useCallback((id: number) => dispatch({ do: 'remove', id }), [])
  const clear = useCallback(() => dispatch({ do: 'clear' }), [])
  return { ...state, addFace, addVoice, remove, clear }
}
