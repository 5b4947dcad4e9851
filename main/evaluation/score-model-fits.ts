// The score models that are compared: from what is known of a comparison to one score of a face and a voice, with
// parameters fitted on the comparisons of others.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { logLikelihoodRatio } from '../authentication/fusion.ts'
import { fittedLine } from './calibrate.ts'
import type { ComparisonTable, Kind } from './comparison-table.ts'
import { fitFeatureWeights } from './fusion-weights.ts'

export const SCORE_MODELS = [
  'sum',
  'weighted-sum',
  'as-norm-simulated',
  'as-norm-development',
  'quality-weighted',
] as const
export type ScoreModel = (typeof SCORE_MODELS)[number]

/** What is known of the comparisons of one round, as tables of the same rows. */
export const KNOWN = ['cosine', 'simulated', 'development', 'quality'] as const
export type Known = (typeof KNOWN)[number]
export type Tables = Record<Known, ComparisonTable>
/** A number for one comparison. */
export type Feature = (tables: Tables, kind: Kind, row: number) => number

export const perTable = (of: (name: Known) => ComparisonTable): Tables =>
  Object.fromEntries(KNOWN.map((name) => [name, of(name)])) as Tables

/** The score of every model, its parameters fitted on `tables`. */
export function fitModels(tables: Tables): Record<ScoreModel, Feature> {
  const { face, voice } = fittedRatios(tables, 'cosine')
  const weighedByQuality = (modality: Modality, ratio: Feature): Feature => {
    return (of, kind, row) => of.quality[kind].scores[modality][row] * ratio(of, kind, row)
  }
  return {
    sum: summed({ face, voice }),
    'weighted-sum': weighted(tables, [face, voice]),
    'as-norm-simulated': summed(fittedRatios(tables, 'simulated')),
    'as-norm-development': summed(fittedRatios(tables, 'development')),
    'quality-weighted': weighted(tables, [
      face,
      voice,
      weighedByQuality('face', face),
      weighedByQuality('voice', voice),
    ]),
  }
}

/** The log-likelihood ratio of each modality by the line fitted on its scores. */
function fittedRatios(tables: Tables, name: Known): Record<Modality, Feature> {
  const [face, voice] = modalities.map((modality): Feature => {
    const { genuine, impostor } = tables[name]
    const line = fittedLine(modality, {
      genuine: genuine.scores[modality],
      impostor: impostor.scores[modality],
    })
    return (of, kind, row) => logLikelihoodRatio(line, of[name][kind].scores[modality][row])
  })
  return { face, voice }
}

const summed =
  ({ face, voice }: Record<Modality, Feature>): Feature =>
  (tables, kind, row) =>
    face(tables, kind, row) + voice(tables, kind, row)

/** The weighted sum of features, by logistic regression. */
function weighted(tables: Tables, features: Feature[]): Feature {
  const columns = (kind: Kind) =>
    features.map((feature) =>
      Float64Array.from(tables.cosine[kind].enrolled, (_, row) => feature(tables, kind, row)),
    )
  const { offset, weights } = fitFeatureWeights(columns('genuine'), columns('impostor'))
  return (of, kind, row) =>
    features.reduce((sum, feature, k) => sum + weights[k] * feature(of, kind, row), offset)
}
