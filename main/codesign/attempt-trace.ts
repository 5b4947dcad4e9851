// What one attempt asks of a board, in order. The face's and the voice's own chains (main/face, main/voice) run once on
// a recorder in place of the board, with a simulated person before them; what they asked for is replayed for every
// design. The embedding networks are not run: nothing that follows depends on their numbers. Detector and landmarks are.

import type { WorkKind } from '../board/front-end.ts'
import type { LoadedNetwork } from '../board/machine.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import { type ChainMachine, FACE_NETWORKS, loadFaceChain } from '../face/chain.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { networkOf, type Zoo } from '../inference/zoo.ts'
import { loadVoiceChain, VOICE_NETWORK } from '../voice/chain.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'

export type Step =
  | { do: 'work'; stage: string; kind: WorkKind; count: number }
  | { do: 'invoke'; stage: string; network: string }
  | { do: 'lend'; name: string; bytes: number; steps: Step[] }

export type Trace = readonly Step[]

/** The embedding networks, by the names that traces have for them. */
export const EMBEDDER = { face: 'face-embed', voice: VOICE_NETWORK } as const

/** Any simulated person: the steps depend on the size of the face in the frame alone, an arm's length away here. */
const PERSON = 1

/** Trace of a face at a camera's distance, embedded from a crop of `side` pixels. */
export function faceTrace(zoo: Zoo, side: number): Trace {
  const recorder = new Recorder(EMBEDDER.face, side)
  const models = Object.fromEntries(FACE_NETWORKS.map((name) => [name, networkOf(zoo, name).bytes]))
  const chain = loadFaceChain(recorder, models as Parameters<typeof loadFaceChain>[1])
  chain.capture(simulatedPerson(PERSON).face(0, 0).image)
  return recorder.steps
}

/** Trace of `seconds` of speech without pauses. */
export function voiceTrace(zoo: Zoo, seconds: number): Trace {
  const recorder = new Recorder(EMBEDDER.voice)
  const chain = loadVoiceChain(recorder, networkOf(zoo, VOICE_NETWORK).bytes)
  chain.capture(speech(seconds))
  return recorder.steps
}

/** The middle of an utterance, again and again. */
function speech(seconds: number): Samples {
  const spoken = simulatedPerson(PERSON).voice(0, 0)
  const middle = spoken.subarray(Math.round(0.25 * spoken.length), Math.round(0.75 * spoken.length))
  return Float32Array.from({ length: seconds * SAMPLE_RATE }, (_, at) => middle[at % middle.length])
}

/** Stands in for the board: notes what it is asked for, and runs all networks but the embedding one. */
class Recorder implements ChainMachine {
  steps: Step[] = []
  readonly #embedder: string
  readonly #side: number | null

  constructor(embedder: string, side: number | null = null) {
    this.#embedder = embedder
    this.#side = side
  }

  load(name: string, bytes: Uint8Array): LoadedNetwork {
    const prepared = prepare(readModel(bytes))
    const [input] = prepared.inputs
    const resized =
      name === this.#embedder && this.#side !== null
        ? { ...prepared, inputs: [{ ...input, shape: [1, this.#side, this.#side, input.shape[3]] }] }
        : prepared
    return { name, prepared: resized, latency: NO_TIME, arena: '' }
  }

  work(stage: string, kind: WorkKind, count: number): void {
    this.steps.push({ do: 'work', stage, kind, count })
  }

  invoke({ name, prepared }: LoadedNetwork, inputs: Uint8Array[], stage: string): Uint8Array[] {
    this.steps.push({ do: 'invoke', stage, network: name })
    if (name !== this.#embedder) return prepared.invoke(inputs)
    return prepared.outputs.map(({ bytes }) => new Uint8Array(bytes).fill(1))
  }

  withBuffer<T>(name: string, bytes: number, body: () => T): T {
    const around = this.steps
    this.steps = []
    try {
      return body()
    } finally {
      around.push({ do: 'lend', name, bytes, steps: this.steps })
      this.steps = around
    }
  }
}

const NO_TIME = {
  estimate: 0,
  low: 0,
  high: 0,
  stalls: 0,
  operators: [],
} as unknown as LoadedNetwork['latency']
