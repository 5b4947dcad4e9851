"""Starts the voice SuperNet as the teacher itself, made small: every frame layer fitted to the teacher's in turn.

A frame layer of the student gets the matrix of its rank that best gives the teacher's values before the ReLU at the same
frames (reduced-rank regression, Izenman, J. Multivariate Analysis 5, 1975) from what the student's layers below it
make of the same speech; half of it is heard elsewhere (voice_augment.py). The narrow layers' channels come in the order of
their share of the variance, the many channels in the order in which they explain most of the others (pivoted Cholesky),
so that narrower SubNets keep the useful ones.
"""
import numpy as np
import torch
import torch.nn.functional as F

from graph import same_padding
from voice_augment import Surroundings, augmented, normalised
from voice_features import WINDOW_FRAMES, mel_power
from voice_super_net import POOLED, STRIDE, TIMED, VoiceSuperNet, moments
from voice_teacher import Teacher, read_manifest, read_samples

RIDGE, HEAD_RIDGE = 1e-3, 1e-1  # of the mean variance of what is regressed on; the head has few windows


def teacher_windows(teacher, root, count, seed):
    """Mel power [count, WINDOW_FRAMES, BANDS] of training speech; what the teacher's frame layers give before their ReLU at
    the student's positions, 5 arrays [count, positions, channels]; its embeddings [count, DIMENSIONS], unit, centred."""
    rng = np.random.default_rng(seed)
    rows = [row for row in read_manifest(root) if row["split"] == "train" and float(row["seconds"]) > 2.2]
    positions = np.arange(-(-WINDOW_FRAMES // STRIDE)) * STRIDE - same_padding(WINDOW_FRAMES, 5, STRIDE)[0] + 2
    power, layers, embeddings = [], [], []
    for number in rng.choice(len(rows), count):
        samples = read_samples(root / rows[number]["path"])
        mel = mel_power(samples)
        begin = int(rng.integers(0, len(mel) - WINDOW_FRAMES + 1))
        answers = teacher.layers(samples)
        power.append(mel[begin:begin + WINDOW_FRAMES])
        layers.append([answer[begin + positions].half() for answer in answers])
        embeddings.append(teacher.embeddings([F.relu(answers[-1][begin:begin + WINDOW_FRAMES])])[0])
    return torch.from_numpy(np.array(power)), [torch.stack(each) for each in zip(*layers)], torch.from_numpy(np.array(embeddings))


def neighbours(x, frames, stride):
    """Rows [n x positions, channels x frames] that a convolution of x [n, channels, t, 1] reads."""
    before, after = same_padding(x.shape[2], frames, stride)
    taps = F.pad(x[..., 0], (before, after)).unfold(2, frames, stride)
    return taps.permute(0, 2, 1, 3).reshape(-1, x.shape[1] * frames)


def regressed(x, y, ridge=RIDGE):
    """Ridge regression: matrix [in, out] and offset [out] with y ~ x @ matrix + offset."""
    x, y = x.double(), y.double()
    x_mean, y_mean = x.mean(0), y.mean(0)
    x, y = x - x_mean, y - y_mean
    square = x.T @ x
    matrix = torch.linalg.solve(square + ridge * square.diagonal().mean() * torch.eye(len(square)), x.T @ y)
    return matrix, y_mean - x_mean @ matrix


def of_rank(x, y, rank):
    """Reduced-rank regression: matrices [in, rank] and [rank, out], strongest of the `rank` first; the offset is what gives the
    mean of y."""
    matrix, _ = regressed(x, y)
    spread = torch.from_numpy(np.cov((x.double() @ matrix).numpy().T))
    directions = torch.linalg.eigh(spread)[1].flip(1)[:, :rank]
    return matrix @ directions, directions.T


def telling_first(values, count):
    """The `count` columns of values [rows, n] that explain most of all of them, in the order of greedy choice."""
    spread, chosen = np.cov(values.double().numpy().T), []
    for _ in range(count):
        gain = (spread ** 2).sum(0) / np.maximum(np.diag(spread), 1e-9)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
        column = spread[:, chosen[-1]] / np.sqrt(max(spread[chosen[-1], chosen[-1]], 1e-9))
        spread = spread - np.outer(column, column)
    return torch.tensor(chosen)


@torch.no_grad()
def fit(layer, x, y, frames=1, stride=1, unit=False):
    """Fills a FrameLayer from its input x [n, channels, t, 1] and the teacher's values y [n, positions, its channels], if
    `unit` divided by what gives the layer's own channels a deviation of 1 before the ReLU. Returns its output, of the form of x,
    and [2, channels]: which of the teacher's channels the layer's are, and by how much they are divided."""
    rows, y = neighbours(x, frames, stride), y.float().flatten(0, 1)
    chosen = telling_first(F.relu(y), layer.up.cout[-1])
    down, up = of_rank(rows, y, layer.down.cout[-1])
    narrow = rows.double() @ down
    mean, deviation = narrow.mean(0), narrow.std(0)
    up, y = (up * deviation[:, None])[:, chosen], y[:, chosen].double()
    size = up.square().sum(0).sqrt() if unit else torch.ones(len(chosen), dtype=torch.double)
    up, y = up / size, y / size
    layer.down.weight.copy_(down.T.reshape(-1, x.shape[1], frames, 1))
    layer.up.weight.copy_(up.T[..., None, None])
    layer.up.gain.copy_(up.square().sum(0).sqrt().expand_as(layer.up.gain))
    layer.up.shift.copy_(y.mean(0).expand_as(layer.up.shift))
    answer, wanted = F.relu((narrow - mean) / deviation @ up + y.mean(0)), F.relu(y)
    kept = 1 - (answer - wanted).square().sum() / (wanted - wanted.mean(0)).square().sum()
    print(f"{len(chosen)} channels through {len(up)}: {kept:.3f} of the teacher's variance after the ReLU", flush=True)
    return answer.float().reshape(len(x), -1, len(chosen)).transpose(1, 2)[..., None], np.stack([chosen, size])


@torch.no_grad()
def started(root, windows, seed):
    """A VoiceSuperNet whose widest SubNet without `context` is the teacher, made small; and [2, pooled]: which of the
    teacher's channels are pooled, and by how much they are divided."""
    torch.manual_seed(seed)
    network, generator, teacher = VoiceSuperNet(), torch.Generator().manual_seed(seed), Teacher(root)
    power, layers, embeddings = teacher_windows(teacher, root, windows, seed)
    noise = next(row for row in read_manifest(root) if row["split"] == "noise")
    surroundings = Surroundings(torch.from_numpy(mel_power(read_samples(root / noise["path"]))))
    clean = windows // 2
    heard = [augmented(part, surroundings, generator, masks=False) for part in power[clean:].split(128)]
    x = torch.cat([normalised(power[:clean]), *heard])
    x, _ = fit(network.frame1, x, layers[0], 5, STRIDE)
    x, _ = fit(network.frame2, x, layers[1], TIMED)
    x, _ = fit(network.frame3, x, layers[2], TIMED)
    network.context.up.gain.fill_(0.05)
    x, _ = fit(network.frame4, x, layers[3])
    x, pooled = fit(network.frame5, x, layers[4], unit=True)
    fit_head(network, torch.cat(moments(x), 1), embeddings)
    return network, pooled


@torch.no_grad()
def pools(network, x, teacher_frames):
    """Whether the last frame layer's channels are the teacher's of `teacher_frames` [n, positions, pooled], for inputs x: most
    follow their own more than they follow any other."""
    frames = network.frames(x)[..., 0].transpose(1, 2).flatten(0, 1)
    standard = lambda values: (values - values.mean(0)) / (values.std(0) + 1e-6)
    alike = standard(frames).T @ standard(teacher_frames.flatten(0, 1))
    return bool((alike.argmax(1) == torch.arange(len(alike))).float().mean() > 0.5)


def fit_head(network, pooled, embeddings):
    """Fills the last layer: ridge regression of the teacher's embeddings [n, DIMENSIONS] on moments [n, 2 x pooled]."""
    last = network.embedding
    matrix, _ = regressed(pooled, embeddings, HEAD_RIDGE)
    answer = pooled.double() @ matrix
    for kernel, part in zip((last.from_mean, last.from_square), matrix.T.split(POOLED[-1], 1)):
        kernel.copy_(part)
    last.gain.copy_(answer.std(0).expand_as(last.gain))
    last.shift.copy_(embeddings.mean(0).expand_as(last.shift))
