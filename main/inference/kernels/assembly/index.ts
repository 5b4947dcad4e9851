// SIMD twins of the 8-bit kernels (AssemblyScript). Exact: the same numbers as the TypeScript reference in
// ../../operators/; and those of the evaluation, which compares and resamples by the million. No relaxed SIMD, which leaves results to the processor.

export { add } from './addition'
export { multiplySigns } from './binary-pointwise'
export { sumChannels } from './channel-sums'
export { convolve } from './convolution'
export { convolveDepthwise } from './depthwise-convolution'
export { countDots16, countDotsFloat } from './pair-scores'
export { multiply } from './product'
export { sumDraws } from './resampling'
export { widen } from './widening'
