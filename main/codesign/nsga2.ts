// NSGA-II (K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002): fast
// non-dominated sorting, crowding distance, binary tournaments, elitism, over genomes of small whole numbers. A design
// that violates its constraints is dominated by every one that violates them less. What was found on the way is kept.

import { seededIntegers } from '../evaluation/random.ts'
import { dominates, type Objectives, paretoFront } from './pareto.ts'

export interface Evaluated {
  /** To be minimised; the same genome must always give the same. */
  objectives: Objectives
  /** 0: feasible; else how much is violated. */
  violation: number
}

export interface SearchRequest<Found extends Evaluated> {
  /** How many levels each gene has. */
  levels: readonly number[]
  evaluate(genome: readonly number[]): Found
  population: number
  generations: number
  seed: number
}

export interface Searched<Found> {
  /** Feasible and dominated by nothing that was seen, in the order of the first objective. */
  front: Found[]
  /** Different genomes that were evaluated. */
  evaluations: number
}

interface Individual<Found> {
  genome: readonly number[]
  found: Found
  rank: number
  crowding: number
}

export function nsga2<Found extends Evaluated>(request: SearchRequest<Found>): Searched<Found> {
  const { levels, population, generations, seed } = request
  const integer = seededIntegers(seed)
  const seen = new Map<string, Found>()
  const evaluated = (genome: readonly number[]): Individual<Found> => {
    const key = genome.join()
    const found = seen.get(key) ?? request.evaluate(genome)
    seen.set(key, found)
    return { genome, found, rank: 0, crowding: 0 }
  }
  const drawn = (): number[] => levels.map((count) => integer(count))
  let parents = ranked(Array.from({ length: population }, () => evaluated(drawn())))
  for (let generation = 0; generation < generations; generation++) {
    const children = Array.from({ length: population }, () =>
      evaluated(
        mutated(
          crossed(tournament(parents, integer), tournament(parents, integer), integer),
          levels,
          integer,
        ),
      ),
    )
    parents = survivors(unique([...parents, ...children]), population)
    while (parents.length < population) parents.push(evaluated(drawn()))
    parents = ranked(parents)
  }
  const feasible = [...seen.values()].filter(({ violation }) => violation === 0)
  return {
    front: paretoFront(feasible.map(({ objectives }) => objectives)).map((at) => feasible[at]),
    evaluations: seen.size,
  }
}

/** Deb's constrained domination. */
function beats(left: Evaluated, right: Evaluated): boolean {
  if (left.violation !== right.violation) return left.violation < right.violation
  return left.violation === 0 && dominates(left.objectives, right.objectives)
}

function tournament<Found>(
  parents: readonly Individual<Found>[],
  integer: (limit: number) => number,
): readonly number[] {
  const [a, b] = [parents[integer(parents.length)], parents[integer(parents.length)]]
  return a.rank < b.rank || (a.rank === b.rank && a.crowding > b.crowding) ? a.genome : b.genome
}

/** Each gene from either parent (uniform crossover). */
const crossed = (
  mother: readonly number[],
  father: readonly number[],
  integer: (limit: number) => number,
): number[] => mother.map((gene, at) => (integer(2) === 0 ? gene : father[at]))

/** One gene on average is drawn anew, half of the time as a neighbour of what it was. */
function mutated(
  genome: readonly number[],
  levels: readonly number[],
  integer: (limit: number) => number,
): number[] {
  return genome.map((gene, at) => {
    if (integer(genome.length) !== 0) return gene
    if (integer(2) === 0) return integer(levels[at])
    const next = gene + (integer(2) === 0 ? -1 : 1)
    return Math.min(levels[at] - 1, Math.max(0, next))
  })
}

function unique<Found>(all: readonly Individual<Found>[]): Individual<Found>[] {
  return [...new Map(all.map((each) => [each.genome.join(), each])).values()]
}

/** The best fronts whole, of the last one those that stand alone. */
function survivors<Found extends Evaluated>(
  all: readonly Individual<Found>[],
  count: number,
): Individual<Found>[] {
  return ranked(all)
    .sort((a, b) => a.rank - b.rank || b.crowding - a.crowding)
    .slice(0, count)
}

/** With the number of the front that each is on, and its crowding distance there. */
function ranked<Found extends Evaluated>(all: readonly Individual<Found>[]): Individual<Found>[] {
  const beaten = all.map(() => 0)
  const beatsWhom = all.map((): number[] => [])
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      if (beats(all[i].found, all[j].found)) {
        beatsWhom[i].push(j)
        beaten[j]++
      } else if (beats(all[j].found, all[i].found)) {
        beatsWhom[j].push(i)
        beaten[i]++
      }
    }
  }
  const result: Individual<Found>[] = []
  let front = [...all.keys()].filter((at) => beaten[at] === 0)
  for (let rank = 0; front.length > 0; rank++) {
    const distances = crowding(front.map((at) => all[at].found.objectives))
    front.forEach((at, place) => {
      result.push({ ...all[at], rank, crowding: distances[place] })
    })
    front = front.flatMap((at) => beatsWhom[at].filter((other) => --beaten[other] === 0))
  }
  return result
}

/** How far each lies from its neighbours on either side, over all objectives; infinite at the ends. */
function crowding(front: readonly Objectives[]): number[] {
  const distances = front.map(() => 0)
  for (let objective = 0; objective < front[0].length; objective++) {
    const order = [...front.keys()].sort((a, b) => front[a][objective] - front[b][objective])
    const spread = front[order[order.length - 1]][objective] - front[order[0]][objective]
    distances[order[0]] = Number.POSITIVE_INFINITY
    distances[order[order.length - 1]] = Number.POSITIVE_INFINITY
    if (!(spread > 0)) continue
    for (let place = 1; place + 1 < order.length; place++) {
      distances[order[place]] +=
        (front[order[place + 1]][objective] - front[order[place - 1]][objective]) / spread
    }
  }
  return distances
}
