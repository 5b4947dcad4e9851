// How well one proxy serves the other devices of a table whose latencies are all known: rank correlation with the truth
// before and after adaptation, over numbers of samples and seeds, and how good the designs found are.

import { drawWithoutReplacement, seededIntegers } from '../evaluation/random.ts'
import type { Samples } from './adapt.ts'
import { ridgeFromScratch } from './from-scratch.ts'
import type { LatencyTable } from './latency-table.ts'
import { latenciesOf } from './latency-table.ts'
import { measureNext } from './measure-next.ts'
import type { ProxyDevice } from './one-proxy.ts'
import { adaptTo, designs, hypervolumeShare, predictOnTarget, proxyOf } from './one-proxy.ts'
import { predictLinear } from './proxy.ts'
import { spearman } from './ranks.ts'

/** How the measured networks are chosen: at random, or the most telling ones. */
export type Choice = 'random' | 'telling'

export interface StudyPlan {
  proxy: string
  targets: readonly string[]
  samples: readonly number[]
  seeds: readonly number[]
  choice: Choice
  onStep?: (done: number, total: number) => void
}

/** Means over seeds for one target and number of samples. */
export interface TransferRow {
  target: string
  samples: number
  /** Rank correlation with the truth: the proxy as it is, adapted, and a ridge regression without a proxy. */
  proxy_srcc: number
  adapted_srcc: number
  from_scratch_srcc: number
  /** What leave-one-out on the samples said of the adapted order. */
  cross_validated_srcc: number
  /** Share of the true front's hypervolume; null where the table says nothing of merit. */
  proxy_hypervolume: number | null
  adapted_hypervolume: number | null
  /** Designs measured at the end, those on the proxy's or the adapted front, and how many of them turn out not optimal. */
  designs: number | null
  designs_removed: number | null
  /** Share of the true front's hypervolume that the remaining ones have. */
  final_hypervolume: number | null
}

export interface TransferStudy {
  proxy: string
  choice: Choice
  seeds: number
  rows: TransferRow[]
  /** Means over targets. */
  mean: Omit<TransferRow, 'target'>[]
}

/** Deterministic: the same plan gives the same study. */
export function transferStudy(table: LatencyTable, plan: StudyPlan): TransferStudy {
  const proxy = proxyOf(table, plan.proxy)
  const rows: TransferRow[] = []
  const total = plan.targets.length * plan.samples.length
  for (const target of plan.targets) {
    const truth = latenciesOf(table, target)
    const networks = truth.flatMap((value, at) => (value === null ? [] : [at]))
    const known = Float64Array.from(truth, (value) => value ?? Number.NaN)
    for (const samples of plan.samples) {
      const each = plan.seeds.map((seed) => {
        const chosen = choose(proxy, networks, samples, plan.choice, seed)
        return transfer(proxy, networks, known, chosen)
      })
      rows.push({ target, samples, ...meanOf(each) })
      plan.onStep?.(rows.length, total)
    }
  }
  const mean = plan.samples.map((samples) => ({
    samples,
    ...meanOf(rows.filter((row) => row.samples === samples).map(({ target, samples, ...rest }) => rest)),
  }))
  return { proxy: plan.proxy, choice: plan.choice, seeds: plan.seeds.length, rows, mean }
}

/** The networks to measure. Throws RangeError where fewer are known than asked for. */
export function choose(
  proxy: ProxyDevice,
  networks: readonly number[],
  samples: number,
  choice: Choice,
  seed: number,
): number[] {
  if (samples > networks.length) throw new RangeError(`only ${networks.length} networks are measured`)
  if (choice === 'telling') return measureNext(proxy.weights, proxy.encoding, networks, samples, seed)
  return drawWithoutReplacement(seededIntegers(seed), samples, networks.length).map((at) => networks[at])
}

type Figures = Omit<TransferRow, 'target' | 'samples'>

function transfer(
  proxy: ProxyDevice,
  networks: readonly number[],
  truth: Float64Array,
  chosen: readonly number[],
): Figures {
  const latencyMs = chosen.map((at) => truth[at])
  const adaptation = adaptTo(proxy, chosen, latencyMs)
  const adapted = predictOnTarget(proxy, adaptation)
  const samples: Samples = { rows: chosen.map((at) => proxy.encoding[at]), latencyMs }
  const scratch = ridgeFromScratch(samples)
  const unaided = predictLinear(proxy.encoding, scratch.weights)
  const against = (predicted: ArrayLike<number>) =>
    spearman(
      networks.map((at) => predicted[at]),
      networks.map((at) => truth[at]),
    )
  return {
    proxy_srcc: against(proxy.predicted),
    adapted_srcc: against(adapted),
    from_scratch_srcc: against(unaided),
    cross_validated_srcc: adaptation.crossValidatedSrcc,
    ...fronts(proxy, networks, truth, adapted),
  }
}

function fronts(
  { merit, predicted }: ProxyDevice,
  networks: readonly number[],
  truth: Float64Array,
  adapted: Float64Array,
): Pick<Figures, FrontFigure> {
  if (merit === null) {
    return {
      proxy_hypervolume: null,
      adapted_hypervolume: null,
      designs: null,
      designs_removed: null,
      final_hypervolume: null,
    }
  }
  const byProxy = designs(networks, predicted, merit)
  const byAdaptation = designs(networks, adapted, merit)
  const measured = [...new Set([...byProxy, ...byAdaptation])]
  const kept = designs(measured, truth, merit)
  const share = (front: readonly number[]) => hypervolumeShare(front, networks, truth, merit)
  return {
    proxy_hypervolume: share(byProxy),
    adapted_hypervolume: share(byAdaptation),
    designs: measured.length,
    designs_removed: measured.length - kept.length,
    final_hypervolume: share(kept),
  }
}

type FrontFigure =
  | 'proxy_hypervolume'
  | 'adapted_hypervolume'
  | 'designs'
  | 'designs_removed'
  | 'final_hypervolume'

/** Mean of every figure; null stays null. */
function meanOf(each: readonly Figures[]): Figures {
  const mean = (of: (figures: Figures) => number | null): number | null => {
    const values = each.map(of)
    return values.some((value) => value === null)
      ? null
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length
  }
  const always = (of: (figures: Figures) => number): number => mean(of) ?? Number.NaN
  return {
    proxy_srcc: always((f) => f.proxy_srcc),
    adapted_srcc: always((f) => f.adapted_srcc),
    from_scratch_srcc: always((f) => f.from_scratch_srcc),
    cross_validated_srcc: always((f) => f.cross_validated_srcc),
    proxy_hypervolume: mean((f) => f.proxy_hypervolume),
    adapted_hypervolume: mean((f) => f.adapted_hypervolume),
    designs: mean((f) => f.designs),
    designs_removed: mean((f) => f.designs_removed),
    final_hypervolume: mean((f) => f.final_hypervolume),
  }
}
