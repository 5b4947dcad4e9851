import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { defaultBoard } from '../../main/board/boards.ts'
import { encodeWav } from '../../main/capture/audio-wav.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { capturePool } from '../../main/evaluation/capture-pool.ts'
import { succeeded } from '../../main/evaluation/capture-task.ts'
import { SAMPLE_RATE } from '../../main/voice/samples.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const pool = capturePool({ board: defaultBoard, boardOptions: {} }, 2)

describe('capturing on all processors', () => {
  it('answers in the order of the tasks, failures included, and tells of each', async () => {
    const path = join(temporaryFolder(), 'voice.wav')
    writeFileSync(path, encodeWav(simulatedPerson(3).voice(0, 0), SAMPLE_RATE))
    const file = (start: number | null, end: number | null) => ({ kind: 'file' as const, path, start, end })
    let told = 0
    const results = await pool(
      [
        { face: [], voice: [file(null, null)] },
        { face: [], voice: [file(0, 0.2)] },
        { face: [{ kind: 'file', path: '/nowhere.png', start: null, end: null }], voice: [] },
        { face: [], voice: [{ kind: 'simulated', seed: 3, session: 0, index: 0 }] },
      ],
      () => told++,
    )
    expect(told).toBe(4)
    const [[whole], [tooShort], , [simulated]] = results.map(({ voice }) => voice)
    expect(tooShort).toMatchObject({
      failed: 'capture',
      code: expect.stringMatching(/^(too-short|silence)$/),
    })
    expect(results[2].face[0]).toMatchObject({ failed: 'read', code: 'unreadable-image' })
    if (!succeeded(whole) || !succeeded(simulated)) throw new Error('speech was refused')
    expect(Math.hypot(...whole.embedding)).toBeCloseTo(1, 5)
    // The file holds the same speech in 16 bits.
    const cosine = whole.embedding.reduce((sum, value, i) => sum + value * simulated.embedding[i], 0)
    expect(cosine).toBeGreaterThan(0.98)
    expect(results[0].board.voice_ms).toBeGreaterThan(10)
    expect(results[0].board.face_ms).toBe(0)
  })

  it('runs face and voice of one attempt side by side', async () => {
    const source = { kind: 'simulated' as const, seed: 4, session: 0, index: 0 }
    const [{ board }] = await pool([{ face: [source], voice: [source] }])
    expect(board.face_ms).toBeGreaterThan(10)
    expect(board.attempt_ms).toBeLessThan(board.face_ms + board.voice_ms)
  })

  it('has nothing to do without tasks', async () => {
    expect(await pool([])).toEqual([])
  })

  it('fails where the board cannot be started', async () => {
    const source = { kind: 'simulated' as const, seed: 4, session: 0, index: 0 }
    const broken = capturePool({ board: defaultBoard, boardOptions: { cpuMhz: 7 } }, 1)
    await expect(broken([{ face: [source], voice: [] }])).rejects.toMatchObject({
      name: 'VisemeError',
      message: expect.stringMatching(/CPU clock of 7 MHz/),
      code: 'board-options',
      next: expect.stringMatching(/./),
      exitCode: 2,
    })
  })

  it('fails where a thread ends in the middle of its work, instead of waiting for ever', async () => {
    const script = join(temporaryFolder(), 'ends.mjs')
    writeFileSync(
      script,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(7))",
    )
    const ending = capturePool({ board: defaultBoard, boardOptions: {} }, 2, pathToFileURL(script))
    await expect(ending([{ face: [], voice: [] }])).rejects.toThrow(/ended with exit code 7 before/)
  })
})
