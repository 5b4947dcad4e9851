// The comparisons of a protocol, scored: a table for each modality, and one for face and voice presented together.

import { modalities as allModalities, type Modality } from '../../../enrollment-data/records.ts'
import type { Acquired } from '../acquire.ts'
import type { Score } from '../as-norm.ts'
import { type Kind, kindOf, TableBuilder } from '../comparison-table.ts'
import type { ProtocolName } from '../document.ts'
import type { SystemTables } from '../fusion-parameters.ts'
import type { Trial } from '../trial-list.ts'
import { allPairs } from './all-pairs.ts'
import { chimeric, drawPairings, eligiblePeople, oneModality, type Pairing } from './chimeric.ts'
import { givenPairs } from './given-pairs.ts'
import { leaveOneOut } from './leave-one-out.ts'
import { attemptsOf, type Compare, type Presentation } from './presentation.ts'
import { type EnrolSamples, sessions } from './sessions.ts'

export interface ProtocolSettings {
  protocol: ProtocolName
  modalities: readonly Modality[]
  /** Of `given-pairs`. */
  trials: Trial[] | null
  /** Samples of a template, in the protocols that enrol. */
  enrolSamples: EnrolSamples
  /** Of `chimeric`: who is paired in each draw; null draws `draws` pairings from `seed`. */
  pairings: Pairing[] | null
  draws: number
  seed: number
  score: Record<Modality, Score>
}

/** Rows of a table that a draw begins with. */
export type DrawStart = Record<Kind, number>

export interface Compared {
  tables: SystemTables
  /** People without enough samples for a template. */
  notEnrolled: Set<string>
  /** Listed comparisons without a sample. */
  trialsSkipped: number
  /** Of `chimeric`: where each draw begins in the fused table, and the end of the last; and the people of a draw. */
  draws: { starts: DrawStart[]; people: number } | null
}

/** Makes and scores all comparisons of a protocol. VisemeError `too-few-people` (chimeric). */
export function compareSamples(acquired: Acquired[], settings: ProtocolSettings): Compared {
  if (settings.protocol === 'chimeric') return compareChimeric(acquired, settings)
  const { protocol, modalities, trials, enrolSamples, score } = settings
  const notEnrolled = new Set<string>()
  let trialsSkipped = 0
  const table = (compared: readonly Modality[]) => {
    const builder = new TableBuilder<Presentation>()
    const compare = comparing(builder, compared, score)
    switch (protocol) {
      case 'given-pairs': {
        const own = trials!.filter(({ enrolled }) => enrolled.modality === compared[0])
        trialsSkipped += givenPairs(own, attemptsOf(acquired, compared), compare)
        break
      }
      case 'all-pairs':
        allPairs(attemptsOf(acquired, compared), compare)
        break
      case 'leave-one-out':
        leaveOneOut(attemptsOf(acquired, compared), compare)
        break
      default:
        for (const person of sessions(acquired, compared, enrolSamples, compare)) notEnrolled.add(person)
    }
    return builder.table()
  }
  const of = (modality: Modality) => (modalities.includes(modality) ? table([modality]) : null)
  const together = modalities.length > 1 && protocol !== 'given-pairs'
  const tables = { face: of('face'), voice: of('voice'), fused: together ? table(allModalities) : null }
  return { tables, notEnrolled, trialsSkipped, draws: null }
}

function compareChimeric(acquired: Acquired[], settings: ProtocolSettings): Compared {
  const { enrolSamples, draws, seed, score } = settings
  const people = {
    face: eligiblePeople(acquired, 'face', enrolSamples),
    voice: eligiblePeople(acquired, 'voice', enrolSamples),
  }
  const pairings =
    settings.pairings?.map((pairing) =>
      pairing.filter((pair) => people.face.has(pair.face) && people.voice.has(pair.voice)),
    ) ?? drawPairings([...people.face.keys()], [...people.voice.keys()], draws, seed)
  // Over draws the people of the smaller set come again most often: they say how much the draws tell.
  const fewer = people.face.size < people.voice.size ? 'face' : 'voice'
  const single = (modality: Modality) => {
    const builder = new TableBuilder<Presentation>()
    oneModality(modality, people[modality], enrolSamples, comparing(builder, [modality], score))
    return builder.table()
  }
  const builder = new TableBuilder<Presentation>()
  const add = comparing(builder, allModalities, score)
  const rows: DrawStart = { genuine: 0, impostor: 0, attack: 0 }
  const starts: DrawStart[] = [{ ...rows }]
  for (const pairing of pairings) {
    chimeric(pairing, people, enrolSamples, fewer, (enrolled, tested) => {
      rows[kindOf(enrolled, tested)]++
      add(enrolled, tested)
    })
    starts.push({ ...rows })
  }
  const tables = { face: single('face'), voice: single('voice'), fused: builder.table() }
  const paired = new Set(pairings.flat().flatMap(({ face, voice }) => [face, voice]))
  const named = new Set(settings.pairings?.flat().flatMap(({ face, voice }) => [face, voice]))
  return {
    tables,
    notEnrolled: named.difference(paired),
    trialsSkipped: 0,
    draws: { starts, people: Math.max(...pairings.map((pairing) => pairing.length)) },
  }
}

function comparing(
  builder: TableBuilder<Presentation>,
  compared: readonly Modality[],
  score: Record<Modality, Score>,
): Compare {
  return (enrolled, tested) => {
    const scores: Partial<Record<Modality, number>> = {}
    for (const modality of compared) {
      scores[modality] = score[modality](enrolled.vectors[modality]!, tested.vectors[modality]!)
    }
    builder.add(enrolled, tested, scores)
  }
}
