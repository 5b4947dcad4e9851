// The front of a space: by looking at all of it while that is quick, else by NSGA-II, seeded.

import { designedParts } from './candidates.ts'
import { type Constraint, checkLevels, missedBy } from './constraints.ts'
import { type Design, designId } from './design.ts'
import type { Figure } from './figures.ts'
import { minimised } from './figures.ts'
import { type Front, frontOf } from './front.ts'
import { type Evaluated, nsga2 } from './nsga2.ts'
import type { DesignPoint } from './points.ts'
import { factorLevels } from './restriction.ts'
import { configurations } from './space.ts'
import { designsOf, tableOf, type Workshop } from './table.ts'

export const searchWays = ['auto', 'enumerate', 'nsga2'] as const
export type SearchWay = (typeof searchWays)[number]

/** Designs that are looked at one by one; more are searched. */
export const ENUMERATED = 40_000

export interface SearchSettings {
  objectives: readonly Figure[]
  constraints: readonly Constraint[]
  way: SearchWay
  population: number
  generations: number
  seed: number
}

export interface SearchResult extends Front {
  way: 'enumerate' | 'nsga2'
  /** Designs of the space, where measured error rates are asked for of those networks that have them. */
  designs: number
  /** Different designs that were costed. */
  evaluations: number
}

/**
 * The front over the objectives; where one of them is an error rate, of the networks that were measured. Throws
 * `unknown-level` (exit 2).
 */
export function searchFront(workshop: Workshop, settings: SearchSettings): SearchResult {
  const { objectives, constraints } = settings
  checkLevels(constraints, factorLevels(workshop.space, workshop.candidates))
  const asked = [...objectives, ...constraints.flatMap((each) => ('figure' in each ? [each.figure] : []))]
  const measuredOnly = asked.some(({ measured }) => measured)
  let designs = 0
  for (const _ of designsOf(workshop, measuredOnly)) designs++
  const way = settings.way === 'auto' ? (designs <= ENUMERATED ? 'enumerate' : 'nsga2') : settings.way
  if (way === 'enumerate' || designs === 0) {
    const front = frontOf(tableOf(workshop, measuredOnly), objectives, constraints)
    return { ...front, way: 'enumerate', designs, evaluations: designs }
  }
  const { levels, designAt } = genesOf(workshop, measuredOnly)
  const costed = new Map<string, DesignPoint>()
  nsga2({
    ...settings,
    levels,
    evaluate: (genome): Evaluated => {
      const design = designAt(genome)
      if (measuredOnly && !workshop.isMeasured(design)) return NOT_MEASURED
      // Several genomes are the same design: genes of a part that its modality has not say nothing.
      const id = designId(design)
      const point = costed.get(id) ?? workshop.pointOf(design)
      costed.set(id, point)
      return evaluated(point, objectives, constraints)
    },
  })
  return { ...frontOf([...costed.values()], objectives, constraints), way, designs, evaluations: costed.size }
}

const NOT_MEASURED: Evaluated = { objectives: [], violation: Number.POSITIVE_INFINITY }

/** What a design that does not fit, or of which an objective is not known, violates beyond its constraints. */
const UNFIT = 1000

function evaluated(
  point: DesignPoint,
  objectives: readonly Figure[],
  constraints: readonly Constraint[],
): Evaluated {
  const values = objectives.map((figure) => minimised(figure, point))
  const isWhole = point.fits && values.every((value) => value !== null)
  return {
    objectives: values.map((value) => value ?? Number.POSITIVE_INFINITY),
    violation:
      constraints.reduce((sum, constraint) => sum + missedBy(constraint, point), 0) + (isWhole ? 0 : UNFIT),
  }
}

/** Genes of a space, and the design of a genome; a gene of a part that the modality has not says nothing. */
function genesOf(
  { space, candidates, isMeasured }: Workshop,
  measuredOnly: boolean,
): { levels: number[]; designAt(genome: readonly number[]): Design } {
  const parts = designedParts(candidates, space)
  const faces = parts.faces.filter(
    (face) => !measuredOnly || isMeasured({ modality: 'face', face, voice: null }),
  )
  const voices = parts.voices.filter(
    (voice) => !measuredOnly || isMeasured({ modality: 'voice', face: null, voice }),
  )
  const ways = space.boards.map((board) => configurations(space, board))
  const most = Math.max(...ways.map((each) => each.length))
  return {
    levels: [space.modalities.length, faces.length, voices.length, ways.length, most].map((count) =>
      Math.max(1, count),
    ),
    designAt([modalityGene, face, voice, board, way]) {
      const modality = space.modalities[modalityGene]
      return {
        modality,
        face: modality === 'voice' ? null : faces[face],
        voice: modality === 'face' ? null : voices[voice],
        ...ways[board][way % ways[board].length],
      }
    },
  }
}
