// A .tflite model after reading and verification: plain data, every index and length already checked.

export type TensorType = 'float32' | 'int8' | 'uint8' | 'int16' | 'int32' | 'int64' | 'bool' | 'int4'

/** real = scale * (quantised - zeroPoint), one pair per tensor or one per slice along `axis`. */
export interface Quantisation {
  scales: Float32Array
  zeroPoints: Int32Array
  axis: number
}

export interface Tensor {
  index: number
  name: string
  type: TensorType
  shape: number[]
  /** Size of the data in bytes (int4: two values a byte, rounded up). */
  bytes: number
  quantisation: Quantisation | null
  /** Bytes of a constant, a view into the model file; null for activations. */
  data: Uint8Array | null
  isVariable: boolean
}

export interface Operator {
  index: number
  /** Schema name, e.g. `CONV_2D`. */
  op: string
  version: number
  /** Tensor indices; -1 marks an optional input that is absent. */
  inputs: number[]
  outputs: number[]
  intermediates: number[]
  /** The operator's built-in options by schema field name, defaults filled in; enums by their schema name. */
  options: Record<string, number | boolean | string | number[]>
}

export interface Model {
  bytes: Uint8Array
  description: string
  tensors: Tensor[]
  operators: Operator[]
  inputs: number[]
  outputs: number[]
}
