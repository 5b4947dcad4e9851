// What a scheduler served to an attempt, where it chooses the networks (main/supernet/live/). Milliseconds of the board,
// bytes of weights; accuracies 0 to 1.

import type { Modality } from '../../enrollment-data/records.ts'

export interface ServedNetwork {
  modality: Modality
  subnet: string
  /** 1 - EER on development people, and what was asked for. */
  accuracy: number
  accuracy_bound: number
  /** Of all runs, the load of the buffer apart, and what was allowed. */
  ms: number
  allowed_ms: number
  /** Pictures, or windows of a voice. */
  runs: number
  /** Weights read from the persistent buffer, and from flash or PSRAM; and what the buffer saved. */
  buffer_bytes: number
  off_chip_bytes: number
  saved_ms: number
  /** What the buffer holds, and how long it took to load before the first run; 0 where it lay there. */
  cached: string
  cached_bytes: number
  load_ms: number
  /** Attempts until the buffer is decided about again. */
  decides_in: number
}
