// The demonstration as a measurement: what its report is made of.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Fusion } from '../authentication/fusion.ts'
import { shippedCalibrator } from './calibrator.ts'
import { carries } from './claims.ts'
import type { Demonstration } from './demo.ts'
import { type Evaluation, FUSION_RULES } from './document.ts'
import { shippedEvidence } from './fusion-parameters.ts'
import { systemCurves, titled } from './measure-run.ts'
import type { Measurement } from './measurement.ts'
import { attemptsAt } from './one-attempt.ts'
import { halfTotalAt } from './rates-at.ts'
import { SYSTEMS } from './systems.ts'

export interface DemoSurroundings {
  board: string
  networks: Record<Modality, string>
  fusion: Fusion
  enrolment: Record<Modality, number>
  /** What repeats it. */
  command: string
}

/** What is reported of a demonstration. */
export function demoMeasurement(
  { demo, compared }: Demonstration,
  { board, networks, fusion, enrolment, command }: DemoSurroundings,
): Measurement {
  const { people, sessions, seed, fta, fte, systems } = demo
  const evaluation: Evaluation = {
    dataset: `simulated:${people}:${sessions}:${seed}`,
    protocol: 'sessions',
    people,
    samples: people * (enrolment.face + enrolment.voice + 2 * (sessions - 1)),
    simulated: true,
    chimeric: false,
    fta,
    fte,
    enrolments_refused: null,
    not_enrolled: fte?.errors ?? 0,
    skipped: [],
    skipped_reasons: [],
    trials_skipped: 0,
    enrol_samples: enrolment,
    seed,
    calibration: shippedCalibrator(fusion).used,
    as_norm: null,
    systems,
    fusion_rules: Object.fromEntries(FUSION_RULES.map((rule) => [rule, null])) as Evaluation['fusion_rules'],
    claims: null,
    operating_points: [],
    development_thresholds: SYSTEMS.flatMap((system) => {
      const { threshold, stated_fmr } = demo.decisions[system]
      const rates = halfTotalAt(compared[system], threshold, { seed })
      const carried = carries(stated_fmr, shippedEvidence(fusion, system))
      return rates
        ? [
            {
              system,
              stated_fmr,
              threshold,
              carried,
              ...rates,
              ...attemptsAt({ system, ...rates }, demo.fta),
            },
          ]
        : []
    }),
    groups: [],
    group_ratios: [],
    attacks: [],
    identification: null,
    draws: null,
    notes: [],
  }
  return {
    ...titled(evaluation.dataset, command),
    simulated: true,
    chimeric: false,
    seed,
    board,
    networks,
    systems: SYSTEMS.map((name) => ({
      name,
      metrics: systems[name],
      ...systemCurves(compared[name], { seed }),
      worst: null,
    })),
    evaluation,
  }
}
