// The pictures and recordings presented so far, each checked by the main process as it arrives.

import { useCallback, useReducer, useRef, useState } from 'react'
import type { Answer, FaceInput, VoiceInput } from '../../main/api.ts'
import { asFailure, invoke } from '../bridge.ts'

export type Modality = 'face' | 'voice'

export interface Checked<T> {
  id: number
  input: T
  /** null while the check runs. */
  check: Verdict | null
}

interface Verdict {
  good: boolean
  /** What to change, empty for a good sample. */
  advice: string
  /** By which the sample is recognised when it is presented again; null for one that was not looked at. */
  fingerprint: Uint8Array<ArrayBuffer> | null
}

/** Adds samples and waits for their checks. A `refusal` is told as it is, and the sample is not checked. */
export interface Adding {
  face(input: FaceInput, refusal?: string): Promise<void>
  voice(input: VoiceInput, refusal?: string): Promise<void>
}

export interface Samples {
  faces: Checked<FaceInput>[]
  voices: Checked<VoiceInput>[]
  /** Whether a capture is running. */
  capturing: boolean
  /** Runs a capture: reading, drawing, recording. What it adds after a `clear` is dropped. */
  capture(body: (add: Adding) => Promise<void>): Promise<void>
  remove(id: number): void
  clear(): void
}

type State = { faces: Checked<FaceInput>[]; voices: Checked<VoiceInput>[] }
type Change =
  | { do: 'face'; sample: Checked<FaceInput> }
  | { do: 'voice'; sample: Checked<VoiceInput> }
  | { do: 'checked'; id: number; check: Verdict }
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

/** What the samples of one modality allow: an attempt needs `good`. */
export function standing(samples: Checked<unknown>[]): 'none' | 'checking' | 'bad' | 'good' {
  if (samples.length === 0) return 'none'
  if (samples.some(({ check }) => check === null)) return 'checking'
  return good(samples).length > 0 ? 'good' : 'bad'
}

async function verdict(ask: Promise<Answer<'face-check'> | Answer<'voice-check'>>): Promise<Verdict> {
  try {
    const { advice, fingerprint } = await ask
    return {
      good: advice === null,
      advice: advice ?? '',
      fingerprint: fingerprint as Uint8Array<ArrayBuffer>,
    }
  } catch (error) {
    const { message, next } = asFailure(error)
    return { good: false, advice: `${message} ${next}`, fingerprint: null }
  }
}

export function useSamples(): Samples {
  const [state, dispatch] = useReducer(change, { faces: [], voices: [] })
  /** Fingerprints of what was found good, also before the next rendering. */
  const taken = useRef<Record<Modality, Map<number, Uint8Array<ArrayBuffer>>>>({
    face: new Map(),
    voice: new Map(),
  })
  const [captures, setCaptures] = useState(0)
  /** Counts the clearings: a capture belongs to the generation in which it began. */
  const generation = useRef(0)

  const capture = useCallback(async (body: (add: Adding) => Promise<void>) => {
    const begun = generation.current
    const add = async (
      modality: Modality,
      sample: (id: number) => Change,
      refusal: string | undefined,
      ask: () => Parameters<typeof verdict>[0],
    ) => {
      if (begun !== generation.current) return
      const id = ++lastId
      dispatch(sample(id))
      const check =
        refusal === undefined ? await verdict(ask()) : { good: false, advice: refusal, fingerprint: null }
      if (check.good && check.fingerprint) taken.current[modality].set(id, check.fingerprint)
      dispatch({ do: 'checked', id, check })
    }
    setCaptures((count) => count + 1)
    try {
      await body({
        face: (input, refusal) =>
          add(
            'face',
            (id) => ({ do: 'face', sample: { id, input, check: null } }),
            refusal,
            () => invoke('face-check', { face: input, others: [...taken.current.face.values()] }),
          ),
        voice: (input, refusal) =>
          add(
            'voice',
            (id) => ({ do: 'voice', sample: { id, input, check: null } }),
            refusal,
            () => invoke('voice-check', { voice: input, others: [...taken.current.voice.values()] }),
          ),
      })
    } finally {
      setCaptures((count) => count - 1)
    }
  }, [])
  const remove = useCallback((id: number) => {
    taken.current.face.delete(id)
    taken.current.voice.delete(id)
    dispatch({ do: 'remove', id })
  }, [])
  const clear = useCallback(() => {
    generation.current++
    taken.current = { face: new Map(), voice: new Map() }
    dispatch({ do: 'clear' })
  }, [])
  return { ...state, capturing: captures > 0, capture, remove, clear }
}
