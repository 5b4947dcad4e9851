// Speech in memory.

/** Samples a second, everywhere in Viseme, as the ESP-EYE's microphone delivers them. */
export const SAMPLE_RATE = 16_000

/** Mono samples at SAMPLE_RATE in [-1, 1). */
export type Samples = Float32Array
