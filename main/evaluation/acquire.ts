// The samples of a data set through the board's chains: what was acquired, what was skipped and why.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { type CaptureAll, type Captured, sampleTask, succeeded } from './capture-task.ts'
import type { DataSample } from './data-set.ts'
import type { SkippedReason, SkippedSample } from './document.ts'
import type { CountedRate } from './interval.ts'
import { rateOverPeople } from './rate-over-people.ts'

/** A sample that was acquired. */
export interface Acquired {
  sample: DataSample
  /** Unit norm. */
  embedding: Float32Array
  /** 0 to 1, as the quality gate measures it. */
  quality: number
}

export interface Acquisition {
  acquired: Acquired[]
  skipped: SkippedSample[]
  skipped_reasons: SkippedReason[]
  /** Failures to acquire, of the bona fide samples that could be read: a file that is none was never presented. */
  fta: Record<Modality, CountedRate | null>
  /** People of whom no sample of some modality could be acquired, of those with a sample that could be read. */
  fte: CountedRate | null
}

/**
 * Captures samples; those that fail are counted and listed. VisemeError `nothing-acquired` where all fail.
 * Attack samples count neither as failures to acquire nor to enrol: a board that refuses one does right.
 */
export async function acquire(
  samples: DataSample[],
  capture: CaptureAll,
  onSample?: () => void,
): Promise<Acquisition> {
  const results = await capture(samples.map(sampleTask), onSample && (() => onSample()))
  const captured = samples.map((sample, i): [DataSample, Captured] => [
    sample,
    results[i][sample.modality][0],
  ])
  const acquired = captured.flatMap(([sample, one]): Acquired[] =>
    succeeded(one) ? [{ sample, embedding: one.embedding, quality: one.quality }] : [],
  )
  const skipped = captured.flatMap(([sample, one]) => skippedSample(sample, one))
  if (acquired.length === 0) throw nothingAcquired(samples.length, skipped[0])
  const bonaFide = captured.filter(
    ([sample, one]) => sample.attack === undefined && (succeeded(one) || one.failed === 'capture'),
  )
  return {
    acquired,
    skipped,
    skipped_reasons: reasons(skipped),
    fta: { face: failureToAcquire(bonaFide, 'face'), voice: failureToAcquire(bonaFide, 'voice') },
    fte: failureToEnrol(bonaFide),
  }
}

function failureToAcquire(captured: [DataSample, Captured][], modality: Modality): CountedRate | null {
  const own = captured.filter(([sample]) => sample.modality === modality)
  const people = Map.groupBy(own, ([{ person }]) => person)
  return rateOverPeople(
    [...people.values()].map((own) => ({
      errors: own.filter(([, one]) => !succeeded(one)).length,
      trials: own.length,
    })),
  )
}

function failureToEnrol(captured: [DataSample, Captured][]): CountedRate | null {
  const people = Map.groupBy(captured, ([{ person }]) => person)
  return rateOverPeople(
    [...people.values()].map((own) => {
      const byModality = Map.groupBy(own, ([{ modality }]) => modality)
      const enrolled = [...byModality.values()].every((samples) => samples.some(([, one]) => succeeded(one)))
      return { errors: enrolled ? 0 : 1, trials: 1 }
    }),
  )
}

function skippedSample({ name, modality, person }: DataSample, captured: Captured): SkippedSample[] {
  if (succeeded(captured)) return []
  const { failed, code, message } = captured
  return [{ sample: name, modality, person, stage: failed, code, message }]
}

/** Counts per modality and reason, the most frequent first. */
function reasons(skipped: SkippedSample[]): SkippedReason[] {
  return modalities.flatMap((modality) => {
    const own = skipped.filter((sample) => sample.modality === modality)
    const byReason = Map.groupBy(own, ({ stage, code }) => `${stage} ${code}`)
    return [...byReason.values()]
      .map((same) => ({ modality, stage: same[0].stage, code: same[0].code, count: same.length }))
      .sort((a, b) => b.count - a.count)
  })
}

function nothingAcquired(samples: number, first: SkippedSample): VisemeError {
  return new VisemeError({
    code: 'nothing-acquired',
    message: `None of ${samples} samples could be acquired; ${first.sample}: ${first.message}`,
    next: 'Check that the samples show one face each, or hold speech.',
    exitCode: 2,
  })
}
