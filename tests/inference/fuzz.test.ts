// Damaged models are refused with a reason, or run; they never crash, hang, or take memory they did not declare.
// VISEME_MUTANTS sets how many are tried: VISEME_MUTANTS=1000000 npx vitest run tests/inference/fuzz.test.ts

import { expect, test } from 'vitest'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { ModelError, UnsupportedOperatorError } from '../../main/inference/errors.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { seededInputs } from '../../main/inference/seeded-input.ts'
import { model } from './models.ts'
import { mutate } from './mutations.ts'
import { sampleModels } from './sample-models.ts'

const MUTANTS = Number(process.env.VISEME_MUTANTS ?? 5000)
/** Larger mutants are refused rather than run, so that no run takes a second. */
const LIMITS = { arenaBytes: 4 * 2 ** 20, work: 50e6 }

interface Outcome {
  ran: number
  refused: number
  /** Of processor time, which other programs do not lengthen. */
  slowestMs: number
}

/** Reads and prepares a file under the default limits, then runs it under smaller ones. Throws what the user would not be shown as a failure of the model. */
function tryModel(bytes: Uint8Array): 'ran' | 'refused' {
  try {
    const model = readModel(bytes)
    prepare(model)
    const prepared = prepare(model, LIMITS)
    prepared.invoke(
      seededInputs(
        prepared.inputs.map((input) => input.bytes),
        1,
      ),
    )
    return 'ran'
  } catch (error) {
    if (error instanceof ModelError || error instanceof UnsupportedOperatorError) return 'refused'
    throw error
  }
}

function fuzz(originals: Uint8Array[], mutants: number): Outcome {
  const outcome: Outcome = { ran: 0, refused: 0, slowestMs: 0 }
  for (let seed = 0; seed < mutants; seed++) {
    const start = process.cpuUsage()
    try {
      outcome[tryModel(mutate(originals[seed % originals.length], seed))]++
    } catch (error) {
      throw new Error(`mutant ${seed}`, { cause: error })
    }
    const { user, system } = process.cpuUsage(start)
    outcome.slowestMs = Math.max(outcome.slowestMs, (user + system) / 1000)
  }
  return outcome
}

test(`${MUTANTS} damaged models are refused or run, each in under a second`, {
  timeout: 60_000 + MUTANTS * 10,
}, () => {
  const originals = Object.values(sampleModels).map((spec) => writeModel(model(spec)))
  for (const original of originals) expect(tryModel(original)).toBe('ran')
  const { ran, refused, slowestMs } = fuzz(originals, MUTANTS)
  expect(ran + refused).toBe(MUTANTS)
  // Damage to weights is legal, damage to structure is not: both must occur, or the mutations test nothing.
  expect(ran).toBeGreaterThan(MUTANTS / 20)
  expect(refused).toBeGreaterThan(MUTANTS / 20)
  expect(slowestMs).toBeLessThan(1000)
})
