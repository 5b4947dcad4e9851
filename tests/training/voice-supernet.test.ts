// The recipe of the voice SuperNet from data to .tflite, end to end in half a minute of training on simulated people.
// Skipped where there is no PyTorch, or no teacher in ../shared/data (VISEME_SHARED).

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { encodeWav } from '../../main/capture/audio-wav.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { subnetModel } from '../../main/supernet/subnet-model.ts'
import { SAMPLE_RATE } from '../../main/voice/samples.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { expectCurves, PYTHON, run } from './python.ts'

const teacher = resolve(process.env.VISEME_SHARED ?? '../shared', 'data/voices/teacher')
const torch = spawnSync(PYTHON, ['-c', 'import torch, scipy, soundfile, matplotlib']).status === 0
const training = resolve('models/training')

/** A folder like data/voices: simulated people as training and development speakers, white noise, the real teacher. */
function simulatedData(folder: string): void {
  const voices = join(folder, 'voices')
  mkdirSync(voices, { recursive: true })
  symlinkSync(teacher, join(voices, 'teacher'))
  const rows = ['path,speaker,corpus,split,seconds,licence,pseudo_speaker']
  const add = (name: string, speaker: string, split: string, samples: Float32Array) => {
    writeFileSync(join(voices, name), encodeWav(samples, SAMPLE_RATE))
    rows.push(`${name},${speaker},simulated,${split},${samples.length / SAMPLE_RATE},none,`)
  }
  for (let person = 1; person <= 6; person++) {
    const { voice } = simulatedPerson(person)
    for (let session = 0; session < 3; session++) {
      const name = `person-${person}-${session}`
      add(`${name}.wav`, `person-${person}`, person <= 4 ? 'train' : 'dev', voice(session, 0))
    }
  }
  add(
    'noise.wav',
    '',
    'noise',
    Float32Array.from({ length: 6 * SAMPLE_RATE }, (_, at) => Math.sin(at * at) / 10),
  )
  writeFileSync(join(voices, 'manifest.csv'), `${rows.join('\n')}\n`)
}

/** How far a voice's cached channels and log-mel of the first training file are from what the teacher and the front end give
 * of that voice, in cached steps and nepers; and how far from what they give of the file as it was recorded. */
function cachedAway(folder: string, runs: string, voice: string) {
  const script = `
import csv, json, sys
import numpy as np, torch
from pathlib import Path
from scipy.signal import resample_poly
sys.path.insert(0, ${JSON.stringify(training)})
from voice_features import BIN_HZ, mel_filters, mel_power
from voice_teacher import STEPS, Teacher, read_samples, voice_of
root, runs = Path(${JSON.stringify(folder)}) / "voices", Path(${JSON.stringify(runs)})
channels, size = torch.load(runs / "start.pt")["pooled"]
row = next(row for row in csv.DictReader(open(root / "manifest.csv")) if row["split"] == "train")
up, down, hz = voice_of("${voice}", row)
samples = resample_poly(read_samples(root / row["path"]), up, down).astype(np.float32)

def away(hz):
    frames = Teacher(root).frames(samples, hz).numpy()
    wanted = np.minimum(frames[1::3][:, channels.astype(int)] / size * STEPS, 255)
    mel = np.log(mel_power(samples, mel_filters(hz)) + 1e-7)
    cached = (np.load(runs / f"${voice}-{name}.npy")[:len(own)] for name, own in (("frames", wanted), ("logmel", mel)))
    return [float(np.abs(found - own).max()) for found, own in zip(cached, (wanted, mel))]

print(json.dumps(dict(own=away(hz), recorded=away(BIN_HZ))))`
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const [own, recorded] = ['own', 'recorded'].map((voice) => JSON.parse(stdout)[voice])
  return {
    own: { channels: own[0], logMel: own[1] },
    recorded: { channels: recorded[0], logMel: recorded[1] },
  }
}

test.skipIf(!torch)(
  'PyTorch: a frame layer that is fitted to its teacher gives the teacher’s values at full rank, their mean at any',
  () => {
    const script = `
import json, sys
import torch
sys.path.insert(0, ${JSON.stringify(training)})
from voice_super_net import FrameLayer
from voice_super_start import fit
torch.manual_seed(1)
x = torch.rand(40, 6, 30, 1)  # as after a ReLU: its mean is not 0
teacher = torch.nn.functional.conv1d(torch.nn.functional.pad(x[..., 0], (1, 1)), torch.randn(5, 6, 3), torch.randn(5))
errors = []
for rank, unit in ((5, False), (2, False), (5, True), (2, True)):
    layer = FrameLayer((6,), (rank,), (5,), 3, relu=False)
    fitted, (channels, size) = fit(layer, x, teacher.transpose(1, 2), 3, unit=unit)
    before = layer(x, 0)[..., 0]  # normed by this very batch
    wanted = teacher[:, channels] / torch.from_numpy(size).float()[:, None]
    errors.append(dict(
        mean=float((before.mean((0, 2)) - wanted.mean((0, 2))).abs().max()),
        deviation=float((before.std((0, 2)) - 1).abs().max()) if unit else 0,
        same=float((before.relu() - fitted[..., 0]).abs().max()),
        all=float((before - wanted).abs().max())))
print(json.dumps(errors))`
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    const [whole, narrow, wholeUnit, narrowUnit] = JSON.parse(stdout.trim().split('\n').at(-1)!)
    for (const each of [whole, narrow, wholeUnit, narrowUnit]) {
      expect(each.mean).toBeLessThan(1e-3)
      expect(each.deviation).toBeLessThan(1e-2)
      expect(each.same).toBeLessThan(1e-2)
    }
    expect(whole.all).toBeLessThan(0.05)
    expect(wholeUnit.all).toBeLessThan(0.05)
    expect(narrow.all).toBeGreaterThan(0.5)
  },
)

test.skipIf(!torch)('PyTorch: a drawn voice is one person’s, and its frequencies keep their order', () => {
  const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(training)})
from voice_teacher import BIN_HZ, voice_of
row = lambda path, speaker: dict(path=path, speaker=speaker, pseudo_speaker="")
rows = [row("a", "one"), row("b", "one"), row("c", "two"), row("d", "unknown"), row("e", "unknown")]
drawn = [voice_of("warped1", each) for each in rows]
print(json.dumps(dict(
    warped=[dict(hz=hz.tolist(), ratio=[up, down]) for up, down, hz in drawn],
    again=voice_of("warped2", rows[0])[2].tolist(),
    played=[(up, down, bool((hz == BIN_HZ).all())) for up, down, hz in [voice_of("0.90", rows[0])]],
    hz=BIN_HZ.tolist())))`
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const { warped, again, played, hz } = JSON.parse(stdout)
  const [one, alsoOne, two, unknown, alsoUnknown] = warped
  expect(alsoOne).toEqual(one)
  for (const other of [two, unknown, alsoUnknown, { hz: again }]) expect(other.hz).not.toEqual(one.hz)
  expect(alsoUnknown.hz).not.toEqual(unknown.hz)
  for (const { hz: moved } of warped) {
    for (let bin = 1; bin < hz.length; bin++) {
      expect(moved[bin]).toBeGreaterThan(moved[bin - 1])
      expect(Math.abs(moved[bin] / hz[bin] - 1)).toBeLessThanOrEqual(0.12)
    }
  }
  expect(played).toEqual([[10, 9, true]])
})

test.skipIf(!torch)(
  'PyTorch: a batch brings the teacher’s channels of the very frames on which the student’s positions are centred',
  () => {
    const folder = temporaryFolder()
    const script = `
import json, sys
import numpy as np, soundfile
from pathlib import Path
sys.path.insert(0, ${JSON.stringify(training)})
from graph import same_padding
from voice_super_data import TrainingWindows
from voice_super_net import STRIDE
from voice_teacher import STEPS
folder = Path(${JSON.stringify(folder)})
(folder / "manifest.csv").write_text("path,speaker,corpus,split,pseudo_speaker\\n"
    "a,one,c,train,\\nb,two,c,train,\\nc,unknown,c,train,\\nnoise.wav,,c,noise,\\n")
soundfile.write(folder / "noise.wav", np.random.default_rng(1).normal(size=60_000) / 10, 16_000)
lengths = [700, 200, 58]  # frames of a file; the last is shorter than any crop
frames = np.concatenate([np.arange(n) % 250 for n in lengths])
kept = np.concatenate([np.arange(n)[1::STRIDE] % 250 for n in lengths])
np.save(folder / "1.00-logmel.npy", np.repeat(frames[:, None] / 100, 40, 1).astype(np.float32))
np.save(folder / "1.00-frames.npy", np.repeat(kept[:, None], 3, 1).astype(np.uint8))
np.save(folder / "1.00-pooled.npy", np.array([[7, 8, 9], [1, 1, 1]]))
np.save(folder / "1.00-firsts.npy", np.cumsum([0, *lengths]))
np.save(folder / "1.00-windows.npy", np.array([[0, 0, 300], [0, 400, 300], [1, 0, 200], [2, 0, 58]], np.int32))
np.save(folder / "1.00-targets.npy", np.eye(4, 128, dtype=np.float32))
data = TrainingWindows(folder, folder)
worst, seen = 0, set()
for length in (200, 152, 300):
    power, target, answers, label = data.batch(np.random.default_rng(length), 64, length)
    centre = 2 - same_padding(length, 5, STRIDE)[0]  # of the first position, which looks at 5 frames
    heard = power.log().numpy()[:, centre::STRIDE, 0] * 100
    worst = max(worst, float(np.abs(heard - answers.numpy()[..., 0] * STEPS).max()))
    seen |= set(zip(target.argmax(1).tolist(), label.tolist()))
print(json.dumps(dict(worst=worst, seen=sorted(seen))))`
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    const { worst, seen } = JSON.parse(stdout.trim().split('\n').at(-1)!)
    expect(worst).toBeLessThan(0.01)
    expect(seen).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, -1],
    ])
  },
)

test.skipIf(!torch || !existsSync(teacher))(
  'PyTorch and the teacher: the quick training of the voice SuperNet on simulated people gives SubNets that run',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder()
    simulatedData(folder)
    const made = join(folder, 'made')
    run('make.py', 'voice-embed', '--quick', '--data', folder, '--out', made)
    const runs = join(made, 'voice-super')
    const log = readFileSync(join(runs, 'voice-supernet.csv'), 'utf8').trim().split('\n')
    expect(log[0]).toMatch(/^step,minutes,cosine,other_cosine,frame_loss,aam,shipped_/)
    expect(log.length).toBeGreaterThan(1)
    for (const voice of ['1.00', 'warped1']) {
      const { own, recorded } = cachedAway(folder, runs, voice)
      expect(own.channels).toBeLessThanOrEqual(0.5)
      expect(own.logMel).toBeLessThan(0.01)
      if (voice === '1.00') expect(recorded).toEqual(own)
      else expect(Math.min(recorded.channels, recorded.logMel)).toBeGreaterThan(1)
    }
    expectCurves(join(runs, 'voice-supernet.csv'))
    const supernet = readSupernet(join(made, 'supernet', 'voice'))
    expect(supernet.subnets).toHaveLength(8)
    const shipped = supernet.subnets.find(({ name }) => name === 'w192-d5')!
    const tflite = new Uint8Array(readFileSync(join(made, 'voice-embed.tflite')))
    expect(tflite).toEqual(subnetModel(supernet, shipped))
    for (const subnet of supernet.subnets) {
      const { invoke, outputs } = prepare(readModel(subnetModel(supernet, subnet)))
      const window = Uint8Array.from({ length: 8000 }, (_, at) => (at * 37) % 251)
      const [embedding] = invoke([window])
      expect(outputs[0].shape).toEqual([1, 128])
      // A slow machine makes few steps in half a minute: the embedding is coarse then, but never constant.
      expect(new Set(embedding).size).toBeGreaterThan(2)
    }
  },
)
