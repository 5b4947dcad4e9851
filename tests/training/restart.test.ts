// Training goes on from what is in the repository: the exported SuperNets, filled into the networks that PyTorch trains.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { answerOf, hasTorch, needed, PYTHON } from './python.ts'

const root = applicationRoot()

describe.skipIf(!hasTorch)(`a SuperNet restored from its files${needed}`, () => {
  it('gives the voice embeddings of the run that made it, where statistics are those of the batch it was restored on', () => {
    const apart = answerOf(`
from elastic import Calibration
from voice_super_net import DEPTHS, SUBNETS, VoiceSuperNet
from supernet_restart import restore
from voice_supernet_export import made_up_window
network = VoiceSuperNet().eval()
inputs = torch.randn(64, 40, 200, 1)
restore(network, models / "supernet/voice", SUBNETS, lambda subnet: inputs)
wanted = json.loads(Path(${JSON.stringify(join(root, 'tests/voice/voice-supernet-vectors.json'))}).read_text())
apart = {}
with torch.no_grad():
    for subnet in SUBNETS:
        if subnet.depth < DEPTHS[-1]:
            continue
        of_inputs = Calibration()
        network(inputs, subnet, of_inputs)
        found, real = network(made_up_window(), subnet, of_inputs.statistics())[0], torch.tensor(wanted[subnet.name]["real"])
        apart[subnet.name] = float((found - real).abs().max() / real.abs().max())
print(json.dumps(apart))`)
    expect(Object.keys(apart)).toEqual(['w48-d6', 'w96-d6', 'w144-d6', 'w192-d6'])
    for (const [name, value] of Object.entries(apart)) expect(value, name).toBeLessThan(1e-3)
  })

  it('knows whether its voice network pools the channels of the teacher that training follows', () => {
    const found = answerOf(`
from supernet_restart import restore
from voice_super_net import SUBNETS, VoiceSuperNet
from voice_super_start import pools
network, inputs = VoiceSuperNet(), torch.randn(64, 40, 200, 1)
restore(network, models / "supernet/voice", SUBNETS, lambda subnet: inputs)
with torch.no_grad():
    frames = network.frames(inputs)[..., 0].transpose(1, 2)
teacher = frames + 0.5 * torch.randn_like(frames)
print(json.dumps(dict(same=pools(network, inputs, teacher), other=pools(network, inputs, teacher.roll(1, 2)))))`)
    expect(found).toEqual({ same: true, other: false })
  })

  it('gives the face embeddings of the run that made it, turned back to the targets of the training', () => {
    const like: Record<string, number> = answerOf(`
from face_subnet_use import calibrated, embeddings
from face_subnets import LARGEST, SUBNETS, FaceSuperNet, resized
from face_supernet_start import restart_from
from supernet_emulation import Emulation, made_up
from supernet_restart import restore
stripes = torch.from_numpy(made_up((64, 64, 3)).astype(np.float32) / 128).permute(2, 0, 1)
images = (torch.stack([stripes.roll(k, 1 + k % 2) for k in range(256)]) * torch.rand(256, 3, 1, 1) + 0.2 * torch.randn(256, 3, 64, 64)).clamp(-1, 0.99)
stem, found = models / "supernet/face", {}
emulation = Emulation(stem)
answers = lambda net, subnet, given: embeddings(net, subnet, calibrated(net, subnet, images, batch=256), given)
for subnet in (*(each for each in SUBNETS if each.width == 1 and each.deep), LARGEST):
    net = FaceSuperNet()
    restore(net, stem, [subnet], lambda subnet: resized(images, subnet.size))
    crop = (resized(images[:1], subnet.size) * 128).round().clamp(-128, 127)
    (node,) = (each for each in emulation.file.nodes(subnet.name) if each["output"] == "embedding")
    scale, zero = emulation.quantisation(node)
    int8 = (torch.tensor(emulation.run(subnet.name, crop[0].permute(1, 2, 0).numpy().astype(np.int8))) - zero) * scale
    found[subnet.name] = float(F.cosine_similarity(answers(net, subnet, crop / 128)[0], int8, 0))
targets = F.normalize(answers(net, LARGEST, images) @ torch.linalg.qr(torch.randn(128, 128))[0])
net = FaceSuperNet()
restart_from(net, stem, images, targets)
found["turned"] = float((F.normalize(answers(net, LARGEST, images)) * targets).sum(1).mean())
print(json.dumps(found))`)
    expect(Object.keys(like)).toEqual(['w1-deep-64', 'w1-deep-48', 'w4-deep-64', 'turned'])
    for (const [name, value] of Object.entries(like)) expect(value, name).toBeGreaterThan(0.97)
  })

  it('may be of before the widest SubNet had two more blocks, which begin as nearly nothing', () => {
    const found = answerOf(`
import shutil, tempfile
from face_subnet_use import calibrated, embeddings
from face_subnets import INITIAL_GAIN, LARGEST, FaceSuperNet, SubNet
from supernet_restart import require_files, restore
images = torch.rand(128, 3, 64, 64, generator=torch.Generator().manual_seed(2)) * 1.9 - 1
shipped = models / "supernet/face"

def without(lacking, folder):
    """Files that lack kernels, and the nodes of the largest SubNet that use them."""
    document = json.loads(shipped.with_suffix(".json").read_text())
    document["kernels"] = [kernel for kernel in document["kernels"] if kernel["name"] not in lacking]
    for subnet in document["subnets"]:
        subnet["nodes"] = [node for node in subnet["nodes"] if node.get("kernel") not in lacking]
    Path(folder, "face.json").write_text(json.dumps(document))
    shutil.copy(shipped.with_suffix(".bin"), folder)
    return Path(folder, "face")

with tempfile.TemporaryDirectory() as folder:
    net = FaceSuperNet()
    older = without(net.added_kernels, folder)
    require_files(older, net)
    middle = SubNet(2, True, 64)
    restore(net, older, [middle, LARGEST], lambda subnet: images)
    now = FaceSuperNet()
    restore(now, shipped, [middle], lambda subnet: images)
    answer = lambda net, subnet: embeddings(net, subnet, calibrated(net, subnet, images), images[:8])
    with_blocks = answer(net, LARGEST)
    gains = torch.stack([net.blocks[k].project.gain[LARGEST.width].detach() for k in net.widest_only]) / INITIAL_GAIN
    for k in net.widest_only:
        net.blocks[k].project.gain.data.zero_()
    try:
        refused = require_files(without({"blocks.3.expand"}, folder), net)
    except SystemExit as error:
        refused = str(error)
    print(json.dumps(dict(
        gains=[float(gains.min()), float(gains.max())], refused=refused,
        middle=float(F.cosine_similarity(answer(net, middle), answer(now, middle)).min()),
        largest=float(F.cosine_similarity(with_blocks, answer(net, LARGEST)).min()))))`)
    expect(found).toEqual({
      gains: [expect.closeTo(1, 5), expect.closeTo(1, 5)],
      refused: expect.stringContaining('of other layers'),
      middle: expect.closeTo(1, 4),
      largest: expect.closeTo(1, 1),
    })
    expect(found.largest).toBeLessThan(0.99999)
  })

  it('is refused by name where there is none, or one of other layers', () => {
    const start = (script: string, stem: string) => {
      const given = [join(root, 'models', 'training', script), '--data', 'no-such-folder', '--start', stem]
      const { status, stderr } = spawnSync(PYTHON, given, { encoding: 'utf8', cwd: root })
      return [status, stderr]
    }
    const voice = join('models', 'supernet', 'voice')
    expect(start('voice_supernet.py', 'nothing')).toEqual([
      1,
      expect.stringContaining('are not the files of a SuperNet'),
    ])
    expect(start('face_supernet.py', voice)).toEqual([1, expect.stringContaining('of other layers')])
    const mixing = (stem: string) => {
      const given = [
        join(root, 'models', 'training', 'voice_supernet_export.py'),
        '--data',
        'no-such-folder',
        '--out',
        'none',
      ]
      const { status, stderr } = spawnSync(PYTHON, [...given, '--mixed-with', stem, '0.25'], {
        encoding: 'utf8',
        cwd: root,
      })
      return [status, stderr]
    }
    expect(mixing(join('models', 'supernet', 'face'))).toEqual([
      1,
      expect.stringContaining('of other layers'),
    ])
    expect(start('face_supernet.py', 'gone.pt')).toEqual([
      2,
      expect.stringContaining('there is no file gone.pt'),
    ])
  })
})

describe.skipIf(!hasTorch)(`weights of several runs${needed}`, () => {
  it('are mixed number by number, by shares that add up to 1', () => {
    const found = answerOf(`
from supernet_restart import mixed
states = [dict(a=torch.tensor(values)) for values in ([1.0, 2.0], [5.0, -2.0], [1.0, 6.0])]
try:
    refused = mixed(states, [0.5, 0.25, 0.5])
except ValueError as error:
    refused = str(error)
print(json.dumps(dict(mean=mixed(states, [0.5, 0.25, 0.25])["a"].tolist(), refused=refused)))`)
    expect(found).toEqual({ mean: [2, 2], refused: expect.stringContaining('add up to 1') })
  })
})

describe.skipIf(!hasTorch)(`a training run that was interrupted${needed}`, () => {
  it('goes on from its checkpoint; one of another network is refused by its name', () => {
    const found = answerOf(`
import tempfile
from timed_run import TimedRun
with tempfile.TemporaryDirectory() as folder:
    first = TimedRun("run", torch.nn.Linear(3, 2), folder, 1, 0.1)
    first.update(first.network(torch.ones(1, 3)).square().sum())
    first.save()
    again = TimedRun("run", torch.nn.Linear(3, 2), folder, 1, 0.1)
    kept = lambda run: [*run.network.parameters(), *run.average.parameters()]
    same = all(torch.equal(a, b) for a, b in zip(kept(first), kept(again)))
    fixed = torch.nn.Linear(3, 2)
    bias = fixed.bias.data
    del fixed.bias
    fixed.register_buffer("bias", bias)
    refusals = []
    for other in (torch.nn.Linear(4, 2), fixed):
        try:
            TimedRun("run", other, folder, 1, 0.1)
        except SystemExit as refusal:
            refusals.append(str(refusal))
    print(json.dumps(dict(step=again.step, same=same, refusals=refusals)))`)
    expect(found).toMatchObject({ step: 1, same: true })
    expect(found.refusals).toHaveLength(2)
    for (const refusal of found.refusals)
      expect(refusal).toMatch(/run\.ckpt holds the weights of another network/)
  })
})
