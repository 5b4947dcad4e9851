// How often live enrolment's threshold would turn people away because their samples agree too little
// (authentication/agreement.ts). The samples of a data set may be of different days, those of an enrolment are not.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { disagreements, isRefusing } from '../authentication/agreement.ts'
import { NEEDED } from '../authentication/enrol.ts'
import type { Fusion } from '../authentication/fusion.ts'
import type { Acquired } from './acquire.ts'
import type { CountedRate } from './interval.ts'
import { rateOverPeople } from './rate-over-people.ts'

/**
 * Per modality the share of bona fide people whose first samples, as many as an enrolment needs, would be refused by
 * the thresholds of `fusion`. People with fewer samples are left out. Null where nobody has as many, and for a modality
 * whose disagreement is only told.
 */
export function refusedEnrolments(
  acquired: readonly Acquired[],
  fusion: Fusion,
): Record<Modality, CountedRate | null> {
  const bonaFide = acquired.filter(({ sample }) => sample.attack === undefined)
  const ofModality = (modality: Modality): CountedRate | null => {
    if (!isRefusing(fusion, modality)) return null
    const own = bonaFide.filter(({ sample }) => sample.modality === modality)
    const people = [...Map.groupBy(own, ({ sample }) => sample.person).values()]
    return rateOverPeople(
      people
        .filter((samples) => samples.length >= NEEDED[modality])
        .map((samples) => {
          const none: Record<Modality, Acquired[]> = { face: [], voice: [] }
          const enrolment = { ...none, [modality]: samples.slice(0, NEEDED[modality]) }
          return { errors: disagreements(fusion, enrolment).length > 0 ? 1 : 0, trials: 1 }
        }),
    )
  }
  const [face, voice] = modalities.map(ofModality)
  return { face, voice }
}
