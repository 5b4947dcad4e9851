// Models that together use every operator kind, for tests of the reader and the interpreter as a whole.

import type { ModelSpec, TensorSpec } from './models.ts'
import { randomIntegers } from './models.ts'

const activation = (shape: number[], extra: Partial<TensorSpec> = {}): TensorSpec => ({
  shape,
  scale: 0.05,
  zeroPoint: -3,
  ...extra,
})
const weights = (shape: number[], extra: Partial<TensorSpec> = {}): TensorSpec => ({
  shape,
  scale: 0.01,
  values: randomIntegers(count(shape), -127, 127, shape.length + count(shape)),
  ...extra,
})
const bias = (size: number, extra: Partial<TensorSpec> = {}): TensorSpec => ({
  type: 'int32',
  shape: [size],
  scale: 0.0005,
  values: randomIntegers(size, -500, 500, size),
  ...extra,
})
const integers = (...values: number[]): TensorSpec => ({ type: 'int32', shape: [values.length], values })

function count(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** A small image network: convolutions, pooling, addition, mean, softmax. */
export const imageNetwork: ModelSpec = {
  tensors: {
    image: activation([1, 8, 8, 3]),
    w1: weights([4, 3, 3, 3], { scale: [0.01, 0.02, 0.005, 0.01] }),
    b1: bias(4),
    c1: activation([1, 4, 4, 4]),
    w2: weights([1, 3, 3, 4], { scale: [0.01, 0.02, 0.005, 0.01], axis: 3 }),
    b2: bias(4),
    c2: activation([1, 4, 4, 4]),
    sum: activation([1, 4, 4, 4]),
    product: activation([1, 4, 4, 4]),
    pooled: activation([1, 2, 2, 4]),
    largest: activation([1, 1, 1, 4]),
    paddings: { type: 'int32', shape: [4, 2], values: [0, 0, 1, 0, 0, 1, 0, 0] },
    padded: activation([1, 2, 2, 4]),
    axes: integers(1, 2),
    averaged: activation([1, 4]),
    shape: integers(1, 4),
    flat: activation([1, 4]),
    w3: weights([3, 4]),
    b3: bias(3),
    logits: activation([1, 3]),
    probabilities: { shape: [1, 3], scale: 1 / 256, zeroPoint: -128 },
  },
  operators: [
    {
      op: 'CONV_2D',
      inputs: ['image', 'w1', 'b1'],
      outputs: ['c1'],
      options: { stride_w: 2, stride_h: 2, fused_activation_function: 'RELU' },
    },
    {
      op: 'DEPTHWISE_CONV_2D',
      inputs: ['c1', 'w2', 'b2'],
      outputs: ['c2'],
      options: { stride_w: 1, stride_h: 1, depth_multiplier: 1 },
    },
    { op: 'ADD', inputs: ['c1', 'c2'], outputs: ['sum'] },
    { op: 'MUL', inputs: ['sum', 'c2'], outputs: ['product'] },
    {
      op: 'AVERAGE_POOL_2D',
      inputs: ['product'],
      outputs: ['pooled'],
      options: { padding: 'VALID', stride_w: 2, stride_h: 2, filter_width: 2, filter_height: 2 },
    },
    {
      op: 'MAX_POOL_2D',
      inputs: ['pooled'],
      outputs: ['largest'],
      options: { padding: 'VALID', stride_w: 2, stride_h: 2, filter_width: 2, filter_height: 2 },
    },
    { op: 'PAD', inputs: ['largest', 'paddings'], outputs: ['padded'] },
    { op: 'MEAN', inputs: ['padded', 'axes'], outputs: ['averaged'] },
    { op: 'RESHAPE', inputs: ['averaged', 'shape'], outputs: ['flat'] },
    { op: 'FULLY_CONNECTED', inputs: ['flat', 'w3', 'b3'], outputs: ['logits'] },
    { op: 'SOFTMAX', inputs: ['logits'], outputs: ['probabilities'], options: { beta: 1 } },
  ],
  inputs: ['image'],
  outputs: ['probabilities'],
}

const wide = (shape: number[]): TensorSpec => ({ type: 'int16', shape, scale: 0.001 })

/** 16-bit activations: convolution, leaky ReLU, slices, a transposed convolution. */
export const wideNetwork: ModelSpec = {
  tensors: {
    signal: wide([1, 3, 6, 2]),
    w1: weights([4, 1, 3, 2], { scale: [0.01, 0.02, 0.005, 0.01] }),
    b1: { type: 'int64', shape: [4], values: [10, -20, 3000, 0] },
    c1: wide([1, 3, 4, 4]),
    rectified: wide([1, 3, 4, 4]),
    begin: integers(0, 1, 0, 0),
    end: integers(1, 3, 4, 4),
    strides: integers(1, 1, 2, 1),
    sliced: wide([1, 2, 2, 4]),
    outShape: integers(1, 2, 4, 2),
    w2: weights([2, 1, 2, 4], { scale: [0.01, 0.02] }),
    b2: { type: 'int64', shape: [2], values: [1, -1] },
    expanded: wide([1, 2, 4, 2]),
    offset: { ...wide([2]), values: [5, -5] },
    shifted: wide([1, 2, 4, 2]),
    narrowed: activation([1, 2, 4, 2]),
    reals: { type: 'float32', shape: [1, 2, 4, 2] },
    shares: { type: 'int16', shape: [1, 2, 4, 2], scale: 2 ** -15 },
    gates: { type: 'int16', shape: [1, 2, 4, 2], scale: 2 ** -15 },
  },
  operators: [
    {
      op: 'CONV_2D',
      inputs: ['signal', 'w1', 'b1'],
      outputs: ['c1'],
      options: { padding: 'VALID', stride_w: 1, stride_h: 1 },
    },
    { op: 'LEAKY_RELU', inputs: ['c1'], outputs: ['rectified'], options: { alpha: 0.25 } },
    { op: 'STRIDED_SLICE', inputs: ['rectified', 'begin', 'end', 'strides'], outputs: ['sliced'] },
    {
      op: 'TRANSPOSE_CONV',
      inputs: ['outShape', 'w2', 'sliced', 'b2'],
      outputs: ['expanded'],
      options: { padding: 'VALID', stride_w: 2, stride_h: 1 },
    },
    { op: 'SUB', inputs: ['expanded', 'offset'], outputs: ['shifted'] },
    { op: 'QUANTIZE', inputs: ['shifted'], outputs: ['narrowed'] },
    { op: 'DEQUANTIZE', inputs: ['narrowed'], outputs: ['reals'] },
    { op: 'SOFTMAX', inputs: ['shifted'], outputs: ['shares'], options: { beta: 1 } },
    { op: 'LOGISTIC', inputs: ['shifted'], outputs: ['gates'] },
  ],
  inputs: ['signal'],
  outputs: ['reals', 'shares', 'gates'],
}

const gateWeights = (seed: number, shape: number[]): TensorSpec =>
  weights(shape, { values: randomIntegers(count(shape), -127, 127, seed) })

/** Recurrent layers with their variables. */
export const recurrentNetwork: ModelSpec = {
  tensors: {
    sequence: { shape: [1, 3, 4], scale: 0.01, zeroPoint: 2 },
    ii: gateWeights(1, [2, 4]),
    if: gateWeights(2, [2, 4]),
    ic: gateWeights(3, [2, 4]),
    io: gateWeights(4, [2, 4]),
    ri: gateWeights(5, [2, 2]),
    rf: gateWeights(6, [2, 2]),
    rc: gateWeights(7, [2, 2]),
    ro: gateWeights(8, [2, 2]),
    bi: bias(2),
    bf: bias(2),
    bc: bias(2),
    bo: bias(2),
    hidden: { shape: [1, 2], scale: 1 / 128, variable: true },
    cell: { type: 'int16', shape: [1, 2], scale: 2 ** -12, variable: true },
    states: { shape: [1, 3, 2], scale: 1 / 128 },
    flat: { shape: [1, 6], scale: 1 / 128 },
    features: weights([4, 6]),
    times: weights([4, 2]),
    bs: bias(2, { scale: 0.001 }),
    memory: { shape: [1, 8], scale: 0.1, zeroPoint: 4, variable: true },
    result: activation([1, 2]),
  },
  operators: [
    {
      op: 'UNIDIRECTIONAL_SEQUENCE_LSTM',
      inputs: [
        'sequence',
        'ii',
        'if',
        'ic',
        'io',
        'ri',
        'rf',
        'rc',
        'ro',
        null,
        null,
        null,
        'bi',
        'bf',
        'bc',
        'bo',
        null,
        null,
        'hidden',
        'cell',
        null,
        null,
        null,
        null,
      ],
      outputs: ['states'],
      options: { fused_activation_function: 'TANH', cell_clip: 10 },
    },
    { op: 'RESHAPE', inputs: ['states'], outputs: ['flat'] },
    {
      op: 'SVDF',
      inputs: ['flat', 'features', 'times', 'bs', 'memory'],
      outputs: ['result'],
      options: { rank: 2 },
    },
  ],
  inputs: ['sequence'],
  outputs: ['result'],
}

const plain = (shape: number[]): TensorSpec => ({ shape, scale: 0.05, zeroPoint: -3 })

/** Elements moved about, and the functions of one and two tensors. */
export const mixedNetwork: ModelSpec = {
  tensors: {
    x: plain([2, 3, 4]),
    permutation: integers(1, 0, 2),
    turned: plain([3, 2, 4]),
    first: plain([2, 4]),
    second: plain([2, 4]),
    third: plain([2, 4]),
    packed: plain([2, 2, 4]),
    axis: integers(2),
    left: plain([2, 2, 2]),
    right: plain([2, 2, 2]),
    joined: plain([2, 4, 2]),
    axisAt: integers(0),
    image: plain([1, 2, 4, 2]),
    size: integers(3, 3),
    resized: plain([1, 3, 3, 2]),
    slope: { shape: [2], scale: 0.01, values: [20, -30] },
    bent: plain([1, 3, 3, 2]),
    sigmoid: { shape: [1, 3, 3, 2], scale: 1 / 256, zeroPoint: -128 },
    tanh: { shape: [1, 3, 3, 2], scale: 1 / 128 },
    swished: plain([1, 3, 3, 2]),
    largest: plain([1, 3, 3, 2]),
    smallest: plain([1, 3, 3, 2]),
    normalised: { shape: [1, 3, 3, 2], scale: 1 / 128 },
    flat: { shape: [9, 2], scale: 1 / 128 },
    sizes: integers(4, 5),
    top: { shape: [4, 2], scale: 1 / 128 },
    bottom: { shape: [5, 2], scale: 1 / 128 },
    rectified: { shape: [4, 2], scale: 1 / 128 },
    capped: { shape: [5, 2], scale: 1 / 128 },
    most: { shape: [2], scale: 1 / 128 },
    total: { shape: [2], scale: 1 / 16 },
  },
  operators: [
    { op: 'TRANSPOSE', inputs: ['x', 'permutation'], outputs: ['turned'] },
    { op: 'UNPACK', inputs: ['turned'], outputs: ['first', 'second', 'third'], options: { num: 3, axis: 0 } },
    { op: 'PACK', inputs: ['first', 'third'], outputs: ['packed'], options: { values_count: 2, axis: 1 } },
    { op: 'SPLIT', inputs: ['axis', 'packed'], outputs: ['left', 'right'], options: { num_splits: 2 } },
    { op: 'CONCATENATION', inputs: ['left', 'right'], outputs: ['joined'], options: { axis: 1 } },
    { op: 'EXPAND_DIMS', inputs: ['joined', 'axisAt'], outputs: ['image'] },
    { op: 'RESIZE_NEAREST_NEIGHBOR', inputs: ['image', 'size'], outputs: ['resized'] },
    { op: 'PRELU', inputs: ['resized', 'slope'], outputs: ['bent'] },
    { op: 'LOGISTIC', inputs: ['bent'], outputs: ['sigmoid'] },
    { op: 'TANH', inputs: ['bent'], outputs: ['tanh'] },
    { op: 'HARD_SWISH', inputs: ['bent'], outputs: ['swished'] },
    { op: 'MAXIMUM', inputs: ['bent', 'swished'], outputs: ['largest'] },
    { op: 'MINIMUM', inputs: ['largest', 'swished'], outputs: ['smallest'] },
    { op: 'L2_NORMALIZATION', inputs: ['smallest'], outputs: ['normalised'] },
    { op: 'SQUEEZE', inputs: ['normalised'], outputs: ['flat'] },
    {
      op: 'SPLIT_V',
      inputs: ['flat', 'sizes', 'axisAt'],
      outputs: ['top', 'bottom'],
      options: { num_splits: 2 },
    },
    { op: 'RELU', inputs: ['top'], outputs: ['rectified'] },
    { op: 'RELU6', inputs: ['bottom'], outputs: ['capped'] },
    { op: 'REDUCE_MAX', inputs: ['rectified', 'axisAt'], outputs: ['most'] },
    { op: 'SUM', inputs: ['capped', 'axisAt'], outputs: ['total'] },
  ],
  inputs: ['x'],
  outputs: ['most', 'total', 'sigmoid', 'tanh'],
}

const real = (shape: number[], values?: number[]): TensorSpec => ({ type: 'float32', shape, values })
const realWeights = (shape: number[]): TensorSpec =>
  real(
    shape,
    randomIntegers(count(shape), -100, 100, count(shape)).map((x) => x / 100),
  )

/** Single precision, with int4 weights after quantising. */
export const realNetwork: ModelSpec = {
  tensors: {
    x: real([1, 4, 4, 2]),
    w1: realWeights([3, 3, 3, 2]),
    c1: real([1, 4, 4, 3]),
    w2: realWeights([1, 2, 2, 3]),
    c2: real([1, 4, 4, 3]),
    sum: real([1, 4, 4, 3]),
    pooled: real([1, 2, 2, 3]),
    flat: real([1, 12]),
    w3: realWeights([4, 12]),
    logits: real([1, 4]),
    probabilities: real([1, 4]),
    quantised: { shape: [1, 4], scale: 1 / 256, zeroPoint: -128 },
    w4: { type: 'int4', shape: [2, 4], scale: 0.1, values: [1, -2, 3, -4, 5, -6, 7, -8] },
    result: { shape: [1, 2], scale: 0.05 },
  },
  operators: [
    { op: 'CONV_2D', inputs: ['x', 'w1'], outputs: ['c1'], options: { stride_w: 1, stride_h: 1 } },
    {
      op: 'DEPTHWISE_CONV_2D',
      inputs: ['c1', 'w2', null],
      outputs: ['c2'],
      options: { stride_w: 1, stride_h: 1, depth_multiplier: 1 },
    },
    { op: 'ADD', inputs: ['c1', 'c2'], outputs: ['sum'] },
    {
      op: 'AVERAGE_POOL_2D',
      inputs: ['sum'],
      outputs: ['pooled'],
      options: { padding: 'VALID', stride_w: 2, stride_h: 2, filter_width: 2, filter_height: 2 },
    },
    { op: 'RESHAPE', inputs: ['pooled'], outputs: ['flat'] },
    { op: 'FULLY_CONNECTED', inputs: ['flat', 'w3', null], outputs: ['logits'] },
    { op: 'SOFTMAX', inputs: ['logits'], outputs: ['probabilities'], options: { beta: 1 } },
    { op: 'QUANTIZE', inputs: ['probabilities'], outputs: ['quantised'] },
    { op: 'FULLY_CONNECTED', inputs: ['quantised', 'w4', null], outputs: ['result'] },
  ],
  inputs: ['x'],
  outputs: ['result'],
}

const whole = (shape: number[]): TensorSpec => ({ type: 'int32', shape })

/** Counts: unquantised integers. */
const countNetwork: ModelSpec = {
  tensors: {
    x: whole([2, 3]),
    step: { ...whole([3]), values: [1, 2, 3] },
    more: whole([2, 3]),
    less: whole([2, 3]),
    product: whole([2, 3]),
    largest: whole([2, 3]),
  },
  operators: [
    { op: 'ADD', inputs: ['x', 'step'], outputs: ['more'] },
    { op: 'SUB', inputs: ['more', 'x'], outputs: ['less'] },
    { op: 'MUL', inputs: ['less', 'step'], outputs: ['product'] },
    { op: 'MAXIMUM', inputs: ['product', 'step'], outputs: ['largest'] },
  ],
  inputs: ['x'],
  outputs: ['largest'],
}

/** Binary pointwise layers behind a depthwise one, with and without a shortcut; 35 channels leave bits unused. */
export const binaryNetwork: ModelSpec = {
  tensors: {
    x: activation([1, 3, 3, 35]),
    w1: weights([1, 3, 3, 35], { axis: 3 }),
    b1: bias(35),
    c1: activation([1, 3, 3, 35]),
    signs: { type: 'int32', shape: [35, 2], values: randomIntegers(70, 0, 7, 5) },
    multipliers: { type: 'int32', shape: [35], values: randomIntegers(35, -9000, 9000, 6) },
    offsets: { type: 'int32', shape: [35], values: randomIntegers(35, -50_000, 50_000, 7) },
    sum: activation([1, 3, 3, 35]),
    fewSigns: { type: 'int32', shape: [4, 2], values: randomIntegers(8, 0, 7, 8) },
    fewMultipliers: { type: 'int32', shape: [4], values: randomIntegers(4, -9000, 9000, 9) },
    fewOffsets: { type: 'int32', shape: [4], values: randomIntegers(4, -50_000, 50_000, 10) },
    y: activation([1, 3, 3, 4]),
  },
  operators: [
    {
      op: 'DEPTHWISE_CONV_2D',
      inputs: ['x', 'w1', 'b1'],
      outputs: ['c1'],
      options: { stride_w: 1, stride_h: 1, depth_multiplier: 1 },
    },
    {
      op: 'CUSTOM:VisemeBinaryPointwise',
      inputs: ['c1', 'signs', 'multipliers', 'offsets', 'x'],
      outputs: ['sum'],
      options: { shift: 11 },
    },
    {
      op: 'CUSTOM:VisemeBinaryPointwise',
      inputs: ['sum', 'fewSigns', 'fewMultipliers', 'fewOffsets'],
      outputs: ['y'],
      options: { shift: 10 },
    },
  ],
  inputs: ['x'],
  outputs: ['y'],
}

export const sampleModels: Record<string, ModelSpec> = {
  countNetwork,
  imageNetwork,
  wideNetwork,
  recurrentNetwork,
  mixedNetwork,
  realNetwork,
  binaryNetwork,
}
