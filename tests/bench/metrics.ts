// Error rates of ten million scores, and of all pairs of a large set of embeddings, beside a plain version that sorts
// with Float64Array.sort. Simulated scores and embeddings; one thread; each side's best of several runs taken in turn.

import { allPairs, type Embeddings } from '../../main/evaluation/all-pairs.ts'
import { cllr, minCllr } from '../../main/evaluation/cllr.ts'
import { detPoints } from '../../main/evaluation/det.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { isotonicPools } from '../../main/evaluation/isotonic.ts'
import { minDetectionCost } from '../../main/evaluation/min-dcf.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import type { Scores } from '../../main/evaluation/scores.ts'
import { cornerCurve, sortedScores } from '../../main/evaluation/sorted-scores.ts'
import { plainCllr, plainMinCllr, plainRates } from './plain-metrics.ts'

const GENUINE = 1_000_000
const IMPOSTOR = 9_000_000
/** As many as Labeled Faces in the Wild: 87,549,528 pairs. */
const EMBEDDINGS = 13_233
const PEOPLE = 5_749
const DIMENSIONS = 128
const TURNS = 3

export interface MetricsTimes {
  name: string
  seconds: number
  plain: number
}

/** Seconds of each task and of its plain version. */
export function measureMetrics(): MetricsTimes[] {
  const scores = simulatedScores()
  const embeddings = simulatedEmbeddings()
  const int8 = {
    ...embeddings,
    values: Int8Array.from(embeddings.values, (value) => Math.round(127 * value)),
  }
  const times: MetricsTimes[] = [
    timed(
      '10 million scores to EER, DET, minDCF',
      () => rates(scores),
      () => plainRates(scores),
    ),
    timed(
      '10 million scores to these, Cllr and minCllr',
      () => withCllr(scores),
      () => {
        plainRates(scores)
        plainCllr(scores)
        plainMinCllr(scores)
      },
    ),
  ]
  // The plain version holds all scores at once.
  const plainPairs = seconds(() => plainRates(plainScores(embeddings)))
  for (const [kind, given] of [
    ['float32', embeddings],
    ['int8', int8],
  ] as const) {
    const ours = Math.min(...Array.from({ length: TURNS }, () => seconds(() => pairRates(given))))
    times.push({
      name: `87.5 million pairs of ${DIMENSIONS} ${kind} to EER, DET, minDCF`,
      seconds: ours,
      plain: plainPairs,
    })
  }
  return times
}

function rates(scores: Scores) {
  const curve = cornerCurve(sortedScores(scores))
  return [
    equalErrorRate(curve),
    detPoints(curve),
    minDetectionCost(curve, 0.01),
    minDetectionCost(curve, 0.05),
  ]
}

function withCllr(scores: Scores) {
  const curve = cornerCurve(sortedScores(scores))
  return [
    equalErrorRate(curve),
    detPoints(curve),
    minDetectionCost(curve, 0.01),
    minDetectionCost(curve, 0.05),
    cllr(scores),
    minCllr(curve, isotonicPools(curve)),
  ]
}

function pairRates(embeddings: Embeddings) {
  const { curve } = allPairs(embeddings)
  return [
    equalErrorRate(curve),
    detPoints(curve),
    minDetectionCost(curve, 0.01),
    minDetectionCost(curve, 0.05),
  ]
}

function timed(name: string, ours: () => unknown, plain: () => unknown): MetricsTimes {
  const best = { name, seconds: Infinity, plain: Infinity }
  for (let turn = 0; turn < TURNS; turn++) {
    best.seconds = Math.min(best.seconds, seconds(ours))
    best.plain = Math.min(best.plain, seconds(plain))
  }
  return best
}

function seconds(run: () => unknown): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1000
}

/** Nearly normal numbers of unit variance, from the sum of four uniform ones. */
function deviates(seed: number): () => number {
  const integer = seededIntegers(seed)
  const uniform = () => integer(0x100000000) / 0x100000000
  return () => Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2)
}

function simulatedScores(): Scores {
  const deviate = deviates(1)
  return {
    genuine: Float64Array.from({ length: GENUINE }, () => 3 + deviate()),
    impostor: Float64Array.from({ length: IMPOSTOR }, deviate),
  }
}

function simulatedEmbeddings(): Embeddings & { values: Float32Array } {
  const deviate = deviates(2)
  const people = Uint32Array.from({ length: EMBEDDINGS }, (_, row) => row % PEOPLE)
  const centres = Float32Array.from({ length: PEOPLE * DIMENSIONS }, deviate)
  const values = new Float32Array(EMBEDDINGS * DIMENSIONS)
  people.forEach((person, row) => {
    const own = values.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)
    for (let k = 0; k < DIMENSIONS; k++) own[k] = centres[person * DIMENSIONS + k] + 1.5 * deviate()
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
    for (let k = 0; k < DIMENSIONS; k++) own[k] /= norm
  })
  return { values, dimensions: DIMENSIONS, people }
}

/** All scores of all pairs, one after the other. */
function plainScores({ values, dimensions, people }: Embeddings): Scores {
  const rows = people.length
  const impostor = new Float64Array((rows * (rows - 1)) / 2)
  const genuine: number[] = []
  let next = 0
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let dot = 0
      for (let k = 0; k < dimensions; k++) dot += values[a * dimensions + k] * values[b * dimensions + k]
      if (people[a] === people[b]) genuine.push(dot)
      else impostor[next++] = dot
    }
  }
  return { genuine: Float64Array.from(genuine), impostor: impostor.subarray(0, next) }
}
