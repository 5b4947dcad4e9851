// The training scripts, run as a person would.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'

export const PYTHON = process.env.VISEME_PYTHON ?? '/usr/bin/python3'

export const hasTorch = spawnSync(PYTHON, ['-c', 'import cv2, matplotlib, torch']).status === 0
/** What the name of a test that is skipped says. */
export const needed = hasTorch ? '' : ' (needs PyTorch, OpenCV and matplotlib)'

/** Runs a script of models/training to its end. */
export function run(script: string, ...given: string[]): void {
  const path = join(applicationRoot(), 'models', 'training', script)
  const { status, stderr } = spawnSync(PYTHON, [path, ...given], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

/** Runs Python with models/training on its path and `models` (a Path) defined; reads the JSON that it prints last. */
export function answerOf(script: string) {
  const opening = `
import json, sys
from pathlib import Path
import numpy as np, torch, torch.nn.functional as F
models = Path(${JSON.stringify(join(applicationRoot(), 'models'))})
sys.path.insert(0, str(models / "training"))
torch.manual_seed(1)`
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', opening + script], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** Draws the log of a training. */
export function expectCurves(log: string): void {
  const picture = log.replace(/\.csv$/, '.png')
  run('curves.py', log, '--out', picture)
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')
}
