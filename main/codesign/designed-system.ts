// The system of a design: its networks on its board, and the calibration and thresholds that were measured for exactly
// these networks on development people. What live attempts, enrolment and evaluation are then run with.

import type { Modality } from '../../enrollment-data/records.ts'
import { NEEDED } from '../authentication/enrol.ts'
import type { Evidence, Fusion } from '../authentication/fusion.ts'
import { type SystemOptions, withEmbedders } from '../authentication/system.ts'
import type { Board } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import { readZoo, zooFolder } from '../inference/zoo.ts'
import type { MeasuredDesign } from './accuracy.ts'
import { withAdditions } from './additions.ts'
import { type Candidate, candidateOf } from './candidates.ts'
import { type Design, optionsOf, parseDesign } from './design.ts'
import { openWorkshop } from './open.ts'
import type { Accuracy } from './points.ts'
import type { Space } from './space.ts'
import type { Workshop } from './table.ts'

export interface DesignedSystem {
  id: string
  design: Design
  board: Board
  boardOptions: Partial<BoardOptions>
  modalities: readonly Modality[]
  /** The .tflite files of its networks. */
  embedders: Partial<Record<Modality, Uint8Array>>
  /** Null where its error rates were not measured. */
  fusion: Fusion | null
}

/** The threshold in use unless another is asked for: as the shipped calibration's. */
const DEFAULT_FMR = 0.001

/**
 * The system of a design of the default space and of what was added to it in `directory`. Throws `bad-design`,
 * `no-such-network`, `unknown-board` (exit 2), and what reading the space throws.
 */
export function designedSystem(id: string, directory: string | null): DesignedSystem {
  const design = parseDesign(id)
  const narrow = (space: Space) =>
    narrowed(directory === null ? space : withAdditions(space, directory), design)
  return systemOf(design, id, openWorkshop({ narrow }, zooFolder()))
}

/** The space with the networks of one design alone, so that no other is read. */
function narrowed(space: Space, { face, voice }: Design): Space {
  const only = <Part extends Space['face']>(part: Part, wanted: Design['face']): Part => ({
    ...part,
    networks: part.networks.filter((name) => name === wanted?.network),
    precisions: wanted ? [wanted.precision] : part.precisions,
    models: part.models.filter(({ name }) => name === wanted?.network),
  })
  return { ...space, face: only(space.face, face), voice: only(space.voice, voice) }
}

export function systemOf(
  design: Design,
  id: string,
  {
    candidates,
    space,
    accuracyOf,
    pairings,
  }: Pick<Workshop, 'candidates' | 'space' | 'accuracyOf' | 'pairings'>,
): DesignedSystem {
  const face = design.face && candidateOf(candidates, 'face', design.face)
  const voice = design.voice && candidateOf(candidates, 'voice', design.voice)
  const board = space.boards.find((each) => each.id === design.board)
  if (!board) {
    throw new VisemeError({
      code: 'unknown-board',
      message: `The space has no board ${design.board}.`,
      next: `Choose one of ${space.boards.map((each) => each.id).join(', ')}.`,
      exitCode: 2,
    })
  }
  return {
    id,
    design,
    board,
    boardOptions: optionsOf(design),
    modalities: [...(face ? (['face'] as const) : []), ...(voice ? (['voice'] as const) : [])],
    embedders: { ...(face && { face: face.bytes() }), ...(voice && { voice: voice.bytes() }) },
    fusion: fusionOf(design, accuracyOf, face, voice, pairings),
  }
}

/** What `startSystem` takes. Throws `design-not-measured` (exit 2): without thresholds nobody can be decided about. */
export function systemOptions({
  id,
  design,
  board,
  boardOptions,
  modalities,
  embedders,
  fusion,
}: DesignedSystem): SystemOptions {
  if (fusion === null) {
    throw new VisemeError({
      code: 'design-not-measured',
      message: `The error rates of ${id} were not measured, so it has no threshold to decide by.`,
      next: 'Choose a design with measured error rates, or measure it with codesign measure.',
      exitCode: 2,
    })
  }
  return {
    board,
    boardOptions,
    modalities,
    zoo: withEmbedders(readZoo(), embedders),
    fusion,
    cascade: design.modality === 'cascade',
  }
}

type AccuracyOf = Workshop['accuracyOf']
interface Known {
  development: Accuracy
  calibration: MeasuredDesign['calibration']
}

/**
 * The calibration and thresholds of a design's networks, each modality's own and those of the sum; null where any that
 * it decides by was not measured. Of a modality that it has not, the other's are repeated: they are never asked for.
 */
function fusionOf(
  design: Design,
  accuracyOf: AccuracyOf,
  face: Candidate | null,
  voice: Candidate | null,
  pairings: Workshop['pairings'],
): Fusion | null {
  const known = (modality: Design['modality'], of: Pick<Design, 'voice'>): Known | null => {
    const alone = { face: modality === 'voice' ? null : face, voice: modality === 'face' ? null : voice }
    const { development, calibration } = accuracyOf({ modality, voice: of.voice }, alone.face, alone.voice)
    return development && calibration ? { development, calibration } : null
  }
  const own: Record<Evidence, Known | null> = {
    face: face && known('face', { voice: null }),
    voice: voice && known('voice', design),
    fused: face && voice && known('sum', design),
  }
  const wanted = (face && voice ? ['face', 'voice', 'fused'] : [face ? 'face' : 'voice']) as Evidence[]
  const [first] = wanted
  if (wanted.some((evidence) => own[evidence] === null)) return null
  const of = (evidence: Evidence): Known => own[evidence] ?? own[first]!
  const fmrs = of(first)
    .development.rates.map(({ stated_fmr }) => stated_fmr)
    .filter((fmr) => wanted.every((each) => ratesAt(of(each), fmr) !== undefined))
    .sort((a, b) => b - a)
  if (fmrs.length === 0) return null
  const threshold = (evidence: Evidence, fmr: number) => {
    const rates = ratesAt(of(evidence), fmr)!
    return { threshold: rates.threshold, fnmr: rates.fnmr.value }
  }
  const line = (modality: Modality) =>
    of(modality).calibration[modality] ?? of(first).calibration[first as Modality]!
  return {
    format: 'viseme-fusion/1',
    calibration: { face: line('face'), voice: line('voice') },
    operating_points: fmrs.map((fmr) => ({
      fmr,
      face: threshold('face', fmr),
      voice: threshold('voice', fmr),
      fused: threshold('fused', fmr),
    })),
    default_fmr: fmrs.includes(DEFAULT_FMR) ? DEFAULT_FMR : fmrs[fmrs.length - 1],
    fitted: {
      networks: { face: face?.sha256 ?? '', voice: voice?.sha256 ?? '' },
      face: fittedOn(of('face')),
      voice: fittedOn(of('voice')),
      chimeric: { ...fittedOn(of('fused')), ...((own.fused && pairings) ?? NOT_PAIRED) },
      enrolment: NEEDED,
    },
  }
}

/** Of a design with one modality. */
const NOT_PAIRED = { draws: 0, seed: 0 }

const ratesAt = ({ development }: Known, fmr: number) =>
  development.rates.find(({ stated_fmr }) => stated_fmr === fmr)

/** The record of accuracies does not say how many samples there were: at least one of every person. */
const fittedOn = ({ development: { set, counts } }: Known) => ({
  name: set,
  people: counts.people,
  samples: counts.people,
  genuine: counts.genuine,
  impostor: counts.impostor,
  pairs: counts.pairs,
})
