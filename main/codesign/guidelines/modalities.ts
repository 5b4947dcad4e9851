// A second sensor against a larger network, and a cascade against the sum. Faces alone and faces with voices were measured
// on different people: their difference is tested between two groups.

import { comparePairs, meanRates, type Pair } from '../comparisons.ts'
import type { Design } from '../design.ts'
import type { FactorName } from '../factors.ts'
import { oncePerNetworks } from '../interactions.ts'
import { groupTest, mean, signTest } from '../people-test.ts'
import type { DesignPoint } from '../points.ts'
import { ratesAt } from '../responses.ts'
import { type Claim, type CostFact, refusalOf, type Study, told } from './claim.ts'
import { costFacts, stepPairs } from './pairs.ts'
import { amount, percent } from './wording.ts'

export const modalityClaims = (study: Study): Claim[] => [...voiceClaims(study), ...cascadeClaims(study)]

/** A face with the cheapest voice against the same face made wider, for each narrowest face; the widest it beats is told. */
function voiceClaims(study: Study): Claim[] {
  const [board] = study.boards
  const points = study.usual.filter(({ factors }) => factors.board === board)
  const faces = points.filter(({ factors }) => factors.modality === 'face' && factors.face_width !== null)
  const sums = points.filter(({ factors }) => factors.modality === 'sum')
  const narrowest = faces.filter((face) => widths(faces, face)[0] === face)
  const voices = points.filter(({ factors }) => factors.modality === 'voice')
  return narrowest.flatMap((face): Claim[] => {
    const [sum] = sums
      .filter(({ design }) => networksEqual(design.face, face.design.face))
      .sort((a, b) => a.macs - b.macs || a.id.localeCompare(b.id))
    if (sum === undefined) return []
    const voice = voices.find(({ design }) => networksEqual(design.voice, sum.design.voice))
    return widths(faces, face)
      .slice(1)
      .reverse()
      .flatMap((wide) => voiceClaim(study, face, wide, sum, voice))
  })
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

function voiceClaim(
  study: Study,
  face: DesignPoint,
  wide: DesignPoint,
  sum: DesignPoint,
  voice?: DesignPoint,
): Claim[] {
  const { fmr } = study
  const [alone, wider, both] = [face, wide, sum].map((point) => meanRates([point], fmr))
  if (alone === null || wider === null || both === null) return []
  const [a, b, c] = [mean(alone), mean(wider), mean(both)]
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
    ? `Adding the voice (${voiceNetwork}, ${seconds} s of speech) to the face network ${network} buys more than widening it to ${width}: FNMR ${percent(a)} -> ${percent(c)} rather than ${percent(b)}${forCosts(waits, dollars(face, sum))}${because(face, voice, sum)}.`
    : `Widen the face network ${network} to ${width} before adding a voice (${voiceNetwork}, ${seconds} s of speech): FNMR ${percent(a)} -> ${percent(b)} rather than ${percent(c)}${forCosts([...waits].reverse(), null)}.`
  const others = (['face_depth', 'face_size', 'face_precision'] as const).map((each) => face.factors[each])
  return [
    {
      kind: 'voice or width',
      key: `voice or width ${network} ${others.join(' ')} ${pays ? 'voice' : 'width'}`,
      statement,
      test: { p: groupTest(both, wider, study.options), shows: 'difference' },
      comparison: {
        pairs: 1,
        people: both.length,
        before: b,
        after: c,
        change: differenceOf(wide, sum, fmr),
      },
      testPeople: testRates(wide, sum, fmr),
      refused: refusalOf([wide, sum], fmr),
      costs,
      pairs: 1,
      boards: [face.factors.board],
      scope: `faces of ${wider.length} people, with voices of ${both.length} others; ${others.join(', ')}; usual configuration`,
      plot: { factor: 'modality', beside: ['face_width', 'seconds'], response: 'fnmr' },
      worth: true,
    },
  ]
}

/** Means over different people: the uncertainties of both add up. */
function differenceOf(wide: DesignPoint, sum: DesignPoint, fmr: number) {
  const [one, other] = [ratesAt(wide, fmr)!.fnmr, ratesAt(sum, fmr)!.fnmr]
  const value = other.value - one.value
  return {
    value,
    low: value - Math.hypot(other.value - other.low, one.high - one.value),
    high: value + Math.hypot(other.high - other.value, one.value - one.low),
  }
}

function testRates(wide: DesignPoint, sum: DesignPoint, fmr: number): Claim['testPeople'] {
  const [one, other] = [wide, sum].map((point) => meanRates([point], fmr, 'test'))
  return one && other && { before: mean(one), after: mean(other), people: other.length }
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

const BESIDE: readonly FactorName[] = ['seconds', 'face_width', 'voice_width']

/** The voice asked for only where the face is unsure. */
function cascadeClaims(study: Study): Claim[] {
  const of = (points: readonly DesignPoint[]) =>
    stepPairs(
      points.filter(({ factors }) => factors.modality === 'sum' || factors.modality === 'cascade'),
      'modality',
      'sum',
      'cascade',
    )
  const pairs = of(oncePerNetworks(study.points))
  const found = comparePairs(pairs, study.fmr)
  if (found === null) return []
  const onBoards = of(study.usual).filter(([, cascade]) => ratesAt(cascade, study.fmr) !== null)
  const costs = (['attempt_ms', 'time_to_success_s'] as const).flatMap((response) =>
    costFacts(study, onBoards, response),
  )
  const time = costs.find(({ response }) => response === 'time_to_success_s')
  const asked = mean(onBoards.map(([, cascade]) => ratesAt(cascade, study.fmr)!.asks_voice?.value ?? 1))
  const change = `FNMR ${percent(found.before)} -> ${percent(found.after)}`
  const told_ = told(found, pairs, study.fmr)
  if (time === undefined) return []
  const fewer = time.after < time.before
  const takes = `the expected time to success ${fewer ? 'falls' : 'rises'} from ${amount('time_to_success_s', time.before)} to ${amount('time_to_success_s', time.after)}`
  return [
    {
      kind: 'cascade or sum',
      key: `cascade or sum ${found.after > found.before ? 'costs' : 'pays'}`,
      statement:
        found.after > found.before
          ? `Take a cascade for ${fewer ? 'speed' : 'privacy'}, the sum for certainty: a cascade asks for the voice in ${percent(asked)} of attempts and ${takes}, but it rejects more (${change}).`
          : `Take a cascade rather than the sum: it asks for the voice in ${percent(asked)} of attempts, ${takes}, and it rejects less (${change}).`,
      test: { p: signTest(found.changes, study.options), shows: 'difference' },
      ...told_,
      costs,
      pairs: found.pairs,
      boards: [...study.boards],
      scope: 'the same networks and seconds of speech',
      plot: { factor: 'modality', beside: BESIDE, response: 'time_to_success_s' },
      worth: true,
    },
    {
      kind: 'under a bound',
      key: 'cascade under a bound',
      statement: bound(study),
      test: null,
      comparison: null,
      testPeople: null,
      refused: null,
      costs: costs.filter(({ response }) => response === 'attempt_ms'),
      pairs: onBoards.length,
      boards: [study.boards[0]],
      scope: 'designs of the usual configuration that fit; a cascade that the face alone decides',
      plot: { factor: 'modality', beside: BESIDE, response: 'attempt_ms' },
      worth: bound(study) !== '',
    },
  ]
}

/** The shortest attempt with both, and where a face alone decides. */
function bound({ usual, boards: [board] }: Study): string {
  const own = usual.filter(({ factors, fits }) => fits && factors.board === board)
  const shortest = (of: (point: DesignPoint) => number | undefined): number =>
    Math.min(...own.map((point) => of(point) ?? Number.POSITIVE_INFINITY))
  const sum = shortest((point) => (point.factors.modality === 'sum' ? point.attempt_ms.estimate : undefined))
  const first = shortest((point) => point.face_only?.attempt_ms.estimate)
  if (!Number.isFinite(sum) || !Number.isFinite(first) || first >= sum) return ''
  return `Below ${amount('attempt_ms', sum)} for an attempt only the face, or a cascade that it decides, can answer: the sum takes at least as long, a cascade ${amount('attempt_ms', first)} where the voice is not asked for.`
}
