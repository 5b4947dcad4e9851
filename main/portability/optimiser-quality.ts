// How good the optimiser's designs are, and how fast it is. Good: the hypervolume of the designs that it gives for drawn
// weights, of that of the whole space searched through the same predictors. Objectives are scaled to the device's own
// best and worst (0 and 1), and counted where they vary.

import { hypervolume } from '../codesign/hypervolume.ts'
import { paretoFront } from '../codesign/pareto.ts'
import type { DesignChoices } from './design-choices.ts'
import {
  distanceOf,
  type Landscape,
  landscapeOf,
  objectiveNames,
  type Situation,
} from './design-objectives.ts'
import { forward, inputsOf, mostProbable, type Optimiser, outputGroups } from './optimiser.ts'
import { drawWeights, uniformOf } from './optimiser-weights.ts'
import { quantile } from './validation.ts'

export interface DeviceQuality {
  device: string
  /** Designs that fit, and those of them that no other is better than. */
  designs: number
  front: number
  /** Different designs that the optimiser gave. */
  chosen: number
  hypervolume_ratio: number
  /** Mean over weights: its distance from the best of everything less that of the best design. */
  regret: number
  largest_regret: number
  /** Share of weights for which it gave a design that does not fit. */
  unfit: number
  /** The same without knowing the device: what the search finds on the proxy for these weights. */
  proxy: { hypervolume_ratio: number; regret: number; largest_regret: number; unfit: number }
}

export interface OptimiserQuality {
  weights: number
  devices: DeviceQuality[]
  mean_ratio: number
  lowest_ratio: number
  largest_regret: number
  proxy: { mean_ratio: number; lowest_ratio: number; largest_regret: number; largest_unfit: number }
  /** Medians. */
  optimiser_ms: number
  /** Every design through the predictors. */
  exhaustive_ms: number
}

const DRAWS = 200
const BEYOND = 1.01

/** The objectives that vary on a device, by index. */
const varying = (scaled: Landscape['scaled']): number[] =>
  objectiveNames.flatMap((_, at) => (scaled.some((values) => values !== null && values[at] > 0) ? [at] : []))

/** The optimiser's design for a device and weights, by its index; it looks at no other and may not fit. */
export const optimise = (
  optimiser: Optimiser,
  choices: DesignChoices,
  situation: Situation,
  weights: readonly number[],
): number =>
  mostProbable(choices, forward(optimiser, inputsOf(situation, weights)), outputGroups(optimiser.axes))

export function optimiserQuality(
  optimiser: Optimiser,
  choices: DesignChoices,
  devices: readonly { name: string; situation: Situation }[],
  proxy: Situation,
  seed = 1,
): OptimiserQuality {
  const onProxy = landscapeOf(choices, proxy)
  const optimiserMs: number[] = []
  const exhaustiveMs: number[] = []
  const rows = devices.map(({ name, situation }): DeviceQuality => {
    const landscape = landscapeOf(choices, situation)
    const axes = varying(landscape.scaled)
    const uniform = uniformOf(seed)
    const known = objectiveNames.map((_, at) => axes.includes(at))
    const weights = Array.from({ length: DRAWS }, () => drawWeights(uniform, known))
    const given = weights.map((each) => {
      const [at, ms] = timed(() => optimise(optimiser, choices, situation, each))
      optimiserMs.push(ms)
      return at
    })
    const best = weights.map((each) => {
      const [at, ms] = timed(() => searched(landscapeOf(choices, situation), each))
      exhaustiveMs.push(ms)
      return at
    })
    const scaledAt = (at: number | null) => (at === null ? null : landscape.scaled[at])
    const points = (indices: readonly (number | null)[]) =>
      [...new Set(indices)].flatMap((index) => {
        const values = scaledAt(index)
        return values ? [axes.map((at) => values[at])] : []
      })
    const reference = axes.map(() => BEYOND)
    const all = points(landscape.scaled.map((_, at) => at))
    const front = paretoFront(all).map((at) => all[at])
    const judge = (answers: readonly (number | null)[]): DeviceQuality['proxy'] => {
      const regrets = weights.flatMap((each, at) => {
        const values = scaledAt(answers[at])
        return values ? [distanceOf(values, each) - distanceOf(scaledAt(best[at])!, each)] : []
      })
      return {
        hypervolume_ratio: hypervolume(points(answers), reference) / hypervolume(front, reference),
        regret: regrets.reduce((sum, value) => sum + value, 0) / Math.max(1, regrets.length),
        largest_regret: Math.max(0, ...regrets),
        unfit: 1 - regrets.length / weights.length,
      }
    }
    return {
      device: name,
      designs: all.length,
      front: front.length,
      chosen: new Set(given).size,
      ...judge(given),
      proxy: judge(weights.map((each) => searched(onProxy, each))),
    }
  })
  const ratios = rows.map(({ hypervolume_ratio }) => hypervolume_ratio)
  const proxyRatios = rows.map((row) => row.proxy.hypervolume_ratio)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    weights: DRAWS,
    devices: rows,
    mean_ratio: mean(ratios),
    lowest_ratio: Math.min(...ratios),
    largest_regret: Math.max(...rows.map((row) => row.largest_regret)),
    proxy: {
      mean_ratio: mean(proxyRatios),
      lowest_ratio: Math.min(...proxyRatios),
      largest_regret: Math.max(...rows.map((row) => row.proxy.largest_regret)),
      largest_unfit: Math.max(...rows.map((row) => row.proxy.unfit)),
    },
    optimiser_ms: quantile(optimiserMs, 0.5),
    exhaustive_ms: quantile(exhaustiveMs, 0.5),
  }
}

/** The design nearest to the best of everything, by looking at all. */
export function searched({ scaled }: Landscape, weights: readonly number[]): number | null {
  let best: { at: number; distance: number } | null = null
  scaled.forEach((values, at) => {
    if (values === null) return
    const distance = distanceOf(values, weights)
    if (best === null || distance < best.distance) best = { at, distance }
  })
  return (best as { at: number } | null)?.at ?? null
}

function timed<T>(body: () => T): [T, number] {
  const from = performance.now()
  const value = body()
  return [value, performance.now() - from]
}
