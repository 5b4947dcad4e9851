// A thread with a board of its own that captures the attempts it is sent.

import { parentPort, workerData } from 'node:worker_threads'
import { type System, startSystem } from '../authentication/system.ts'
import { VisemeError } from '../errors.ts'
import type { CaptureAnswer, Captured, CaptureResult, CaptureSettings, CaptureTask } from './capture-task.ts'
import { readPicture, readRecording } from './read-sample.ts'

const settings: CaptureSettings = workerData
let system: System | undefined

async function take<T>(
  read: () => Promise<T>,
  capture: (value: T) => { embedding: Float32Array; quality: { score: number } },
): Promise<Captured> {
  let stage: 'read' | 'capture' = 'read'
  try {
    const value = await read()
    stage = 'capture'
    const { embedding, quality } = capture(value)
    return { embedding, quality: quality.score }
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    const { code, message } = error
    return { failed: stage, code, message, ...(isPassing(error) && { passing: true as const }) }
  }
}

/** Limits of this board (exit code 3), trouble of the surroundings (4), and files that could not be opened at all. */
function isPassing({ exitCode, cause }: VisemeError): boolean {
  return exitCode !== 2 || (cause instanceof Error && 'syscall' in cause)
}

async function attempt(task: CaptureTask): Promise<CaptureResult> {
  system ??= startSystem(settings)
  const { machine } = system
  const chains = system
  machine.reset()
  const face: Captured[] = []
  const voice: Captured[] = []
  for (const source of task.face) {
    face.push(
      await take(
        () => readPicture(source),
        (image) => machine.onCore(0, () => chains.face.capture(image)),
      ),
    )
  }
  for (const source of task.voice) {
    voice.push(
      await take(
        () => readRecording(source),
        (samples) => machine.onCore(1, () => chains.voice.capture(samples)),
      ),
    )
  }
  const { stages, peak_ram_bytes, latency_ms } = machine.report()
  const end = (core: number) =>
    Math.max(0, ...stages.filter((stage) => stage.core === core).map(({ start_ms, ms }) => start_ms + ms))
  return {
    face,
    voice,
    board: { face_ms: end(0), voice_ms: end(1), attempt_ms: latency_ms.estimate, peak_ram_bytes },
  }
}

// One attempt after the other: the board does one at a time.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', ({ index, task }: { index: number; task: CaptureTask }) => {
  last = last.then(async () => parentPort?.postMessage(await answer(index, task)))
})

async function answer(index: number, task: CaptureTask): Promise<CaptureAnswer> {
  try {
    return { index, result: await attempt(task) }
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    const { code, message, next, exitCode } = error
    return { failure: { code, message, next, exitCode } }
  }
}
