// Names and numbers of the TensorFlow Lite schema (schema.fbs, version 3): field numbers, enumerations in their
// order, and the built-in options of the operators the interpreter has kernels for.

import type { TensorType } from './model.ts'

export const FILE_IDENTIFIER = 'TFL3'
export const SCHEMA_VERSION = 3

/** Field numbers of each table. */
export const FIELD = {
  model: { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 },
  operatorCode: { deprecatedBuiltinCode: 0, customCode: 1, version: 2, builtinCode: 3 },
  subgraph: { tensors: 0, inputs: 1, outputs: 2, operators: 3 },
  tensor: { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4, isVariable: 5, sparsity: 6 },
  quantization: { scale: 2, zeroPoint: 3, detailsType: 4, axis: 6 },
  operator: {
    opcodeIndex: 0,
    inputs: 1,
    outputs: 2,
    optionsType: 3,
    options: 4,
    customOptions: 5,
    intermediates: 8,
    largeCustomOptionsOffset: 9,
  },
  buffer: { data: 0, offset: 1 },
  metadata: { name: 0 },
} as const

/** Types by their number in the schema; absent: none this interpreter reads. */
export const TENSOR_TYPES: Record<number, TensorType> = {
  0: 'float32',
  2: 'int32',
  3: 'uint8',
  4: 'int64',
  6: 'bool',
  7: 'int16',
  9: 'int8',
  17: 'int4',
}

export const BITS_PER_ELEMENT: Record<TensorType, number> = {
  float32: 32,
  int32: 32,
  int64: 64,
  int16: 16,
  int8: 8,
  uint8: 8,
  bool: 8,
  int4: 4,
}

/** The operator that stands for one named in `custom_code`. */
export const CUSTOM = 32

/** BuiltinOperator in the order of the schema: the index is the code. */
export const OPERATORS: readonly string[] = `
ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR
FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION
LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH
CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER
BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE
BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM
ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE
EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR
ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE
RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND
COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE
NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL
PLACEHOLDER_FOR_GREATER_OP_CODES CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS HASHTABLE
HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE
BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1
UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_SUM ATAN2 UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR
RIGHT_SHIFT`
  .trim()
  .split(/\s+/)

export const PADDINGS = ['SAME', 'VALID'] as const
export const ACTIVATIONS = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'] as const
const WEIGHT_FORMATS = ['DEFAULT', 'SHUFFLED4x16INT8'] as const

export type Padding = (typeof PADDINGS)[number]
export type Activation = (typeof ACTIVATIONS)[number]

/** How one option is stored: field number, kind, value where absent. */
export type OptionField =
  | { id: number; kind: 'int' | 'float'; otherwise: number }
  | { id: number; kind: 'bool'; otherwise: boolean }
  | { id: number; kind: 'enum'; names: readonly string[] }
  | { id: number; kind: 'ints' }

/** The options table of an operator: its number in the union BuiltinOptions and its fields. */
export interface OptionsTable {
  type: number
  fields: Record<string, OptionField>
}

const int = (id: number, otherwise = 0): OptionField => ({ id, kind: 'int', otherwise })
const float = (id: number): OptionField => ({ id, kind: 'float', otherwise: 0 })
const bool = (id: number, otherwise = false): OptionField => ({ id, kind: 'bool', otherwise })
const ints = (id: number): OptionField => ({ id, kind: 'ints' })
const padding = (id: number): OptionField => ({ id, kind: 'enum', names: PADDINGS })
const activation = (id: number): OptionField => ({ id, kind: 'enum', names: ACTIVATIONS })

const POOL: OptionsTable = {
  type: 5,
  fields: {
    padding: padding(0),
    stride_w: int(1),
    stride_h: int(2),
    filter_width: int(3),
    filter_height: int(4),
    fused_activation_function: activation(5),
  },
}
const REDUCER: OptionsTable = { type: 27, fields: { keep_dims: bool(0) } }

/** Options by operator; operators without an entry have none that matter. */
export const OPTIONS: Record<string, OptionsTable> = {
  CONV_2D: {
    type: 1,
    fields: {
      padding: padding(0),
      stride_w: int(1),
      stride_h: int(2),
      fused_activation_function: activation(3),
      dilation_w_factor: int(4, 1),
      dilation_h_factor: int(5, 1),
    },
  },
  DEPTHWISE_CONV_2D: {
    type: 2,
    fields: {
      padding: padding(0),
      stride_w: int(1),
      stride_h: int(2),
      depth_multiplier: int(3),
      fused_activation_function: activation(4),
      dilation_w_factor: int(5, 1),
      dilation_h_factor: int(6, 1),
    },
  },
  AVERAGE_POOL_2D: POOL,
  MAX_POOL_2D: POOL,
  SVDF: { type: 6, fields: { rank: int(0), fused_activation_function: activation(1) } },
  FULLY_CONNECTED: {
    type: 8,
    fields: {
      fused_activation_function: activation(0),
      weights_format: { id: 1, kind: 'enum', names: WEIGHT_FORMATS },
      keep_num_dims: bool(2),
    },
  },
  SOFTMAX: { type: 9, fields: { beta: float(0) } },
  CONCATENATION: { type: 10, fields: { axis: int(0), fused_activation_function: activation(1) } },
  ADD: { type: 11, fields: { fused_activation_function: activation(0), pot_scale_int16: bool(1, true) } },
  L2_NORMALIZATION: { type: 12, fields: { fused_activation_function: activation(0) } },
  RESHAPE: { type: 17, fields: { new_shape: ints(0) } },
  MUL: { type: 21, fields: { fused_activation_function: activation(0) } },
  MEAN: REDUCER,
  SUM: REDUCER,
  REDUCE_MAX: REDUCER,
  SUB: { type: 28, fields: { fused_activation_function: activation(0), pot_scale_int16: bool(1, true) } },
  SQUEEZE: { type: 30, fields: { squeeze_dims: ints(0) } },
  STRIDED_SLICE: {
    type: 32,
    fields: {
      begin_mask: int(0),
      end_mask: int(1),
      ellipsis_mask: int(2),
      new_axis_mask: int(3),
      shrink_axis_mask: int(4),
      offset: bool(5),
    },
  },
  SPLIT: { type: 35, fields: { num_splits: int(0) } },
  TRANSPOSE_CONV: {
    type: 49,
    fields: {
      padding: padding(0),
      stride_w: int(1),
      stride_h: int(2),
      fused_activation_function: activation(3),
    },
  },
  PACK: { type: 59, fields: { values_count: int(0), axis: int(1) } },
  UNPACK: { type: 64, fields: { num: int(0), axis: int(1) } },
  UNIDIRECTIONAL_SEQUENCE_LSTM: {
    type: 71,
    fields: {
      fused_activation_function: activation(0),
      cell_clip: float(1),
      proj_clip: float(2),
      time_major: bool(3),
    },
  },
  RESIZE_NEAREST_NEIGHBOR: { type: 74, fields: { align_corners: bool(0), half_pixel_centers: bool(1) } },
  LEAKY_RELU: { type: 75, fields: { alpha: float(0) } },
  SPLIT_V: { type: 79, fields: { num_splits: int(0) } },
}
