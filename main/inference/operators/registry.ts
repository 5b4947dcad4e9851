// Every operator the interpreter has kernels for, by its name in the schema.

import { convolution } from './convolution.ts'
import { depthwiseConvolution } from './depthwise-convolution.ts'
import { fullyConnected } from './fully-connected.ts'
import { leakyRelu } from './leaky-rectifier.ts'
import { sequenceLstm } from './lstm.ts'
import type { OperatorKind } from './operator.ts'
import { pad } from './padding.ts'
import { averagePool, maxPool } from './pooling.ts'
import { multiply } from './product.ts'
import { dequantize, quantize } from './quantisation.ts'
import { relu, relu6 } from './rectifier.ts'
import { mean, reduceMax, sum } from './reduction.ts'
import { expandDims, reshape, squeeze } from './reshape.ts'
import { softmax } from './softmax.ts'
import { stridedSlice } from './strided-slice.ts'
import { add, subtract } from './sum-difference.ts'
import { svdf } from './svdf.ts'
import { transposeConvolution } from './transpose-convolution.ts'

export const OPERATOR_KINDS: ReadonlyMap<string, OperatorKind> = new Map(
  Object.entries({
    ADD: add,
    AVERAGE_POOL_2D: averagePool,
    CONV_2D: convolution,
    DEPTHWISE_CONV_2D: depthwiseConvolution,
    DEQUANTIZE: dequantize,
    EXPAND_DIMS: expandDims,
    FULLY_CONNECTED: fullyConnected,
    LEAKY_RELU: leakyRelu,
    MAX_POOL_2D: maxPool,
    MEAN: mean,
    MUL: multiply,
    PAD: pad,
    PADV2: pad,
    QUANTIZE: quantize,
    REDUCE_MAX: reduceMax,
    RELU: relu,
    RELU6: relu6,
    RESHAPE: reshape,
    SOFTMAX: softmax,
    SQUEEZE: squeeze,
    STRIDED_SLICE: stridedSlice,
    SUB: subtract,
    SUM: sum,
    SVDF: svdf,
    TRANSPOSE_CONV: transposeConvolution,
    UNIDIRECTIONAL_SEQUENCE_LSTM: sequenceLstm,
  }),
)
