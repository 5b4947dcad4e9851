// make.py: every stage works on what an earlier one left, and what ships is not replaced by a trial.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applicationRoot } from '../../main/application-root.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { PYTHON } from './python.ts'

const training = join(applicationRoot(), 'models', 'training')
const hasPython = spawnSync(PYTHON, ['--version']).status === 0
const networks = ['face-detect', 'face-landmarks', 'face-embed', 'face-binary', 'voice-embed']

function recipe(network: string, quick: boolean): string[][] {
  const script = `
import json, sys
from pathlib import Path
sys.path.insert(0, ${JSON.stringify(training)})
from make import recipe
stages = recipe(${JSON.stringify(network)}, Path("/data"), Path("/runs"), Path("/out"), ${quick ? 'True' : 'False'})
print(json.dumps([[str(part) for part in stage] for stage in stages]))`
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return z.array(z.array(z.string())).parse(JSON.parse(stdout))
}

const make = (...given: string[]) =>
  spawnSync(PYTHON, [join(training, 'make.py'), ...given], { encoding: 'utf8', cwd: applicationRoot() })

describe.skipIf(!hasPython)('make.py', () => {
  it.each(networks)('makes %s of scripts that exist, in its own folders, and converts it last', (network) => {
    for (const quick of [false, true]) {
      const stages = recipe(network, quick)
      for (const stage of stages) {
        const isOurs = (part: string): boolean => part.startsWith(training)
        for (const path of stage.filter(isOurs)) expect(existsSync(path), path).toBe(true)
        const folders = stage.slice(1).filter((part) => part.startsWith('/') && !isOurs(part))
        for (const folder of folders) expect(folder).toMatch(/^\/(data|runs|out)(\/|$)/)
      }
      const last = stages.at(-1)!
      expect(last.slice(0, 5)).toEqual(['npm', 'run', '-s', 'viseme', '--'])
      expect(last[7]).toBe(`/out/${network}.tflite`)
    }
  })

  it('mines the mistakes of the detector that it trained, and leaves that detector converted', () => {
    const [detector, converted, mistakes] = recipe('face-landmarks', false)
    expect(detector[detector.indexOf('--out') + 1]).toBe('/out/float')
    expect(converted.slice(5, 8)).toEqual(['convert', '/out/float/face-detect', '/out/face-detect.tflite'])
    expect(mistakes[mistakes.indexOf('--detector') + 1]).toBe('/out/float/face-detect')
  })

  it("aligns the faces of the SuperNet's training as the device does", () => {
    const [, aligned, training] = recipe('face-embed', false)
    const landmarks = aligned[aligned.indexOf('--out') + 1]
    expect(training[training.indexOf('--own-landmarks') + 1]).toBe(landmarks)
  })

  it("trains the SuperNet towards both teachers' targets, with the blends of its start", () => {
    const [start, , training] = recipe('face-embed', false)
    expect(training[training.indexOf('--blends') + 1]).toBe(start[start.indexOf('--cache') + 1])
    expect(training[training.indexOf('--teacher') + 1]).toBe('both')
    expect(training[training.indexOf('--person-share') + 1]).toBe('0.5')
    expect(training[training.indexOf('--clean') + 1]).toBe('0.5')
  })

  it('gives the binary network the canvases, blends and weights of its start', () => {
    const [start, binary] = recipe('face-binary', false)
    expect(start[start.indexOf('--cache') + 1]).toBe('/runs/face')
    for (const option of ['--canvases', '--blends'])
      expect(binary[binary.indexOf(option) + 1]).toBe('/runs/face')
    expect(binary[binary.indexOf('--start') + 1]).toBe('/runs/face/final.pt')
  })

  it('refuses a trial where the networks lie that ship, and training without data', () => {
    for (const out of ['models', 'models/float', './models/supernet']) {
      const { status, stderr } = make('face-detect', '--quick', '--out', out)
      expect([status, stderr]).toEqual([2, expect.stringContaining('--quick needs an --out elsewhere')])
    }
    expect(make('voice-embed', '--quick', '--out', temporaryFolder()).stderr).toContain('--data is needed')
    expect(make('face-embed').stderr).toContain('--data is needed')
    expect(make('face-embed', '--data', 'no-such-folder').stderr).toContain('there is no folder')
  })
})
