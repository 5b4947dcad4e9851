// The JSON document of `viseme evaluate`. Rates are fractions, intervals two-sided at 95 %; fields are added, never
// renamed, as scripts depend on them.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Claim } from './claims.ts'
import type { CountedRate, Interval } from './interval.ts'
import type { SystemMetrics } from './metrics.ts'
import type { SystemName } from './systems.ts'

/** Which comparisons are made; `main/evaluation/protocols/` has a file for each. */
export const PROTOCOLS = [
  'all-pairs',
  'given-pairs',
  'sessions',
  'leave-one-out',
  'chimeric',
  'identification',
] as const
export type ProtocolName = (typeof PROTOCOLS)[number]

/** How a face and a voice become one decision; `main/evaluation/fusion-rules.ts` defines each. */
export const FUSION_RULES = ['sum', 'weighted-sum', 'max', 'and', 'or', 'cascade'] as const
export type FusionRule = (typeof FUSION_RULES)[number]

export interface SkippedSample {
  sample: string
  modality: Modality
  person: string
  /** `read`: not a picture or sound file; `capture`: a failure to acquire. */
  stage: 'read' | 'capture'
  code: string
  message: string
}

/** How many samples were skipped for one reason. */
export interface SkippedReason {
  modality: Modality
  stage: 'read' | 'capture'
  code: string
  count: number
}

/** Where the calibration of the scores comes from, and every threshold that is not the test people's own. */
export interface CalibrationUsed {
  /** `shipped`: models/fusion.json; `development`: a set given; `cross-validated`: other people of the same set. */
  source: 'shipped' | 'development' | 'cross-validated'
  /** Name of the development data, or how the people were divided. */
  data: string
  /** Natural-log likelihood ratio = offset + slope * score; null where it differs from fold to fold, or there is none. */
  lines: Record<Modality, { offset: number; slope: number } | null>
  /** Fused ratio of the weighted sum = offset + face * face ratio + voice * voice ratio; null as `lines`. */
  weights: { offset: number; face: number; voice: number } | null
  /** Development people per modality; of a cross-validation all people. */
  people: Record<Modality, number>
}

/** Error rates at a threshold that was fixed on development people, before the test people were seen. */
export interface RatesAtDevelopmentThreshold {
  system: SystemName
  /** Development false-match rate the threshold was set for; `eer` is where both rates meet. */
  stated_fmr: number | 'eer'
  /** Log-likelihood ratio; null where it differs from fold to fold. */
  threshold: number | null
  /** Whether pairs of development people carry the stated rate; else it is extrapolated from comparisons of fewer. */
  carried: boolean
  fmr: CountedRate
  fnmr: CountedRate
  /** Half total error rate: the mean of both. */
  hter: Interval
  /** Of transactions of one attempt (one-attempt.ts); null where failures to acquire were not counted. */
  far: Interval | null
  frr: Interval | null
}

/** A threshold measured on these people, which live authentication may use from now on. */
export interface MeasuredOperatingPoint {
  system: SystemName
  /** The target; the lowest measured threshold that keeps it. */
  stated_fmr: number
  /** In units of the system's scores. */
  score_threshold: number
  /** As log-likelihood ratio, with its interval over people; null where the calibration is not one line. */
  threshold: Interval | null
  fmr: CountedRate
  fnmr: CountedRate
}

/** A counted share that is no error: `hits` of `trials`. */
export interface CountedShare extends Interval {
  hits: number
  trials: number
}

/** What asking for the voice only where the face is unsure costs and saves. */
export interface CascadeUse {
  /** Face ratios between which the voice is asked for; null where they differ from fold to fold. */
  unsure: { from: number; to: number } | null
  /** Share of attempts in which the voice is asked for. */
  asked: { genuine: CountedShare; impostor: CountedShare }
}

export interface RuleMetrics extends SystemMetrics {
  rule: FusionRule
  /** How the score of the rule is made. */
  score: string
  cascade: CascadeUse | null
}

/** The threshold that groups and attacks are measured at, in units of the system's scores. */
export interface OperatingThreshold {
  threshold: number
  /** The false-match rate that it keeps; `eer`, where both rates meet, if the data carry none as high as asked for. */
  stated_fmr: number | 'eer'
}

export interface GroupRates extends OperatingThreshold {
  /** Column of the manifest, and its value for both sides of a comparison. */
  column: string
  group: string
  system: SystemName
  /** People behind either rate. */
  people: { fmr: number; fnmr: number }
  /** Null where there are no comparisons of the kind. */
  fmr: CountedRate | null
  fnmr: CountedRate | null
}

/** How unequal the groups of a column are: the highest rate over the lowest. */
export interface GroupRatio {
  column: string
  system: SystemName
  rate: 'fmr' | 'fnmr'
  /** Null for the `reason` given. */
  ratio: number | null
  /** 95 % limits; the lower one also where the lowest rate is 0: "at least". Null where there is none. */
  ratio_low: number | null
  ratio_high: number | null
  /** `no-error`: the lowest rate is 0; `too-few-groups`: fewer than two groups of at least `fewest_people` people. */
  reason: 'no-error' | 'too-few-groups' | null
  fewest_people: number
  worst: { group: string; value: number } | null
  best: { group: string; value: number } | null
}

/** Attack presentations of one kind against the person they claim to be (ISO/IEC 30107-3). */
export interface AttackRates extends OperatingThreshold {
  system: SystemName
  /** As the manifest or the trial list names it; `worst` is the kind that succeeds most. */
  kind: string
  /** Attacks taken for the person. */
  apcer: CountedRate
  /** Bona fide presentations refused at the same threshold. */
  bpcer: CountedRate
}

export interface CumulativeMatch {
  rank: number
  /** Searches whose person is among the best `rank` candidates. */
  rate: CountedShare
}

export interface DetectionAndIdentification {
  /** Share of searches for people outside the gallery that may raise a false alarm. */
  far: number
  /** Searches whose person is the best candidate at or above the threshold; null where the data do not carry the FAR. */
  dir: CountedShare | null
  threshold: number | null
  false_alarms: number | null
  /** Their share of the searches without their person. */
  false_alarm_rate: CountedRate | null
  reason: string | null
}

export interface IdentificationMetrics {
  /** People enrolled. */
  gallery: number
  /** Searches for people of the gallery; each is also one without its person (open set). */
  searches: number
  cmc: CumulativeMatch[]
  dir_at_far: DetectionAndIdentification[]
}

/** Mean over draws with their spread: standard deviation, and where 95 % of the draws lie. */
export interface OverDraws {
  mean: number
  deviation: number
  low: number
  high: number
}

/** Chimeric people: the face of one person with the voice of another. */
export interface ChimericDraws {
  count: number
  /** Null where a file says who is paired. */
  seed: number | null
  /** Chimeric people in each draw. */
  people: number
  faces: string
  voices: string
  systems: Record<SystemName, { eer: OverDraws; fnmr_at_fmr: { fmr: number; fnmr: OverDraws }[] } | null>
}

/** Adaptive symmetric score normalisation with a cohort of other people. */
export interface ScoreNormalisation {
  cohort: string
  /** People of the cohort, each as the mean of their samples; 0 where a modality is not normalised. */
  people: Record<Modality, number>
  /** The most similar people of the cohort that each side is normalised by. */
  top: number
}

/** What `evaluate` finds. Where face and voice belong to different people, `chimeric` is true. */
export interface Evaluation {
  dataset: string
  protocol: ProtocolName
  people: number
  samples: number
  /** Any of the people measured, fitted on or normalised by does not exist. */
  simulated: boolean
  chimeric: boolean
  /** Failures to acquire, of the samples that could be read. */
  fta: Record<Modality, CountedRate | null>
  /** People with readable samples of a modality none of which could be acquired, of all with any readable sample. */
  fte: CountedRate | null
  /**
   * People whose first samples, of whatever day and as many as an enrolment needs, agree too little by live enrolment's
   * threshold. Null where the shipped calibration is not used, and for a modality whose samples are never refused or of
   * which nobody has enough.
   */
  enrolments_refused: Record<Modality, CountedRate | null> | null
  /** People without enough samples for a template of the protocol. */
  not_enrolled: number
  skipped: SkippedSample[]
  skipped_reasons: SkippedReason[]
  /** Listed comparisons that fell to a skipped sample. */
  trials_skipped: number
  /** Samples of a template; null where single samples are compared. */
  enrol_samples: Record<Modality, number> | null
  seed: number
  calibration: CalibrationUsed | null
  as_norm: ScoreNormalisation | null
  /** `fused` is the sum of the calibrated log-likelihood ratios. */
  systems: Record<SystemName, SystemMetrics | null>
  fusion_rules: Record<FusionRule, RuleMetrics | null>
  /** Whether each system carries a false-accept rate claimed; null where none was. */
  claims: Record<SystemName, Claim | null> | null
  operating_points: MeasuredOperatingPoint[]
  development_thresholds: RatesAtDevelopmentThreshold[]
  groups: GroupRates[]
  group_ratios: GroupRatio[]
  attacks: AttackRates[]
  identification: Record<SystemName, IdentificationMetrics | null> | null
  draws: ChimericDraws | null
  /** Why a system or figure is missing, and what limits the figures. */
  notes: string[]
}
