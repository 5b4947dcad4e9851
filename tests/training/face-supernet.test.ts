// What a run of the face SuperNet sees, and with how many bits, step by step.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { answerOf, hasTorch, needed, PYTHON } from './python.ts'

describe.skipIf(!hasTorch)(`training views of faces${needed}`, () => {
  it("are as taken in the share asked for, and a cheap camera's else", () => {
    const found = answerOf(`
from face_data import CANVAS
from face_supernet_data import Pictures

class Faces:
    def canvases(self):
        return np.full((4, CANVAS, CANVAS, 3), 96, np.uint8)
    def rows(self, split):
        return np.arange(4)

# Of a picture of one colour, jitter and mirroring leave every pixel as it was; light and noise do not.
def as_taken(share):
    pictures = Pictures(Faces(), [], torch.zeros(4, 128), None, sharp=share)
    images, targets = pictures.batch(200, np.random.default_rng(1), torch.Generator().manual_seed(1))
    return [len(targets), int((images == (96 - 128) / 128).all(3).all(2).all(1).sum())]
print(json.dumps([as_taken(share) for share in (0, 0.5, 1)]))`)
    const [none, half, all] = found
    expect(none).toEqual([200, 0])
    expect(all).toEqual([200, 200])
    expect(half[0]).toBe(200)
    expect(half[1]).toBeGreaterThan(70)
    expect(half[1]).toBeLessThan(130)
  })
})

describe.skipIf(!hasTorch)(`the schedule of a run${needed}`, () => {
  it('rounds weights to 8 bits in the last share of the time, and to 4 in the share of its steps asked for', () => {
    const found = answerOf(`
from types import SimpleNamespace
from face_supernet_train import Training

class Net:
    bits = None
    def quantise(self, bits):
        self.bits = bits

def bits(elapsed, four_bit):
    run = SimpleNamespace(args=SimpleNamespace(minutes=1, quantised=0.25, four_bit=four_bit, lr=1), elapsed=elapsed, net=Net(),
                          averaged=Net(), optimiser=SimpleNamespace(param_groups=[]), step=0)
    of_steps = []
    for run.step in range(8):
        Training.schedule(run)
        of_steps.append([run.net.bits, run.averaged.bits])
    return of_steps
print(json.dumps([bits(44, 0.25), bits(46, 0), bits(46, 0.25)]))`)
    const [before, without, some] = found
    expect(before).toEqual(Array(8).fill([null, null]))
    expect(without).toEqual(Array(8).fill([8, 8]))
    expect(some).toEqual([4, 8, 8, 8, 4, 8, 8, 8].map((bits) => [bits, 8]))
  })

  it.each(['--sharp', '--four-bit', '--quantised', '--person-share'])('%s is refused beyond 0 to 1', (option) => {
    const script = join(applicationRoot(), 'models', 'training', 'face_supernet.py')
    const { status, stderr } = spawnSync(PYTHON, [script, '--data', 'none', option, '1.5'], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, expect.stringContaining(`${option} is between 0 and 1`)])
  })
})
