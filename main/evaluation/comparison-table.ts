// Scored comparisons between sides of known people, in typed arrays: 8 bytes a score and 8 for who was compared.

import type { Modality } from '../../enrollment-data/records.ts'
import type { DataSample } from './data-set.ts'
import { growingFloats, growingIndices } from './growing-array.ts'
import type { ComparedPeople, People, Scores } from './scores.ts'

/** What is compared: one sample, a face with a voice, or a template of several samples. */
export interface Side {
  /** Whose it is; of an attack, who it claims to be. */
  person: string
  /** Names of its samples, joined by +. */
  name: string
  /** Its pictures and recordings. */
  samples: DataSample[]
  /** Groups that all its samples share. */
  groups: Record<string, string>
  /** The kind of attack; null for a bona fide presentation. */
  attack: string | null
  /** Of a chimeric person, who is called after the people of one modality: `own`, names of the samples of theirs. */
  chimeric?: { partner: string; own: string }
}

export const KINDS = ['genuine', 'impostor', 'attack'] as const
export type Kind = (typeof KINDS)[number]

/** Comparisons of one kind, row by row. */
export interface ComparisonRows {
  /** Indices of sides. */
  enrolled: Uint32Array
  tested: Uint32Array
  /** Cosine, or normalised score, of each modality compared; empty for the others. */
  scores: Record<Modality, Float64Array>
}

export type ComparisonTable = { sides: Side[] } & Record<Kind, ComparisonRows>

/** One score per row of a table, by kind. */
export type TableScores = Record<Kind, Float64Array>

/** What a system scored: the table, and its score of every comparison. */
export interface SystemScores {
  table: ComparisonTable
  scores: TableScores
}

/** Which kind of comparison two sides make. */
export function kindOf(enrolled: Side, tested: Side): Kind {
  if (tested.attack !== null) return 'attack'
  return enrolled.person === tested.person ? 'genuine' : 'impostor'
}

/** Collects comparisons; `T` is what the caller knows of a side. */
export class TableBuilder<T extends Side> {
  readonly #index = new Map<T, number>()
  readonly #rows: Record<Kind, ReturnType<typeof growingRows>> = {
    genuine: growingRows(),
    impostor: growingRows(),
    attack: growingRows(),
  }

  add(enrolled: T, tested: T, scores: Partial<Record<Modality, number>>): void {
    const rows = this.#rows[kindOf(enrolled, tested)]
    rows.enrolled.push(this.#indexOf(enrolled))
    rows.tested.push(this.#indexOf(tested))
    if (scores.face !== undefined) rows.face.push(scores.face)
    if (scores.voice !== undefined) rows.voice.push(scores.voice)
  }

  table(): ComparisonTable {
    const rows = (kind: Kind): ComparisonRows => {
      const { enrolled, tested, face, voice } = this.#rows[kind]
      return {
        enrolled: enrolled.values(),
        tested: tested.values(),
        scores: { face: face.values(), voice: voice.values() },
      }
    }
    return {
      sides: [...this.#index.keys()],
      genuine: rows('genuine'),
      impostor: rows('impostor'),
      attack: rows('attack'),
    }
  }

  #indexOf(side: T): number {
    const known = this.#index.get(side)
    if (known !== undefined) return known
    this.#index.set(side, this.#index.size)
    return this.#index.size - 1
  }
}

const growingRows = () => ({
  enrolled: growingIndices(),
  tested: growingIndices(),
  face: growingFloats(),
  voice: growingFloats(),
})

/** Genuine and impostor scores, and the people behind them, for the metrics. */
export function scoresAndPeople({ table, scores }: SystemScores): { scores: Scores; people: People } {
  const { sides } = table
  const people = peopleOf(
    table,
    numbered(sides, ({ person }) => person),
  )
  const isChimeric = sides.some(({ chimeric }) => chimeric)
  return {
    scores: { genuine: scores.genuine, impostor: scores.impostor },
    people: isChimeric
      ? {
          ...people,
          partners: peopleOf(
            table,
            numbered(sides, ({ chimeric }) => chimeric?.partner ?? ''),
          ),
          distinct: distinctComparisons(
            table,
            numbered(sides, ({ chimeric }) => chimeric?.own ?? ''),
          ),
        }
      : people,
  }
}

interface Numbered {
  count: number
  /** The number of every side. */
  of: Uint32Array
}

/** Sides of one name get one number. */
function numbered(sides: Side[], nameOf: (side: Side) => string): Numbered {
  const numbers = new Map<string, number>()
  const of = Uint32Array.from(sides, (side) => {
    const name = nameOf(side)
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return numbers.get(name)!
  })
  return { count: numbers.size, of }
}

function peopleOf({ genuine, impostor }: ComparisonTable, { count, of }: Numbered): ComparedPeople {
  const people = (sides: Uint32Array) => sides.map((side) => of[side])
  return {
    count,
    genuine: people(genuine.enrolled),
    impostorEnrolled: people(impostor.enrolled),
    impostorTested: people(impostor.tested),
  }
}

function distinctComparisons(table: ComparisonTable, { count, of }: Numbered): People['distinct'] {
  const distinct = ({ enrolled, tested }: ComparisonRows) => {
    const seen = new Set<number>()
    enrolled.forEach((side, row) => {
      seen.add(of[side] * count + of[tested[row]])
    })
    return seen.size
  }
  return { genuine: distinct(table.genuine), impostor: distinct(table.impostor) }
}

/** A score for every row of a table. */
export function scoreRows(
  table: ComparisonTable,
  score: (rows: ComparisonRows, row: number) => number,
): TableScores {
  const of = (kind: Kind) => {
    const rows = table[kind]
    const scores = new Float64Array(rows.enrolled.length)
    for (let row = 0; row < scores.length; row++) scores[row] = score(rows, row)
    return scores
  }
  return { genuine: of('genuine'), impostor: of('impostor'), attack: of('attack') }
}

/** Rows of a table that `keep` holds for, with their scores. */
export function selectRows(
  { table, scores }: SystemScores,
  keep: (enrolled: Side, tested: Side) => boolean,
): SystemScores {
  const select = (kind: Kind) => {
    const rows = table[kind]
    const chosen = Uint32Array.from(rows.enrolled.keys()).filter((row) =>
      keep(table.sides[rows.enrolled[row]], table.sides[rows.tested[row]]),
    )
    const indices = (values: Uint32Array) => Uint32Array.from(chosen, (row) => values[row])
    const floats = (values: Float64Array) =>
      values.length === 0 ? values : Float64Array.from(chosen, (row) => values[row])
    return {
      rows: {
        enrolled: indices(rows.enrolled),
        tested: indices(rows.tested),
        scores: { face: floats(rows.scores.face), voice: floats(rows.scores.voice) },
      },
      scores: floats(scores[kind]),
    }
  }
  const [genuine, impostor, attack] = KINDS.map(select)
  return {
    table: { sides: table.sides, genuine: genuine.rows, impostor: impostor.rows, attack: attack.rows },
    scores: { genuine: genuine.scores, impostor: impostor.scores, attack: attack.scores },
  }
}
