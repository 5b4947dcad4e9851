// What a run of the face SuperNet sees, and with how many bits, step by step.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { quantiseWeights } from '../../main/inference/convert/quantise.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { answerOf, hasTorch, needed, PYTHON } from './python.ts'

/** How face_supernet.py ends before it reads any data. */
function refusal(...given: string[]) {
  const script = join(applicationRoot(), 'models', 'training', 'face_supernet.py')
  const { status, stderr } = spawnSync(PYTHON, [script, '--data', 'none', ...given], { encoding: 'utf8' })
  return [status, stderr]
}

describe.skipIf(!hasTorch)(`training views of faces${needed}`, () => {
  it("are as taken in the share asked for, and a cheap camera's else, of pictures and of blends", () => {
    const found = answerOf(`
from types import SimpleNamespace
import cv2, face_views
from face_data import CANVAS
from face_supernet_data import Pictures

# Pictures of one colour and blends of another: jitter and mirroring leave them as they are, light and noise do not. What lowers the
# resolution or blurs leaves a mark.
class Canvases:
    def __init__(self, value):
        self.canvas = np.full((CANVAS, CANVAS, 3), value, np.uint8)
    def __getitem__(self, at):
        return np.stack([self.canvas] * 4) if isinstance(at, slice) else self.canvas
    def __len__(self):
        return 4

def marked(crop, *given, **named):
    crop = crop.copy()
    crop[0, 0] = 255
    return crop
face_views.cv2 = SimpleNamespace(INTER_AREA=0, resize=marked, GaussianBlur=marked)
faces = SimpleNamespace(canvases=lambda: Canvases(96), rows=lambda split: np.arange(4))

def counted(share):
    pictures = Pictures(faces, [], torch.zeros(4, 128), lambda answers: torch.ones(len(answers), 128), clean=share)
    pictures.blends = [SimpleNamespace(ready=lambda: 50_000, canvases=Canvases(160), labels=np.zeros((50_000, 4), np.int8))]
    images, targets = pictures.batch(400, np.random.default_rng(1), torch.Generator().manual_seed(1))
    values = targets[:, :1] * 0.25 + (1 - targets[:, :1]) * -0.25
    one_colour = lambda x: (x == values.reshape(-1, *[1] * (x.ndim - 1))).flatten(1).all(1)
    inner, whole = one_colour(images[:, :, 1:, 1:]), one_colour(images)
    return dict(of_blends=int(targets[:, 0].sum()), clean=int(whole.sum()), clean_blends=int(whole[targets[:, 0] == 1].sum()),
                marked_alone=int((inner & ~whole).sum()))
print(json.dumps([counted(share) for share in (0, 0.5, 1)]))`)
    const [none, half, all] = found
    expect(none).toEqual({ of_blends: 200, clean: 0, clean_blends: 0, marked_alone: 0 })
    expect(all).toEqual({ of_blends: 200, clean: 400, clean_blends: 200, marked_alone: 0 })
    expect(half).toMatchObject({ of_blends: 200, marked_alone: 0 })
    expect(half.clean).toBeGreaterThan(150)
    expect(half.clean).toBeLessThan(250)
    expect(half.clean_blends).toBeGreaterThan(70)
    expect(half.clean_blends).toBeLessThan(130)
  })
})

describe.skipIf(!hasTorch)(`4-bit weights of a kernel${needed}`, () => {
  it('are those of the application, by the largest weight and by the least error', () => {
    const channels = [1.5, 2, 3, 5].map((power) =>
      Array.from({ length: 60 }, (_, at) =>
        Math.fround(Math.sin(7 * at + power) ** 3 / power + (at === 9 ? power : 0)),
      ),
    )
    channels.push(Array(60).fill(0))
    const found = answerOf(`
from elastic import rounded_weight
kernel = torch.tensor(${JSON.stringify(channels)})
print(json.dumps([rounded_weight(kernel, 4, steps).tolist() for steps in ("largest-weight", "least-error")]))`)
    const shares = [false, true].map((leastError, way) => {
      const { weights, quantisation } = quantiseWeights(
        {
          values: Float32Array.from(channels.flat()),
          shape: [5, 60],
          axis: 0,
          perChannel: true,
          bias: new Float32Array(5),
          leastError,
        },
        1,
        4,
      )
      weights.forEach((weight, at) => {
        const row = Math.floor(at / 60)
        expect(weight * quantisation.scales[row]).toBeCloseTo(found[way][row][at % 60], 5)
      })
      return channels.map((row, at) => (7 * quantisation.scales[at]) / Math.max(...row.map(Math.abs), 1e-9))
    })
    for (const share of shares[0].slice(0, 4)) expect(share).toBeCloseTo(1, 5)
    expect(shares[1].slice(0, 4).filter((share) => share > 0.52 && share < 0.98).length).toBeGreaterThan(0)
  })
})

describe.skipIf(!hasTorch)(`the schedule of a run${needed}`, () => {
  it('rounds weights to 8 bits in the last share of the time, and to 4 in the share of its steps asked for, odd ones and even', () => {
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
    expect(some).toEqual([4, 4, 8, 8, 8, 8, 8, 8].map((bits) => [bits, 8]))
  })

  it('has shares between 0 and 1', () => {
    for (const option of ['--clean', '--four-bit', '--quantised', '--person-share']) {
      expect(refusal(option, '1.5')).toEqual([2, expect.stringContaining(`${option} is between 0 and 1`)])
    }
  })
})

describe.skipIf(!hasTorch)(`a checkpoint of before the widest SubNet had two more blocks${needed}`, () => {
  it('is refused by its name, to go on from, to start from and to mix with', () => {
    const folder = temporaryFolder()
    const refusals = answerOf(`
from types import SimpleNamespace
from face_subnets import FaceSuperNet
from face_supernet_train import Training
from supernet_restart import averaged_weights
folder, weights = Path(${JSON.stringify(folder)}), FaceSuperNet().state_dict()
torch.save(dict(averaged=weights), folder / "today.pt")
averaged_weights(folder / "today.pt", FaceSuperNet())
torch.save(dict(averaged={key: value for key, value in weights.items() if not key.startswith("blocks.11.")}), folder / "before.pt")
refusals = []
run = SimpleNamespace(pictures=SimpleNamespace(rows=np.arange(4), targets=torch.zeros(4, 128)))
for use in (lambda: averaged_weights(folder / "before.pt", FaceSuperNet()), lambda: Training.begin(run, FaceSuperNet(), folder / "before.pt")):
    try:
        use()
    except SystemExit as refusal:
        refusals.append(str(refusal))
print(json.dumps(refusals))`)
    const before = join(folder, 'before.pt')
    const message = `${before} holds the weights of another network than today's recipe makes.`
    expect(refusals).toEqual([message, message])
    expect(refusal('--mixed-with', before, '0.5')).toEqual([1, expect.stringContaining(message)])
  })
})
