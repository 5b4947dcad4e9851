// A second sensor, and a second sensor against a larger network. Faces alone and faces with voices were measured on
// different people: their difference is tested between two groups.

import type { Interval } from '../../evaluation/interval.ts'
import { meanRates, type Pair, type PeopleSet } from '../comparisons.ts'
import type { Design } from '../design.ts'
import { intervalTest, mean } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { ratesAt } from '../responses.ts'
import { type Claim, type CostFact, refusalOf, type Study } from './claim.ts'
import { costFacts } from './pairs.ts'
import { amount, listed, percent } from './wording.ts'

export const voiceClaims = (study: Study): Claim[] => [...addedClaims(study), ...insteadClaims(study)]

/** The cheapest voice added to every face that was measured with it. */
function addedClaims(study: Study): Claim[] {
  const { fmr, usual, boards } = study
  const measured = usual.filter((point) => ratesAt(point, fmr) !== null)
  const sums = measured.filter(({ factors }) => factors.modality === 'sum')
  const [cheapest] = [...sums].sort((a, b) => voiceCost(a) - voiceCost(b) || a.macs - b.macs)
  if (cheapest === undefined) return []
  const faces = measured.filter(({ factors }) => factors.modality === 'face')
  const onBoards = sums
    .filter(({ design }) => networksEqual(design.voice, cheapest.design.voice))
    .flatMap((sum): Pair[] => {
      const face = faces.find(
        ({ design }) => design.board === sum.design.board && networksEqual(design.face, sum.design.face),
      )
      return face ? [[face, sum]] : []
    })
  const pairs = onBoards.filter(([{ factors }]) => factors.board === boards[0])
  const [alone, both] = [0, 1].map((side) =>
    meanInterval(
      pairs.map((pair) => pair[side]),
      fmr,
    ),
  )
  if (alone === null || both === null) return []
  const [before, after] = [alone.value, both.value]
  const costs = (['attempt_ms', 'latency_ms', 'bom_dollars'] as const).flatMap((response) =>
    costFacts(study, onBoards, response),
  )
  const [longer, , price] = (['attempt_ms', 'latency_ms', 'bom_dollars'] as const).map((response) => {
    const cost = costs.find((each) => each.response === response && each.board === boards[0])
    return cost ? amount(response, Math.max(0, cost.after - cost.before)) : null
  })
  const { network, seconds } = cheapest.design.voice!
  const what = `a voice (${network}, ${seconds} s of speech) to the face`
  const change = `FNMR ${after < before ? 'falls' : 'rises'} from ${percent(before)} to ${percent(after)} (mean over ${pairs.length} face networks)`
  const paid = [longer && `an attempt that takes ${longer} longer`, price].filter((each) => each !== null)
  return [
    {
      kind: 'voice added',
      key: `voice added ${after < before ? 'pays' : 'costs'}`,
      statement: `${after < before ? 'Add' : 'Do not add'} ${what}: ${change}, for ${listed(paid)}.`,
      test: { p: intervalTest(both, alone, both.people), shows: 'difference' },
      comparison: {
        pairs: pairs.length,
        people: both.people,
        before,
        after,
        change: differenceOf(alone, both),
      },
      testPeople: testRates(pairs, fmr),
      refused: refusalOf(pairs.flat(), fmr),
      costs,
      pairs: pairs.length,
      boards: [...boards],
      scope: `faces of ${alone.people} people, with voices of ${both.people} others; usual configuration`,
      plot: { factor: 'modality', beside: ['face_width', 'seconds'], response: 'fnmr' },
      worth: true,
    },
  ]
}

/** Seconds first, then the width of the network. */
const voiceCost = ({ design, factors }: DesignPoint): number =>
  1000 * design.voice!.seconds + (factors.voice_width ?? 999)

/** The smallest face with the cheapest voice against the same face made wider; the widest that it beats is told. */
function insteadClaims(study: Study): Claim[] {
  const [board] = study.boards
  const points = study.usual.filter(({ factors }) => factors.board === board)
  const faces = points.filter(({ factors }) => factors.modality === 'face' && factors.face_width !== null)
  const sums = points.filter(({ factors }) => factors.modality === 'sum')
  const [smallest] = faces
    .filter(
      ({ design, factors }) =>
        factors.face_precision === 'int8' && sums.some((sum) => networksEqual(sum.design.face, design.face)),
    )
    .sort((a, b) => a.macs - b.macs || a.id.localeCompare(b.id))
  const voices = points.filter(({ factors }) => factors.modality === 'voice')
  const [sum] = sums
    .filter(({ design }) => networksEqual(design.face, smallest?.design.face ?? null))
    .sort((a, b) => voiceCost(a) - voiceCost(b) || a.macs - b.macs)
  if (smallest === undefined || sum === undefined) return []
  const voice = voices.find(({ design }) => networksEqual(design.voice, sum.design.voice))
  return widths(faces, smallest)
    .slice(1)
    .reverse()
    .flatMap((wide) => insteadClaim(study, smallest, wide, sum, voice))
}

const networksEqual = (a: Design['face'], b: Design['face']): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** Faces that differ from one in width alone, itself among them; narrowest first. */
const widths = (faces: readonly DesignPoint[], { factors }: DesignPoint): DesignPoint[] =>
  faces
    .filter(
      (other) =>
        other.factors.face_depth === factors.face_depth &&
        other.factors.face_size === factors.face_size &&
        other.factors.face_precision === factors.face_precision,
    )
    .sort((a, b) => a.factors.face_width! - b.factors.face_width!)

function insteadClaim(
  study: Study,
  face: DesignPoint,
  wide: DesignPoint,
  sum: DesignPoint,
  voice?: DesignPoint,
): Claim[] {
  const { fmr } = study
  const [alone, wider, both] = [face, wide, sum].map((point) => meanInterval([point], fmr))
  if (alone === null || wider === null || both === null) return []
  const [a, b, c] = [alone.value, wider.value, both.value]
  const [toWide, toSum]: Pair[] = [
    [face, wide],
    [face, sum],
  ]
  const pays = c < b
  const [network, width] = [face.factors.face_network!, `w${wide.factors.face_width}`]
  const { network: voiceNetwork, seconds } = sum.design.voice!
  const costs = (['latency_ms', 'attempt_ms', 'bom_dollars'] as const).flatMap((response) => [
    ...costFacts(study, [toWide], response),
    ...costFacts(study, [toSum], response),
  ])
  const waits = costs.filter(({ response }) => response === 'latency_ms')
  const statement = pays
    ? `Adding the voice (${voiceNetwork}, ${seconds} s of speech) to the smallest face network (${network}) buys more than widening it to ${width}: FNMR ${percent(a)} -> ${percent(c)} rather than ${percent(b)}${forCosts(waits, dollars(face, sum))}${because(face, voice, sum)}.`
    : `Widen the smallest face network (${network}) to ${width} before adding a voice (${voiceNetwork}, ${seconds} s of speech): FNMR ${percent(a)} -> ${percent(b)} rather than ${percent(c)}${forCosts([...waits].reverse(), null)}.`
  const others = (['face_depth', 'face_size', 'face_precision'] as const).map((each) => face.factors[each])
  return [
    {
      kind: 'voice or width',
      key: `voice or width ${network} ${others.join(' ')} ${pays ? 'voice' : 'width'}`,
      statement,
      test: { p: intervalTest(both, wider, both.people), shows: 'difference' },
      comparison: {
        pairs: 1,
        people: both.people,
        before: b,
        after: c,
        change: differenceOf(wider, both),
      },
      testPeople: testRates([[wide, sum]], fmr),
      refused: refusalOf([wide, sum], fmr),
      costs,
      pairs: 1,
      boards: [face.factors.board],
      scope: `faces of ${wider.people} people, with voices of ${both.people} others; ${others.join(', ')}; usual configuration`,
      plot: { factor: 'modality', beside: ['face_width', 'seconds'], response: 'fnmr' },
      worth: true,
    },
  ]
}

/** Means over different people: the uncertainties of both add up. */
function differenceOf(one: Interval, other: Interval): Interval {
  const value = other.value - one.value
  return {
    value,
    low: value - Math.hypot(other.value - other.low, one.high - one.value),
    high: value + Math.hypot(other.high - other.value, one.value - one.low),
  }
}

/**
 * FNMR of designs measured on the same people: mean over people of their mean over the designs, as everywhere in
 * guidelines. Its interval is as wide as that over comparisons, which covers faces and voices, where people of the
 * smaller group alone would not; errors of the designs are taken to go together. Null: not measured.
 */
function meanInterval(
  points: readonly DesignPoint[],
  fmr: number,
  set: PeopleSet = 'development',
): (Interval & { people: number }) | null {
  const rates = meanRates(points, fmr, set)
  if (rates === null) return null
  const own = points.map((point) => ratesAt(point, fmr, set)!.fnmr)
  const value = mean(rates)
  return {
    value,
    low: Math.max(0, value - mean(own.map((fnmr) => fnmr.value - fnmr.low))),
    high: Math.min(1, value + mean(own.map((fnmr) => fnmr.high - fnmr.value))),
    people: rates.length,
  }
}

function testRates(pairs: readonly Pair[], fmr: number): Claim['testPeople'] {
  const [one, other] = [0, 1].map((side) =>
    meanInterval(
      pairs.map((pair) => pair[side]),
      fmr,
      'test',
    ),
  )
  return one && other && { before: one.value, after: other.value, people: other.people }
}

const dollars = (face: DesignPoint, sum: DesignPoint): number | null =>
  face.bom_dollars === null || sum.bom_dollars === null ? null : sum.bom_dollars - face.bom_dollars

/** Of the way taken and of the way left. */
function forCosts([wide, voice]: CostFact[], price: number | null): string {
  if (wide === undefined || voice === undefined) return ''
  const grown = ({ response, before, after }: CostFact): string =>
    amount(response, Math.max(0, after - before))
  const cost = `, for ${grown(voice)} more of waiting (rather than ${grown(wide)})`
  return `${cost}${price === null ? '' : ` and ${amount('bom_dollars', price)}`}`
}

/** Of what is hardly more than the longer of the two alone. */
function because(face: DesignPoint, voice: DesignPoint | undefined, sum: DesignPoint): string {
  if (voice === undefined) return ''
  const longer = Math.max(face.latency_ms.estimate, voice.latency_ms.estimate)
  return sum.latency_ms.estimate <= 1.05 * longer
    ? ', because the face is computed on the other core while the person speaks'
    : ''
}
