import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAudioFile } from '../../main/capture/audio-file.ts'
import { findRecorder, recordMicrophone } from '../../main/capture/microphone.ts'
import { VisemeError } from '../../main/errors.ts'

const onPath = (program: string) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))
const missing = ['pulseaudio', 'pactl', 'paplay', 'sox', 'rec', 'espeak-ng'].filter(
  (program) => !onPath(program),
)

const folder = mkdtempSync(join(tmpdir(), 'viseme-microphone-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program of this name in a folder of its own, for the search path. */
function programIn(name: string, script: string): string {
  const bin = mkdtempSync(join(folder, 'bin-'))
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
  return bin
}

async function withPath<T>(path: string, body: () => Promise<T>): Promise<T> {
  const before = process.env.PATH
  process.env.PATH = path
  try {
    return await body()
  } finally {
    process.env.PATH = before
  }
}

describe('the recording program', () => {
  test('is the first installed one of rec, sox and arecord', () => {
    expect(findRecorder(`${programIn('arecord', '')}:${programIn('sox', '')}`)).toBe('sox')
  })

  test('missing altogether names the Debian packages and exit code 4', () => {
    try {
      findRecorder(folder)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(VisemeError)
      expect(error).toMatchObject({ code: 'microphone-program-missing', exitCode: 4 })
      expect((error as VisemeError).next).toMatch(/apt-get install sox .*alsa-utils/)
    }
  })

  test('that fails gives its own words', async () => {
    const path = `${programIn('rec', 'echo no such device >&2; exit 2')}:${process.env.PATH}`
    const recorded = withPath(path, () => recordMicrophone({ seconds: 1, recorder: 'rec' }).samples)
    await expect(recorded).rejects.toMatchObject({
      code: 'microphone-failed',
      exitCode: 4,
      message: expect.stringContaining('no such device'),
    })
  })

  test('that falls silent is given up after the patience, with what was heard before it or not', async () => {
    for (const script of ['exec sleep 20', 'head -c 1000 /dev/zero; exec sleep 20']) {
      const path = `${programIn('rec', script)}:${process.env.PATH}`
      const started = performance.now()
      const recorded = withPath(
        path,
        () => recordMicrophone({ seconds: 1, recorder: 'rec', patience: 0.3 }).samples,
      )
      await expect(recorded).rejects.toMatchObject({
        code: 'microphone-failed',
        message: expect.stringContaining('no sound arrived within 0.3 s'),
      })
      expect(performance.now() - started).toBeLessThan(5000)
    }
  })

  test('gives as many samples as asked for, and fewer when stopped', async () => {
    const path = `${programIn('rec', 'exec cat /dev/zero')}:${process.env.PATH}`
    await withPath(path, async () => {
      const levels: number[] = []
      const whole = await recordMicrophone({
        seconds: 0.5,
        recorder: 'rec',
        onLevel: (db) => levels.push(db),
      }).samples
      expect(whole).toHaveLength(8000)
      expect(levels[0]).toBe(-120)
      const stopped = recordMicrophone({
        seconds: 1e6,
        recorder: 'rec',
        onLevel: () => stopped.stop(),
      })
      expect((await stopped.samples).length).toBeLessThan(1_000_000)
    })
  })
})

describe.skipIf(missing.length > 0)(
  `speech played into a PulseAudio null sink${missing.length > 0 ? ` (skipped: no ${missing.join(', ')})` : ''}`,
  () => {
    const spoken = join(folder, 'spoken.wav')
    const environment = {
      XDG_RUNTIME_DIR: folder,
      HOME: folder,
      PULSE_SERVER: `unix:${join(folder, 'pulse.socket')}`,
      PULSE_SOURCE: 'speaker.monitor',
      PULSE_SINK: 'speaker',
      AUDIODRIVER: 'pulseaudio',
      PULSE_LATENCY_MSEC: '100', // otherwise the null sink renders up to 2 s ahead, before the speech is there
    }
    const before = { ...process.env }
    let daemon: ChildProcess

    beforeAll(async () => {
      Object.assign(process.env, environment)
      execFileSync('espeak-ng', [
        '-w',
        join(folder, 'espeak.wav'),
        'My voice is heard by the board, and by nobody else.',
      ])
      execFileSync('sox', [join(folder, 'espeak.wav'), '-r', '16000', '-c', '1', spoken, 'pad', '0', '0.5'])
      daemon = spawn(
        'pulseaudio',
        [
          '-n',
          '--daemonize=no',
          '--exit-idle-time=-1',
          '--disable-shm=yes',
          '-L',
          'module-null-sink sink_name=speaker rate=16000 channels=1 channel_map=mono',
          '-L',
          `module-native-protocol-unix socket=${join(folder, 'pulse.socket')} auth-anonymous=1`,
        ],
        { stdio: 'ignore' },
      )
      for (let attempt = 0; attempt < 100 && !existsSync(join(folder, 'pulse.socket')); attempt++)
        await sleep(100)
    })

    afterAll(() => {
      daemon.kill()
      for (const name of Object.keys(environment)) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    })

    test('comes back from the microphone as it was played', async () => {
      const played = await readAudioFile(spoken)
      let player: ChildProcess | undefined
      const recording = recordMicrophone({
        seconds: played.length / 16_000 + 1,
        // playback may only start when data arrive
        onLevel: () => (player ??= spawn('paplay', [spoken], { stdio: 'ignore' })),
      })
      const heard = await recording.samples
      expect(heard.length).toBe(Math.round((played.length / 16_000 + 1) * 16_000))
      expect(bestCorrelation(played, heard)).toBeGreaterThan(0.99)
    })
  },
)

/** Highest normalised correlation of half a second of `played` with any stretch of `heard`. */
function bestCorrelation(played: Float32Array, heard: Float32Array): number {
  const probe = played.subarray(8000, 16_000)
  const probeEnergy = probe.reduce((sum, x) => sum + x * x, 0)
  let best = 0
  for (let shift = 0; shift + probe.length <= heard.length; shift++) {
    let product = 0
    let energy = 1e-9
    for (let i = 0; i < probe.length; i++) {
      const x = heard[shift + i]
      product += probe[i] * x
      energy += x * x
    }
    best = Math.max(best, product / Math.sqrt(energy * probeEnergy))
  }
  return best
}
