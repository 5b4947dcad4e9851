"""Log-mel front end of the voice network. main/voice/mel.ts computes the same; a test there holds values made here.

Definition (16 kHz mono samples in [-1, 1)):
  frame   400 samples (25 ms) every 160 (10 ms), no padding: floor((samples - 400) / 160) + 1 frames
  window  periodic Hann, 0.5 - 0.5 cos(2 pi n / 400)
  power   |512-point real FFT|^2, bins 0..256 (31.25 Hz apart)
  mel     40 triangles of peak 1, linear in Hz, corners evenly spaced from 60 to 7600 Hz in 2595 log10(1 + f / 700)
  log     ln(mel + 1e-5)
  window  200 frames (2 s): minus each band's mean over the window, times 0.4, clipped to +-4
"""
import numpy as np

RATE, FRAME, HOP, FFT, BANDS = 16_000, 400, 160, 512, 40
LOW_HZ, HIGH_HZ, FLOOR = 60.0, 7600.0, 1e-5
WINDOW_FRAMES, GAIN, CLIP = 200, 0.4, 4.0

BIN_HZ = np.arange(FFT // 2 + 1) * RATE / FFT
HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)


def triangles(corners, bins):
    """Weights [n, bins] of triangles of peak 1 between n + 2 corners, of bins at these places."""
    left, centre, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre))).astype(np.float32)


def mel_filters(hz=BIN_HZ):
    """Weights [BANDS, FFT / 2 + 1] of bins at these frequencies."""
    to_mel = lambda frequency: 2595 * np.log10(1 + frequency / 700)
    corners = 700 * (10 ** (np.linspace(to_mel(LOW_HZ), to_mel(HIGH_HZ), BANDS + 2) / 2595) - 1)
    return triangles(corners, hz)


FILTERS = mel_filters()


def mel_power(samples, filters=FILTERS):
    """samples -> mel power [frames, BANDS], before the logarithm."""
    count = (len(samples) - FRAME) // HOP + 1
    if count < 1:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(samples, np.float32), FRAME)[::HOP][:count]
    return (np.abs(np.fft.rfft(frames * HANN, FFT)) ** 2).astype(np.float32) @ filters.T


def window_starts(frames):
    """First frames of the windows of an utterance: one a second, the last one flush with the end."""
    if frames <= WINDOW_FRAMES:
        return [0]
    starts = list(range(0, frames - WINDOW_FRAMES + 1, WINDOW_FRAMES // 2))
    if starts[-1] != frames - WINDOW_FRAMES:
        starts.append(frames - WINDOW_FRAMES)
    return starts
