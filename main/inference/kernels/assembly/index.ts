// SIMD twins of the 8-bit kernels (AssemblyScript). Exact: the same numbers as the TypeScript reference in
// ../../operators/. No relaxed SIMD, which leaves results to the processor.

export { add } from './addition'
export { sumChannels } from './channel-sums'
export { convolve } from './convolution'
export { convolveDepthwise } from './depthwise-convolution'
export { multiply } from './product'
export { widen } from './widening'
