// Where something has to be saved, what to give up first: two ways down from the same network that save as much, compared
// by their rejects. The limit told is the largest design for which both ways exist.

import { comparePairs, type Pair } from '../comparisons.ts'
import type { FactorName } from '../factors.ts'
import { factorNamed, levelsOf } from '../factors.ts'
import { networksOf } from '../interactions.ts'
import { signTest } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import type { ResponseName } from '../responses.ts'
import { type Claim, type CostFact, type Study, told } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { amount, capital, listed, percent, words } from './wording.ts'

const LEVERS = {
  face: ['face_width', 'face_depth', 'face_size', 'face_precision'],
  voice: ['voice_width', 'voice_depth', 'voice_precision'],
} as const satisfies Record<string, readonly FactorName[]>

const RESOURCES: readonly ResponseName[] = ['latency_ms', 'flash_bytes', 'internal_ram_bytes', 'energy_mj']

/** What is deployed, and what is given up for it: a wider float network says nothing of either. */
const PRECISIONS = ['int8', 'int4']

/** Two ways save as much where their savings differ by less than this share of the larger. */
const EQUAL = 0.1
/** What saves less of a resource than this is no way to save it. */
const SAVES = 0.01

export function leverClaims(study: Study): Claim[] {
  const all = study.boards.flatMap((board) =>
    (['face', 'voice'] as const).flatMap((modality) => {
      const points = study.usual.filter(
        ({ factors }) =>
          factors.modality === modality &&
          factors.board === board &&
          PRECISIONS.includes(String(factors[`${modality}_precision`])),
      )
      const levers: readonly FactorName[] = LEVERS[modality]
      return levers.flatMap((one, at) =>
        levers
          .slice(at + 1)
          .flatMap((other) =>
            RESOURCES.flatMap((resource) =>
              leverClaim(study, board, modality, points, [one, other], resource),
            ),
          ),
      )
    }),
  )
  return onceForSamePairs(all).map(claimOf)
}

/** A way that is better than another one, for the resources of which both save as much. */
interface Lever {
  claim: Omit<Claim, 'key' | 'statement' | 'scope'>
  better: FactorName
  worse: FactorName
  modality: string
  /** The largest design of each resource, on the first board. */
  limits: Map<ResponseName, number>
  titles: string[]
  fnmr: readonly [better: number, worse: number]
  /** What the better way (before) and the worse one (after) make the wait, on the first board; none where the wait is what both save. */
  wait: CostFact | undefined
  /** The networks of the pairs. */
  compared: string
}

/**
 * The same networks compared are one test and one claim, however many boards and resources they save as much of: what
 * was measured of them is the same.
 */
function onceForSamePairs(levers: readonly Lever[]): Lever[] {
  const known = new Map<string, Lever>()
  for (const lever of levers) {
    const key = `${lever.better} ${lever.worse} ${lever.compared}`
    const same = known.get(key)
    if (same === undefined) {
      known.set(key, lever)
      continue
    }
    for (const [resource, limit] of lever.limits) {
      if (same.limits.has(resource)) continue
      // A limit of another board would be told as the first one's.
      if (lever.claim.boards[0] === same.claim.boards[0]) same.limits.set(resource, limit)
    }
    if (lever.wait === undefined) same.wait = undefined
    same.titles = [...new Set([...same.titles, ...lever.titles])]
    same.claim.boards = [...new Set([...same.claim.boards, ...lever.claim.boards])]
    same.claim.costs.push(...lever.claim.costs)
  }
  return [...known.values()]
}

function claimOf({ claim, better, worse, modality, limits, titles, fnmr, wait }: Lever): Claim {
  const where = listed(
    [...limits].map(([resource, limit]) => limited(resource, limit)),
    'or',
  )
  const of = `${claim.pairs} ${claim.pairs === 1 ? 'pair' : 'pairs'} of networks`
  const besides = wait === undefined ? [] : [wait]
  return {
    ...claim,
    costs: [...claim.costs, ...besides],
    key: `lever ${better} ${worse} ${[...limits.keys()].join(' ')}`,
    statement: `${capital(where)}, ${words[better as 'seconds']!.down} before ${words[worse as 'seconds']!.downing}: at equal ${listed(titles)} FNMR is ${percent(fnmr[0])} rather than ${percent(fnmr[1])}${besides.map(longer).join('')} (${of}).`,
    scope: `${modality} alone, usual configuration; savings of ${listed(titles)} equal within ${100 * EQUAL} %`,
  }
}

/** What the better way costs in time, which is no part of what both save. */
function longer({ response, before, after }: CostFact): string {
  if (Math.abs(before / after - 1) < 0.01) return ''
  const difference = amount(response, Math.abs(before - after))
  return before > after ? `, for ${difference} more` : `, and ${difference} less`
}

function leverClaim(
  study: Study,
  board: string,
  modality: keyof typeof LEVERS,
  points: readonly DesignPoint[],
  [one, other]: readonly [FactorName, FactorName],
  resource: ResponseName,
): Lever[] {
  const { pairs, limit } = equalSavings(study, points, [one, other], resource)
  const found = comparePairs(pairs, study.fmr)
  if (found === null) return []
  // The pairs give up the first factor before, the second after; told is the better way, then the worse.
  const isFirst = found.before <= found.after
  const [better, worse] = isFirst ? [one, other] : [other, one]
  const ways = isFirst ? pairs : pairs.map(([first, second]): Pair => [second, first])
  return [
    {
      claim: {
        kind: 'lever',
        test: { p: signTest(found.changes, study.options), shows: 'difference' },
        ...told(comparePairs(ways, study.fmr)!, ways, study.fmr),
        costs: costFacts(study, ways, resource),
        pairs: found.pairs,
        boards: [board],
        plot: { factor: one, beside: [other, ...LEVERS[modality]], response: 'fnmr' },
        worth: true,
      },
      better,
      worse,
      modality,
      limits: new Map([[resource, limit]]),
      titles: [study.responses[resource].title],
      wait:
        resource === 'latency_ms'
          ? undefined
          : costFacts(study, ways, 'latency_ms').find((fact) => fact.board === board),
      fnmr: [Math.min(found.before, found.after), Math.max(found.before, found.after)],
      compared: pairs
        .map((pair) => pair.map(networksOf).join(' '))
        .sort()
        .join(),
    },
  ]
}

const LIMITS: Partial<Record<ResponseName, (amount: string) => string>> = {
  latency_ms: (limit) => `where the wait has to be below ${limit}`,
  flash_bytes: (limit) => `where networks and firmware have less than ${limit}`,
  internal_ram_bytes: (limit) => `below ${limit} on the chip`,
  energy_mj: (limit) => `where an attempt has less than ${limit}`,
}
const limited = (resource: ResponseName, limit: number): string => LIMITS[resource]!(amount(resource, limit))

/** Designs that give up one factor, with designs that give up the other, from the same design and for the same saving. */
function equalSavings(
  { responses }: Study,
  points: readonly DesignPoint[],
  levers: readonly [FactorName, FactorName],
  resource: ResponseName,
): { pairs: Pair[]; limit: number } {
  const of = (point: DesignPoint): number => responses[resource].of(point)?.value ?? Number.NaN
  const [first, second] = levers.map((lever) => loweredBy(points, lever))
  const pairs = new Map<string, Pair>()
  let limit = 0
  for (const [base, ones] of first) {
    if (base.factors.face_precision !== 'int8' && base.factors.voice_precision !== 'int8') continue
    for (const one of ones) {
      for (const other of second.get(base) ?? []) {
        const [whole, a, b] = [of(base), of(base) - of(one), of(base) - of(other)]
        const equal = Math.abs(a - b) <= EQUAL * Math.max(a, b)
        if (equal && Math.min(a, b) >= SAVES * whole) {
          pairs.set(`${one.id} ${other.id}`, [one, other])
          limit = Math.max(limit, whole)
        }
      }
    }
  }
  return { pairs: [...pairs.values()], limit }
}

/** Of each design those that are lower in one factor and equal in all else; of a precision int4 instead of int8. */
function loweredBy(points: readonly DesignPoint[], name: FactorName): Map<DesignPoint, DesignPoint[]> {
  const levels = levelsOf(
    points.map(({ factors }) => factors[name]),
    factorNamed(name),
  )
  const steps = name.endsWith('precision')
    ? [['int4', 'int8'] as const]
    : levels.flatMap((to, at) => levels.slice(0, at).map((from) => [from, to] as const))
  const lowered = new Map<DesignPoint, DesignPoint[]>()
  for (const [from, to] of steps) {
    for (const [low, base] of stepPairs(points, name, from, to)) {
      lowered.set(base, [...(lowered.get(base) ?? []), low])
    }
  }
  return lowered
}
