// What the window can ask for: the channels of main/api.ts over the same services as the command line.

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RemovedPerson } from '../enrollment-data/records.ts'
import { openStore } from '../enrollment-data/store.ts'
import type { Answer, Channel, FaceInput, Payload, Progress, VoiceInput } from './api.ts'
import { applicationRoot } from './application-root.ts'
import type { Decision } from './authentication/attempt.ts'
import type { Presented } from './authentication/capture.ts'
import { enrol, NEEDED } from './authentication/enrol.ts'
import { operatingPoint } from './authentication/fusion.ts'
import { identify } from './authentication/identify.ts'
import { atBoardSpeed } from './authentication/pace.ts'
import { listPeople, removePerson, summary } from './authentication/people.ts'
import { type System, startSystem } from './authentication/system.ts'
import { admit, CAPACITY, TEMPLATE_BYTES } from './authentication/template.ts'
import { verify } from './authentication/verify.ts'
import { type Board, boards } from './board/boards.ts'
import { decodeAudio } from './capture/audio-file.ts'
import { decodeImage } from './capture/image-file.ts'
import { findRecorder, type MicrophoneRecording, recordMicrophone } from './capture/microphone.ts'
import { simulatedPerson } from './capture/simulated/people.ts'
import { VisemeError } from './errors.ts'
import type { Image } from './face/image.ts'
import { readZoo } from './inference/zoo.ts'
import { inspect } from './inspect.ts'
import type { Samples } from './voice/samples.ts'

export interface ServiceOptions {
  /** Folder of the store. */
  directory: string
  /** What shows the window, for people: "Electron 45", "Chromium (stand-in)". */
  shell: string
}

/** What a handler may tell while it works. */
export interface CallContext {
  progress(progress: Progress): void
}

export type Handlers = {
  [C in Channel]: (payload: Payload<C>, context: CallContext) => Promise<Answer<C>>
}

export interface Services {
  handlers: Handlers
  close(): void
}

/** The level meter's lower end, in dB below full scale. */
const LEVEL_RANGE_DB = 60

/** How many removed people can be put back; they are forgotten when the window closes. */
const UNDO_DEPTH = 20

/** Opens the store and answers channels; the board is switched on at the first call that needs it. */
export function createServices({ directory, shell }: ServiceOptions): Services {
  const store = openStore({ directory })
  const removed = new Map<string, RemovedPerson>()
  let started: System | null = null
  let recording: MicrophoneRecording | null = null
  const system = (): System => (started ??= startSystem())

  const handlers: Handlers = {
    status: async () => {
      const { machine, fusion } = system()
      const { cpuMhz, flash, psram } = machine.options
      const point = operatingPoint(fusion, fusion.default_fmr)
      return {
        shell,
        board: {
          name: machine.board.name,
          settings: `${cpuMhz} MHz, flash ${flash.toUpperCase()}, PSRAM ${psram === 'off' ? 'off' : `${psram} MHz`}`,
        },
        networks: [...readZoo().values()].map(({ name, task, bytes }) => ({
          name,
          task,
          bytes: bytes.length,
        })),
        templates: {
          bytes: TEMPLATE_BYTES,
          stored: store.count(),
          capacityLeft: CAPACITY - store.count(),
        },
        operatingPoint: `False-match rate ${100 * point.fmr} % on the development people (${fusion.fitted.face.name}, ${fusion.fitted.voice.name}; face and voice of different people paired: chimeric). Thresholds: face ${point.face.threshold.toFixed(2)}, voice ${point.voice.threshold.toFixed(2)}, fused ${point.fused.threshold.toFixed(2)}.`,
        microphoneProgram: microphoneProgram(),
        needed: { faces: NEEDED.face, voices: NEEDED.voice },
      }
    },

    'people-list': async () => listPeople(store),

    'people-remove': async ({ person }) => {
      const undo = randomUUID()
      removed.set(undo, removePerson(store, person))
      for (const [oldest] of removed) if (removed.size > UNDO_DEPTH) removed.delete(oldest)
      return { undo }
    },

    'people-restore': async ({ undo }) => {
      const person = removed.get(undo)
      if (!person) {
        throw new VisemeError({
          code: 'nothing-to-undo',
          message: 'This removal can no longer be undone.',
          next: 'Enrol the person again.',
          exitCode: 2,
        })
      }
      const restored = store.restore(person, admit)
      removed.delete(undo)
      return summary(restored)
    },

    'face-check': async ({ face }) => {
      const image = await imageOf(face)
      const { detection, quality, problem } = await system().attempt(async () => system().face.inspect(image))
      return {
        box: detection?.box ?? null,
        quality: quality?.score ?? 0,
        advice: problem && `${problem.message} ${problem.next}`,
      }
    },

    'voice-check': async ({ voice }) => {
      const samples = await samplesOf(voice)
      const { quality, problem } = await system().attempt(async () => system().voice.inspect(samples))
      return {
        speechSeconds: quality.speechSeconds,
        levelDb: quality.levelDb,
        snrDb: quality.snrDb,
        quality: quality.score,
        advice: problem && `${problem.message} ${problem.next}`,
      }
    },

    enrol: async ({ person, ...inputs }, { progress }) => {
      const presented = await present(inputs)
      const total = inputs.faces.length + inputs.voices.length
      progress({ done: 0, total, what: 'Reading samples' })
      const enrolment = await enrol(store, system(), {
        person,
        ...presented,
        onProgress: ({ done, modality }) =>
          progress({ done, total, what: modality === 'face' ? 'Face sample' : 'Voice sample' }),
      })
      const { samples, template_bytes, capacity_left } = enrolment
      return { person: enrolment.person, samples, template_bytes, capacity_left }
    },

    verify: async ({ person, pace, ...inputs }) => {
      const presented = await present(inputs)
      return paced(pace, () => verify(store, system(), { person, ...presented }))
    },

    identify: async ({ pace, ...inputs }) => {
      const presented = await present(inputs)
      return paced(pace, () => identify(store, system(), presented))
    },

    boards: async () => ({
      boards: Object.values<Board>(boards).map(({ id, name, processor, flash, psram }) => ({
        id,
        name,
        clocks: [...processor.clocksMhz],
        flash: [...flash.modes],
        psram: psram.bytes > 0,
      })),
      networks: [...readZoo().keys()],
    }),

    calibration: async () =>
      JSON.parse(await readFile(join(applicationRoot(), 'models', 'calibration.json'), 'utf8')),

    inspect: async ({ choice, network, file }) => inspect(choice, network, file),

    'record-microphone': async ({ seconds }, { progress }) => {
      recording = recordMicrophone({
        seconds,
        onLevel: (decibels) =>
          progress({
            done: 0,
            total: 1,
            what: 'Recording',
            level: Math.max(0, 1 + decibels / LEVEL_RANGE_DB),
          }),
      })
      const samples = await recording.samples
      return { samples: Float32Array.from(samples) }
    },

    'stop-microphone': async () => {
      recording?.stop()
      return {}
    },

    'simulated-person': async ({ seed, session, faces, voices }) => {
      const person = simulatedPerson(seed)
      return {
        name: person.name,
        faces: Array.from({ length: faces }, (_, index) => frameInput(person.face(session, index).image)),
        voices: Array.from({ length: voices }, (_, utterance) => ({
          kind: 'samples' as const,
          samples: Float32Array.from(person.voice(session, utterance)),
        })),
      }
    },
  }
  return { handlers, close: () => store.close() }
}

const paced = <T extends Decision>(pace: boolean, attempt: () => Promise<T>): Promise<T> =>
  pace ? atBoardSpeed(attempt) : attempt()

/** The recording program, null where the window itself has to record. */
function microphoneProgram(): string | null {
  if (process.env.VISEME_MICROPHONE === 'window') return null
  try {
    return findRecorder()
  } catch (error) {
    if (error instanceof VisemeError && error.code === 'microphone-program-missing') return null
    throw error
  }
}

async function present({ faces, voices, simulated }: Omit<Payload<'enrol'>, 'person'>): Promise<Presented> {
  const source = (input: FaceInput | VoiceInput) => (simulated ? 'simulated person' : sourceOf(input))
  return {
    simulated,
    faces: await Promise.all(
      faces.map(async (input) => ({ source: source(input), value: await imageOf(input) })),
    ),
    voices: await Promise.all(
      voices.map(async (input) => ({ source: source(input), value: await samplesOf(input) })),
    ),
  }
}

function sourceOf(input: FaceInput | VoiceInput): string {
  if (input.kind === 'file') return input.name
  return input.kind === 'frame' ? 'camera' : 'microphone'
}

async function imageOf(input: FaceInput): Promise<Image> {
  if (input.kind === 'file') return decodeImage(input.bytes, input.name)
  return { width: input.width, height: input.height, channels: 3, data: input.data }
}

async function samplesOf(input: VoiceInput): Promise<Samples> {
  return input.kind === 'file' ? decodeAudio(input.bytes, input.name) : input.samples
}

function frameInput({ width, height, data }: Image): FaceInput {
  return { kind: 'frame', width, height, data: Uint8Array.from(data) }
}
