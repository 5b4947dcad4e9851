// Compares the interpreter with what TensorFlow Lite Micro computed: every case of a folder of models with a
// golden.json (format: the README beside it), output bytes and arena bytes.

import { VisemeError } from '../errors.ts'
import { prepare } from './interpreter.ts'
import { readModel } from './reader.ts'
import { seededInputs } from './seeded-input.ts'

/** What TensorFlow Lite Micro said of one model. */
export interface GoldenModel {
  model: string
  arenaUsedBytes: number
  cases: { seed: number; output: Uint8Array }[]
}

export interface ConformanceFailure {
  model: string
  /** Null where the failure is the model's as a whole. */
  seed: number | null
  what: string
}

export interface ConformanceReport {
  models: number
  /** Models of which all cases give the same bytes. */
  outputs_equal: number
  /** Models whose arena is as large. */
  arena_equal: number
  failures: ConformanceFailure[]
}

/** `read` returns a model's bytes; models that cannot be read or run count as failures. */
export function checkConformance(
  golden: readonly GoldenModel[],
  read: (model: string) => Uint8Array,
): ConformanceReport {
  const report: ConformanceReport = { models: golden.length, outputs_equal: 0, arena_equal: 0, failures: [] }
  for (const expected of golden) {
    const failures = checkModel(expected, read)
    const arenaFailed = failures.some(({ what }) => what.startsWith('arena'))
    const unusable = failures.some(({ seed, what }) => seed === null && !what.startsWith('arena'))
    if (!unusable && !failures.some(({ seed }) => seed !== null)) report.outputs_equal++
    if (!unusable && !arenaFailed) report.arena_equal++
    report.failures.push(...failures)
  }
  return report
}

function checkModel(expected: GoldenModel, read: (model: string) => Uint8Array): ConformanceFailure[] {
  const { model } = expected
  try {
    const prepared = prepare(readModel(read(model)))
    const failures: ConformanceFailure[] = []
    const { usedBytes } = prepared.arena
    if (usedBytes !== expected.arenaUsedBytes) {
      failures.push({
        model,
        seed: null,
        what: `arena ${usedBytes} bytes, expected ${expected.arenaUsedBytes}`,
      })
    }
    for (const { seed, output } of expected.cases) {
      // The vectors were made with a fresh interpreter per case.
      prepared.reset()
      const inputs = seededInputs(
        prepared.inputs.map(({ bytes }) => bytes),
        seed,
      )
      const difference = compare(Buffer.concat(prepared.invoke(inputs)), output)
      if (difference !== null) failures.push({ model, seed, what: difference })
    }
    return failures
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    return [{ model, seed: null, what: error.message }]
  }
}

function compare(found: Uint8Array, expected: Uint8Array): string | null {
  if (found.length !== expected.length) return `${found.length} output bytes, expected ${expected.length}`
  const differing = found.reduce((count, byte, i) => count + (byte === expected[i] ? 0 : 1), 0)
  return differing === 0 ? null : `${differing} of ${expected.length} output bytes differ`
}
