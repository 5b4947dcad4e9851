// The systems of an evaluation, scored and measured: each modality alone, their sum, and the other ways to fuse them.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import type { Calibrator } from './calibrator.ts'
import {
  type ComparisonRows,
  type ComparisonTable,
  type SystemScores,
  scoreRows,
  scoresAndPeople,
  type TableScores,
} from './comparison-table.ts'
import {
  type CascadeUse,
  FUSION_RULES,
  type FusionRule,
  type RatesAtDevelopmentThreshold,
  type RuleMetrics,
} from './document.ts'
import type { FusionParameters } from './fusion-parameters.ts'
import { faceUnsure, fuseBy, RULE_SCORES, ruleLacks, unsureBetween } from './fusion-rules.ts'
import { measure, type SystemMetrics } from './metrics.ts'
import { shareOverPeople } from './rate-over-people.ts'
import { halfTotalAt, halfTotalsAt } from './rates-at.ts'
import type { ResamplingOptions } from './resampling.ts'
import type { SystemName } from './systems.ts'

/** The log-likelihood ratio of a row, one modality or both, with the parameters that judge it. */
type Ratio = (rows: ComparisonRows, row: number) => number

const ratioOf =
  (modality: Modality, parametersOf: (rows: ComparisonRows, row: number) => FusionParameters): Ratio =>
  (rows, row) => {
    const { offset, slope } = parametersOf(rows, row).lines[modality]!
    return offset + slope * rows.scores[modality][row]
  }

/** A modality's own scores. */
export function modalityScores(table: ComparisonTable, modality: Modality): SystemScores {
  return { table, scores: scoreRows(table, ({ scores }, row) => scores[modality][row]) }
}

/** Log-likelihood ratios of a system: of one modality, or the sum of both. Null without a calibration of them. */
export function systemRatios(
  system: SystemName,
  table: ComparisonTable,
  calibrator: Calibrator | null,
): TableScores | null {
  const needed = system === 'fused' ? modalities : [system]
  if (!calibrator?.all.every(({ lines }) => needed.every((modality) => lines[modality]))) return null
  const parametersOf = calibrator.parametersOf(table)
  const ratios = needed.map((modality) => ratioOf(modality, parametersOf))
  return scoreRows(table, (rows, row) => ratios.reduce((sum, ratio) => sum + ratio(rows, row), 0))
}

/** The figures of a system, or null and a note where there are no genuine or no impostor comparisons. */
export function measured(
  system: string,
  scored: SystemScores,
  ratios: TableScores | null,
  options: ResamplingOptions & { fmrs?: number[] },
  notes: string[],
): SystemMetrics | null {
  const { scores, people } = scoresAndPeople(scored)
  const { genuine, impostor } = scores
  if (genuine.length > 0 && impostor.length > 0) {
    return measure(scores, { people, ratios: ratios ?? undefined, ...options })
  }
  notes.push(
    `${system}: ${genuine.length} genuine and ${impostor.length} impostor comparisons give no error rates`,
  )
  return null
}

/** Every rule of fusion on the comparisons of both modalities; null, with a note, for those that lack a parameter. */
export function measuredRules(
  table: ComparisonTable,
  calibrator: Calibrator,
  sum: SystemMetrics,
  options: ResamplingOptions & { fmrs?: number[] },
  notes: string[],
): { metrics: Record<FusionRule, RuleMetrics | null>; scores: Partial<Record<FusionRule, SystemScores>> } {
  const parametersOf = calibrator.parametersOf(table)
  const [face, voice] = modalities.map((modality) => ratioOf(modality, parametersOf))
  const scores: Partial<Record<FusionRule, SystemScores>> = {}
  const metrics = Object.fromEntries(
    FUSION_RULES.map((rule) => {
      const lacking = calibrator.all.map((parameters) => ruleLacks(rule, parameters)).find(Boolean)
      if (lacking) {
        notes.push(`${rule}: not measured, as the calibration lacks ${lacking}`)
        return [rule, null]
      }
      const scored = {
        table,
        scores: scoreRows(table, (rows, row) =>
          fuseBy(rule, parametersOf(rows, row), face(rows, row), voice(rows, row)),
        ),
      }
      scores[rule] = scored
      // Only sums of ratios are ratios themselves.
      const ratios = rule === 'weighted-sum' ? scored.scores : null
      const found = rule === 'sum' ? sum : measured(rule, scored, ratios, options, notes)
      const cascade = rule === 'cascade' ? cascadeUse(table, calibrator) : null
      return [rule, found && { ...found, rule, score: RULE_SCORES[rule], cascade }]
    }),
  ) as Record<FusionRule, RuleMetrics | null>
  return { metrics, scores }
}

/** How often the voice is asked for. */
function cascadeUse(table: ComparisonTable, calibrator: Calibrator): CascadeUse {
  const parametersOf = calibrator.parametersOf(table)
  const face = ratioOf('face', parametersOf)
  const asked = (kind: 'genuine' | 'impostor') => {
    const rows = table[kind]
    const people = new Map<string, { hits: number; trials: number }>()
    rows.tested.forEach((side, row) => {
      const { person } = table.sides[side]
      const count = people.get(person) ?? { hits: 0, trials: 0 }
      people.set(person, count)
      count.trials++
      if (faceUnsure(parametersOf(rows, row), face(rows, row))) count.hits++
    })
    return shareOverPeople([...people.values()])
  }
  return {
    unsure: calibrator.all.length === 1 ? unsureBetween(calibrator.all[0]) : null,
    asked: { genuine: asked('genuine'), impostor: asked('impostor') },
  }
}

/** Both error rates and their mean at every threshold that the calibration's people fixed for a system. */
export function developmentRates(
  system: SystemName,
  table: ComparisonTable,
  ratios: TableScores,
  calibrator: Calibrator,
  options: ResamplingOptions,
): Omit<RatesAtDevelopmentThreshold, 'far' | 'frr'>[] {
  const [first] = calibrator.all
  const stated = first.thresholds[system]
    .map((threshold) => threshold.stated)
    .filter((rate) =>
      calibrator.all.every(({ thresholds }) => thresholds[system].some((one) => one.stated === rate)),
    )
  const statedIn = (parameters: FusionParameters, rate: number | 'eer') =>
    parameters.thresholds[system].find((threshold) => threshold.stated === rate)!
  const thresholdOf = (parameters: FusionParameters, rate: number | 'eer') =>
    statedIn(parameters, rate).threshold
  if (calibrator.all.length === 1) {
    const comparisons = scoresAndPeople({ table, scores: ratios })
    const thresholds = stated.map((rate) => thresholdOf(first, rate))
    const found = halfTotalsAt(comparisons, thresholds, options) ?? []
    return found.map((rates, k) => ({
      system,
      stated_fmr: stated[k],
      threshold: thresholds[k],
      carried: statedIn(first, stated[k]).carried,
      ...rates,
    }))
  }
  const parametersOf = calibrator.parametersOf(table)
  return stated.flatMap((rate) => {
    const excess = (kind: 'genuine' | 'impostor') =>
      ratios[kind].map((ratio, row) => ratio - thresholdOf(parametersOf(table[kind], row), rate))
    const comparisons = scoresAndPeople({
      table,
      scores: { genuine: excess('genuine'), impostor: excess('impostor'), attack: new Float64Array() },
    })
    const found = halfTotalAt(comparisons, 0, options)
    return found ? [{ system, stated_fmr: rate, threshold: null, carried: true, ...found }] : []
  })
}
