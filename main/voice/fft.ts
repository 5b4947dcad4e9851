// Real FFT of 512 points in single precision, as the ESP32's FPU would run it: a 256-point complex radix-2 transform
// of even and odd samples, then the split into 257 bins (Oppenheim & Schafer, section 9.2; same plan as esp-dsp).

export const FFT_SIZE = 512
export const FFT_BINS = FFT_SIZE / 2 + 1
const HALF = FFT_SIZE / 2

// exp(-2 pi i k / 512) for k = 0..256
const cosine = Float32Array.from({ length: HALF + 1 }, (_, k) => Math.cos((2 * Math.PI * k) / FFT_SIZE))
const sine = Float32Array.from({ length: HALF + 1 }, (_, k) => -Math.sin((2 * Math.PI * k) / FFT_SIZE))
const reversed = Uint8Array.from({ length: HALF }, (_, index) => {
  let bits = 0
  for (let bit = 0; bit < 8; bit++) bits |= ((index >> bit) & 1) << (7 - bit)
  return bits
})
const real = new Float32Array(HALF)
const imaginary = new Float32Array(HALF)

/** |X[k]|^2, k = 0..256, of the 512 real samples in `input`; written to `power` (257 values). */
export function powerSpectrum(input: Float32Array, power: Float32Array): void {
  for (let i = 0; i < HALF; i++) {
    real[reversed[i]] = input[2 * i]
    imaginary[reversed[i]] = input[2 * i + 1]
  }
  for (let span = 1; span < HALF; span *= 2) {
    const stride = HALF / span // twiddle step in units of 1/512 turn
    for (let start = 0; start < HALF; start += 2 * span) {
      for (let k = 0; k < span; k++) {
        const wr = cosine[k * stride]
        const wi = sine[k * stride]
        const top = start + k
        const bottom = top + span
        const tr = real[bottom] * wr - imaginary[bottom] * wi
        const ti = real[bottom] * wi + imaginary[bottom] * wr
        real[bottom] = real[top] - tr
        imaginary[bottom] = imaginary[top] - ti
        real[top] += tr
        imaginary[top] += ti
      }
    }
  }
  for (let k = 0; k <= HALF; k++) {
    const a = k % HALF
    const b = (HALF - k) % HALF
    const evenReal = (real[a] + real[b]) / 2
    const evenImaginary = (imaginary[a] - imaginary[b]) / 2
    const oddReal = (imaginary[a] + imaginary[b]) / 2
    const oddImaginary = (real[b] - real[a]) / 2
    const re = evenReal + cosine[k] * oddReal - sine[k] * oddImaginary
    const im = evenImaginary + cosine[k] * oddImaginary + sine[k] * oddReal
    power[k] = re * re + im * im
  }
}
