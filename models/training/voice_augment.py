"""Other microphones, rooms and days, in the mel-power domain: whole batches at once.

What a fixed response of a microphone does to log-mel frames is gone after the mean is subtracted; what stays is which
bands drown in noise or are cut off, what rooms smear, and what gain control and codecs do. That is what varies here.
"""
import math

import torch

from voice_features import BANDS, CLIP, FLOOR, GAIN

BAND = torch.linspace(-1, 1, BANDS)
# centre of each mel band in Hz (voice_features.py)
MEL_LOW, MEL_HIGH = (2595 * math.log10(1 + hz / 700) for hz in (60.0, 7600.0))
CENTRES = 700 * (10 ** (torch.linspace(MEL_LOW, MEL_HIGH, BANDS + 2)[1:-1] / 2595) - 1)


def uniform(generator, low, high, *shape):
    return low + (high - low) * torch.rand(*shape, generator=generator)


def normal(generator, deviation, *shape):
    return deviation * torch.randn(*shape, generator=generator)


def chosen(generator, size, share):
    return torch.rand(size, generator=generator) < share


def decibels(values):
    return 10 ** (values / 10)


def response(generator, size):
    """Microphone and loudspeaker colour in dB [size, BANDS]: tilt, slow ripples, a narrow peak or notch."""
    ripple = torch.stack([torch.cos(math.pi * (BAND + 1) / 2 * order) / order for order in range(1, 7)])
    colour = normal(generator, 5.0, size, 6) @ ripple
    centre, width = uniform(generator, -1, 1, size, 1), uniform(generator, 0.03, 0.2, size, 1)
    return colour + uniform(generator, -10, 8, size, 1) * torch.exp(-(((BAND - centre) / width) ** 2))


def band_limit(generator, size):
    """Attenuation in dB [size, BANDS] of telephones, cheap codecs and high-pass filters; none for most."""
    upper = torch.where(chosen(generator, size, 0.25), uniform(generator, 3300, 7000, size), torch.tensor(9000.0))[:, None]
    lower = torch.where(chosen(generator, size, 0.25), uniform(generator, 80, 350, size), torch.tensor(1.0))[:, None]
    slope = uniform(generator, 20, 120, size, 1)  # dB an octave
    over, under = torch.log2(CENTRES / upper).clamp_min(0), torch.log2(lower / CENTRES).clamp_min(0)
    return -(slope * over + 0.4 * slope * under).clamp_max(60)


def reverberated(generator, power):
    """Exponential tails: RT60 of 0.15 to 0.9 s (shorter for high bands), direct sound 2 dB under to 12 dB over the tail."""
    size, frames = power.shape[0], power.shape[1]
    lag = torch.arange(frames, dtype=torch.float32)
    seconds = uniform(generator, 0.15, 0.9, size, 1)
    tail = torch.exp(-6 * math.log(10) / 100 / seconds * lag)
    tail[:, 0] = 0
    share = decibels(uniform(generator, -12, 2, size, 1)) / tail.sum(1, keepdim=True)
    length = 2 * frames
    spectrum = torch.fft.rfft(power, length, dim=1) * torch.fft.rfft(tail * share, length, dim=1)[..., None]
    late = torch.fft.irfft(spectrum, length, dim=1)[:, :frames].clamp_min(0)
    return power + late * decibels(-uniform(generator, 0, 6, size, 1) * (BAND + 1) / 2)[:, None]


class Surroundings:
    """Frames of noise to take parts of: recorded [frames, BANDS] (mel power), and made up."""

    def __init__(self, recorded, seed=1, frames=20_000):
        generator = torch.Generator().manual_seed(seed)
        self.recorded = recorded
        # noise of few FFT bins a band fluctuates most in the low bands
        self.fluctuating = (torch.randn(frames, BANDS, generator=generator) * torch.linspace(0.55, 0.25, BANDS)).exp()

    @staticmethod
    def parts(generator, field, size, frames):
        begin = torch.randint(len(field) - frames, (size,), generator=generator)
        return field[begin[:, None] + torch.arange(frames)]


def babble(generator, power, size):
    """One to four voices of the batch at once, `size` times."""
    level = power.mean((1, 2), keepdim=True) + 1e-12
    total = torch.zeros(size, *power.shape[1:])
    for talker in range(4):
        other = torch.randint(len(power), (size,), generator=generator)
        share = (torch.randint(1, 5, (size,), generator=generator) > talker).float()[:, None, None] / level[other]
        total += share * power[other].roll(int(torch.randint(power.shape[1], (1,), generator=generator)), 1)
    return total


def interference(generator, power, surroundings):
    """Additive sound of unit mean power [size, frames, BANDS]: recorded noise, coloured noise or babble of the batch."""
    size, frames = power.shape[:2]
    recorded, coloured = size * 3 // 10, size * 4 // 10
    shape = normal(generator, 7, coloured, 1) * BAND + normal(generator, 4, coloured, 1) * BAND ** 2
    sound = torch.cat([
        surroundings.parts(generator, surroundings.recorded, recorded, frames) * decibels(normal(generator, 3, recorded, 1) * BAND)[:, None],
        surroundings.parts(generator, surroundings.fluctuating, coloured, frames) * decibels(shape)[:, None],
        babble(generator, power, size - recorded - coloured)])
    return sound / (sound.mean((1, 2), keepdim=True) + 1e-12)


def normalised(power):
    """Network inputs [n, BANDS, frames, 1] of mel power [n, frames, BANDS] (voice_features.py)."""
    log_mel = (power + FLOOR).log()
    features = (GAIN * (log_mel - log_mel.mean(1, keepdim=True))).clamp(-CLIP, CLIP)
    return features.transpose(1, 2)[..., None].contiguous(memory_format=torch.channels_last)


def augmented(power, surroundings, generator, masks=True):
    """Network inputs of a batch of mel power [size, frames, BANDS] heard elsewhere; about a sixth stays as it is."""
    size, frames = power.shape[:2]
    clean = normalised(power)
    wet = chosen(generator, size, 0.4)
    if wet.any():
        power = power.clone()
        power[wet] = reverberated(generator, power[wet])
    # the far end: room and speech colour before noise, then noise, then the microphone for both
    level = power.mean((1, 2), keepdim=True)
    noisy = torch.nonzero(chosen(generator, size, 0.65))[:, 0]
    noisy = noisy[torch.randperm(len(noisy), generator=generator)]
    ratio = decibels(uniform(generator, 3, 30, len(noisy), 1, 1))
    power = power.index_add(0, noisy, interference(generator, power[noisy], surroundings) * level[noisy] / ratio)
    channel = response(generator, size) + band_limit(generator, size)
    power = power * decibels(channel)[:, None]
    # automatic gain: the level of 0.3 s raised to a power
    loudness = torch.nn.functional.avg_pool1d(power.sum(2)[:, None], 31, 1, 15, count_include_pad=False)[:, 0]
    follow = torch.where(chosen(generator, size, 0.3), uniform(generator, -0.5, 0.15, size), torch.tensor(0.0))
    loudness = loudness / (loudness.mean(1, keepdim=True) + 1e-12)
    power = power * ((loudness + 1e-4) ** follow[:, None])[..., None]
    # the recording's level, and the microphone's own noise far below it
    power = power / (power.mean((1, 2), keepdim=True) + 1e-12) * level * decibels(uniform(generator, -20, 8, size, 1, 1))
    hiss = decibels(-uniform(generator, 25, 60, size, 1, 1) + normal(generator, 3, size, 1, 1) * BAND)
    power = power + hiss * power.mean((1, 2), keepdim=True) * surroundings.parts(generator, surroundings.fluctuating, size, frames)
    # codecs drop what is weak beside the loudest band of the frame
    depth = decibels(-uniform(generator, 22, 45, size, 1, 1))
    holes = chosen(generator, size, 0.2)[:, None, None] & (power < depth * power.amax(2, keepdim=True))
    power = torch.where(holes, power * 0.01, power)
    features = normalised(power)
    if masks:
        features = features * keep_mask(generator, size, frames)
    as_is = chosen(generator, size, 0.16)
    features[as_is] = clean[as_is]
    return features


def keep_mask(generator, size, frames):
    """0 over a few bands and a short time for half of the batch [size, BANDS, frames, 1]."""
    def span(length, widest):
        width = uniform(generator, 1, widest, size, 1) * chosen(generator, size, 0.5)[:, None]
        begin = torch.rand(size, 1, generator=generator) * (length - width)
        at = torch.arange(length)
        return ((at < begin) | (at >= begin + width)).float()
    return span(BANDS, 6)[:, :, None, None] * span(frames, 0.15 * frames)[:, None, :, None]
