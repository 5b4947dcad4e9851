// Identification from the comparisons of verification (ISO/IEC 19795-1): every attempt is searched among all templates.
// Closed set: at which rank is its person? Open set: each attempt is also searched in the gallery without its person,
// where every candidate at or above the threshold is a false alarm.

import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { SystemScores } from './comparison-table.ts'
import type { CountedShare, DetectionAndIdentification, IdentificationMetrics } from './document.ts'
import { STATED_FMRS } from './metrics.ts'
import { type PersonCount, rateOverPeople, shareOverPeople } from './rate-over-people.ts'

const RANKS = [1, 2, 3, 5, 10, 20, 50]

/** One attempt against all templates. */
interface Search {
  person: string
  /** Score with its own template. */
  own: number
  /** The highest score with anybody else's. */
  other: number
  /** 1 plus the templates of others that score as high; ties count against the person. */
  rank: number
}

/** The figures of a system, DIR also at the further `fars`; null where no attempt has both a template of its person and one of somebody else. */
export function identificationMetrics(
  scored: SystemScores,
  fars: number[] = [],
): IdentificationMetrics | null {
  const { table } = scored
  const searches = searchesOf(scored)
  if (searches.length === 0) return null
  const gallery = new Set([...table.genuine.enrolled, ...table.impostor.enrolled]).size
  return {
    gallery,
    searches: searches.length,
    cmc: [...new Set([...RANKS.filter((rank) => rank < gallery), gallery])].map((rank) => ({
      rank,
      rate: shareOf(searches, (search) => search.rank <= rank),
    })),
    dir_at_far: [...new Set([...STATED_FMRS, ...fars])]
      .sort((a, b) => b - a)
      .map((far) => detectionAt(searches, far)),
  }
}

function searchesOf({ table, scores }: SystemScores): Search[] {
  const { sides, genuine, impostor } = table
  const own = new Float64Array(sides.length).fill(Number.NaN)
  genuine.tested.forEach((side, row) => {
    own[side] = scores.genuine[row]
  })
  const other = new Float64Array(sides.length).fill(Number.NaN)
  const rank = new Uint32Array(sides.length).fill(1)
  impostor.tested.forEach((side, row) => {
    const score = scores.impostor[row]
    if (!(score <= other[side])) other[side] = score
    if (score >= own[side]) rank[side]++
  })
  return sides.flatMap(({ person }, side) =>
    Number.isNaN(own[side]) || Number.isNaN(other[side])
      ? []
      : [{ person, own: own[side], other: other[side], rank: rank[side] }],
  )
}

/** Carried by the number of people who search: several searches of one person are no independent evidence. */
function detectionAt(searches: Search[], far: number): DetectionAndIdentification {
  const people = new Set(searches.map(({ person }) => person)).size
  if (comparisonsNeeded(far) > people) {
    const reason = `FAR <= ${far} needs at least ${comparisonsNeeded(far)} searches of as many people without a false alarm; you have ${searches.length} from ${people} people`
    return { far, dir: null, threshold: null, false_alarms: null, false_alarm_rate: null, reason }
  }
  const { threshold, alarms } = thresholdFor(searches, far)
  const isAlarm = (search: Search) => search.other >= threshold
  return {
    far,
    dir: shareOf(searches, (search) => search.rank === 1 && search.own >= threshold),
    threshold,
    false_alarms: alarms,
    false_alarm_rate: rateOverPeople(countedBy(searches, isAlarm)),
    reason: null,
  }
}

/** The lowest score of anybody at which at most a share `far` of the searches without their person raises an alarm. */
function thresholdFor(searches: Search[], far: number): { threshold: number; alarms: number } {
  const others = Float64Array.from(searches, ({ other }) => other).sort()
  const candidates = Float64Array.from(searches.flatMap(({ own, other }) => [own, other])).sort()
  const allowed = Math.floor(far * others.length)
  const highestRefused = others[others.length - 1 - allowed]
  const threshold = candidates.find((score) => score > highestRefused) ?? Number.POSITIVE_INFINITY
  return { threshold, alarms: others.filter((score) => score >= threshold).length }
}

function shareOf(searches: Search[], holds: (search: Search) => boolean): CountedShare {
  return shareOverPeople(countedBy(searches, holds).map(({ errors, trials }) => ({ hits: errors, trials })))
}

/** Searches of each person that `holds` is true of. */
function countedBy(searches: Search[], holds: (search: Search) => boolean): PersonCount[] {
  const people = Map.groupBy(searches, ({ person }) => person)
  return [...people.values()].map((own) => ({ errors: own.filter(holds).length, trials: own.length }))
}
