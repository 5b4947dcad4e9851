// Every operator the interpreter has kernels for, by its name in the schema.

import { BINARY_POINTWISE_OPERATOR, binaryPointwise } from './binary-pointwise.ts'
import { convolution } from './convolution.ts'
import { depthwiseConvolution } from './depthwise-convolution.ts'
import { maximum, minimum } from './extremum.ts'
import { fullyConnected } from './fully-connected.ts'
import { hardSwish } from './hard-swish.ts'
import { concatenation, pack } from './joining.ts'
import { l2Normalization } from './l2-normalisation.ts'
import { leakyRelu } from './leaky-rectifier.ts'
import { sequenceLstm } from './lstm.ts'
import type { OperatorKind } from './operator.ts'
import { pad } from './padding.ts'
import { prelu } from './parametric-rectifier.ts'
import { averagePool, maxPool } from './pooling.ts'
import { multiply } from './product.ts'
import { dequantize, quantize } from './quantisation.ts'
import { relu, relu6 } from './rectifier.ts'
import { mean, reduceMax, sum } from './reduction.ts'
import { expandDims, reshape, squeeze } from './reshape.ts'
import { resizeNearestNeighbor } from './resizing.ts'
import { logistic, tanh } from './sigmoidal.ts'
import { softmax } from './softmax.ts'
import { split, splitV, unpack } from './splitting.ts'
import { stridedSlice } from './strided-slice.ts'
import { add, subtract } from './sum-difference.ts'
import { svdf } from './svdf.ts'
import { transposeConvolution } from './transpose-convolution.ts'
import { transpose } from './transposition.ts'

export const OPERATOR_KINDS: ReadonlyMap<string, OperatorKind> = new Map(
  Object.entries({
    ADD: add,
    AVERAGE_POOL_2D: averagePool,
    CONCATENATION: concatenation,
    CONV_2D: convolution,
    DEPTHWISE_CONV_2D: depthwiseConvolution,
    DEQUANTIZE: dequantize,
    EXPAND_DIMS: expandDims,
    FULLY_CONNECTED: fullyConnected,
    HARD_SWISH: hardSwish,
    L2_NORMALIZATION: l2Normalization,
    LEAKY_RELU: leakyRelu,
    LOGISTIC: logistic,
    MAXIMUM: maximum,
    MAX_POOL_2D: maxPool,
    MEAN: mean,
    MINIMUM: minimum,
    MUL: multiply,
    PACK: pack,
    PAD: pad,
    PADV2: pad,
    PRELU: prelu,
    QUANTIZE: quantize,
    REDUCE_MAX: reduceMax,
    RELU6: relu6,
    RELU: relu,
    RESHAPE: reshape,
    RESIZE_NEAREST_NEIGHBOR: resizeNearestNeighbor,
    SOFTMAX: softmax,
    SPLIT: split,
    SPLIT_V: splitV,
    SQUEEZE: squeeze,
    STRIDED_SLICE: stridedSlice,
    SUB: subtract,
    SUM: sum,
    SVDF: svdf,
    TANH: tanh,
    TRANSPOSE: transpose,
    TRANSPOSE_CONV: transposeConvolution,
    UNIDIRECTIONAL_SEQUENCE_LSTM: sequenceLstm,
    UNPACK: unpack,
    [BINARY_POINTWISE_OPERATOR]: binaryPointwise,
  }),
)
