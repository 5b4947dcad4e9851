// The demonstration: simulated people from enrolment to error rates, through the same chains, templates and fusion
// as live authentication. Its figures are simulated.

import type { Modality } from '../../enrollment-data/records.ts'
import { type Fusion, fuse } from '../authentication/fusion.ts'
import { cosine, makeTemplate, readTemplate, type Template } from '../authentication/template.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import { VisemeError } from '../errors.ts'
import { type CaptureAll, type CaptureResult, type CaptureTask, succeeded } from './capture-task.ts'
import { ComparisonList, type Comparisons } from './comparisons.ts'
import { type DetPoint, detPoints } from './det.ts'
import { errorCurve } from './error-curve.ts'
import type { CountedRate } from './interval.ts'
import { measure, type SystemMetrics } from './metrics.ts'
import { rateOverPeople } from './rate-over-people.ts'
import { type RatesAt, ratesAt } from './rates-at.ts'
import type { People } from './scores.ts'
import { personSeed } from './simulated-set.ts'
import { perSystem, type SystemName } from './systems.ts'

const MODALITIES: readonly Modality[] = ['face', 'voice']

export interface DemoRequest {
  /** At least two. */
  people: number
  /** Sittings of each person, at least two: the first enrols, each other makes one attempt. */
  sessions: number
  seed: number
  /** Samples of a template. */
  enrolment: Record<Modality, number>
  /** SHA-256 of the embedding networks. */
  networks: Record<Modality, string>
  fusion: Fusion
  capture: CaptureAll
  onAttempt?: () => void
}

/** The JSON document of `viseme demo`. */
export interface Demo {
  simulated: true
  people: number
  sessions: number
  seed: number
  names: string[]
  /** With both modalities presented. */
  attempts: { genuine: number; impostor: number }
  fta: Record<Modality, CountedRate | null>
  fte: CountedRate | null
  systems: Record<SystemName, SystemMetrics>
  /** What the thresholds in use would have decided. */
  decisions: Record<SystemName, { threshold: number; stated_fmr: number } & RatesAt>
  det: Record<SystemName, DetPoint[]>
  board: {
    /** Mean virtual time of one attempt with one sample of each. */
    attempt_ms: { face: number; voice: number; both: number }
    /** The longest of both: a face that the detector doubts takes more runs of the landmark network. */
    slowest_attempt_ms: number
    peak_ram_bytes: number
    /** The networks fit: where they do not, the board refuses to start. */
    fits: true
  }
}

/** Sittings to be captured: every person's enrolment, then all attempts. */
export function demoTasks({ people, sessions, seed, enrolment }: DemoRequest): CaptureTask[] {
  const sitting = (person: number, session: number, samples: Record<Modality, number>): CaptureTask => {
    const sources = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        kind: 'simulated' as const,
        seed: personSeed(seed, person),
        session,
        index,
      }))
    return { face: sources(samples.face), voice: sources(samples.voice) }
  }
  const everyone = Array.from({ length: people }, (_, person) => person)
  return [
    ...everyone.map((person) => sitting(person, 0, enrolment)),
    ...everyone.flatMap((person) =>
      Array.from({ length: sessions - 1 }, (_, i) => sitting(person, i + 1, { face: 1, voice: 1 })),
    ),
  ]
}

export interface Demonstration {
  demo: Demo
  /** The attempts behind it, as log-likelihood ratios. */
  compared: Record<SystemName, Comparisons & { people: People }>
}

/** Runs the demonstration. VisemeError where nobody could be enrolled or no attempt be made. */
export async function demonstrate(request: DemoRequest): Promise<Demonstration> {
  const { people, sessions, seed, enrolment, networks, fusion } = request
  const results = await request.capture(demoTasks(request), request.onAttempt)
  const enrolments = results.slice(0, people)
  const attempts = results.slice(people)
  const templates = enrolments.map((result) => templatesOf(result, enrolment, networks))

  const lists = { face: new ComparisonList(), voice: new ComparisonList(), fused: new ComparisonList() }
  attempts.forEach((attempt, index) => {
    const tested = String(Math.floor(index / (sessions - 1)))
    templates.forEach((template, enrolled) => {
      if (!template) return
      const cosines: Partial<Record<Modality, number>> = {}
      for (const modality of MODALITIES) {
        const [captured] = attempt[modality]
        if (!succeeded(captured)) continue
        cosines[modality] = cosine(captured.embedding, template[modality])
        lists[modality].add(String(enrolled), tested, fuse(fusion, { [modality]: cosines[modality] }).score)
      }
      if (cosines.face !== undefined && cosines.voice !== undefined) {
        lists.fused.add(String(enrolled), tested, fuse(fusion, cosines).score)
      }
    })
  })

  const compared = perSystem((name) => lists[name].comparisons())
  const complete = attempts.filter(({ face, voice }) => succeeded(face[0]) && succeeded(voice[0]))
  if (complete.length === 0) throw nothingAcquired()
  const mean = (of: (board: CaptureResult['board']) => number) =>
    complete.reduce((sum, { board }) => sum + of(board), 0) / complete.length
  const demo: Demo = {
    simulated: true,
    people,
    sessions,
    seed,
    names: Array.from({ length: people }, (_, person) => simulatedPerson(personSeed(seed, person)).name),
    attempts: {
      genuine: compared.fused.scores.genuine.length,
      impostor: compared.fused.scores.impostor.length,
    },
    fta: { face: failures(results, 'face', people), voice: failures(results, 'voice', people) },
    fte: rateOverPeople(templates.map((template) => ({ errors: template ? 0 : 1, trials: 1 }))),
    systems: perSystem((name) => {
      const { scores, people: who } = compared[name]
      return measure(scores, { people: who, ratios: scores, seed })
    }),
    decisions: perSystem((name) => {
      const { threshold } = fusion.operating_points.find(({ fmr }) => fmr === fusion.default_fmr)![name]
      return { threshold, stated_fmr: fusion.default_fmr, ...ratesAt(compared[name], threshold) }
    }),
    det: perSystem((name) => detPoints(errorCurve(compared[name].scores), 100)),
    board: {
      attempt_ms: {
        face: mean(({ face_ms }) => face_ms),
        voice: mean(({ voice_ms }) => voice_ms),
        both: mean(({ attempt_ms }) => attempt_ms),
      },
      slowest_attempt_ms: Math.max(...complete.map(({ board }) => board.attempt_ms)),
      peak_ram_bytes: Math.max(...results.map(({ board }) => board.peak_ram_bytes)),
      fits: true,
    },
  }
  return { demo, compared }
}

/** A person's templates; null where a modality has too few samples: a failure to enrol. */
function templatesOf(
  result: CaptureResult,
  enrolment: Record<Modality, number>,
  networks: Record<Modality, string>,
): Record<Modality, Template> | null {
  const template = (modality: Modality): Template | null => {
    const embeddings = result[modality].filter(succeeded).map(({ embedding }) => embedding)
    if (embeddings.length < enrolment[modality]) return null
    return readTemplate(makeTemplate(modality, 1, networks[modality], embeddings).record)
  }
  const [face, voice] = [template('face'), template('voice')]
  return face && voice ? { face, voice } : null
}

/** Failures to acquire over all samples; the results hold every person's enrolment, then their attempts. */
function failures(results: CaptureResult[], modality: Modality, people: number): CountedRate | null {
  const sessions = results.length / people - 1
  const counts = Array.from({ length: people }, () => ({ errors: 0, trials: 0 }))
  results.forEach((result, i) => {
    const person = counts[i < people ? i : Math.floor((i - people) / sessions)]
    person.trials += result[modality].length
    person.errors += result[modality].filter((captured) => !succeeded(captured)).length
  })
  return rateOverPeople(counts)
}

function nothingAcquired(): VisemeError {
  return new VisemeError({
    code: 'nothing-acquired',
    message: 'No attempt of any simulated person could be acquired, so there is nothing to measure.',
    next: 'Check the networks with `viseme inspect`, or choose another --seed.',
    exitCode: 2,
  })
}
