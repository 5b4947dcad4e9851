// The axes of a design space, and a part of it as the levels wanted of each. Plain data, for windows too.

import type { FactorName, Level } from './columns.ts'

/** The factors that a designer chooses; the others follow from the networks. */
export const axisNames = [
  'modality',
  'face_network',
  'face_precision',
  'voice_network',
  'voice_precision',
  'seconds',
  'board',
  'cpu_mhz',
  'flash',
  'psram',
  'arena',
  'kernels',
] as const satisfies readonly FactorName[]
export type AxisName = (typeof axisNames)[number]

export type Restriction = Partial<Record<AxisName, readonly Level[]>>
