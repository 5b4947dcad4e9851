// An evaluation: samples of a data set through the board's chains, the comparisons of a protocol, error rates per system.

import type { Fusion } from '../authentication/fusion.ts'
import { VisemeError } from '../errors.ts'
import { type Acquisition, acquire } from './acquire.ts'
import { attackRates } from './attacks.ts'
import {
  type Calibrator,
  crossValidatedCalibrator,
  developmentCalibrator,
  shippedCalibrator,
} from './calibrator.ts'
import { type Claim, judgeClaim } from './claims.ts'
import { acquireCohort, skippedNote } from './cohort.ts'
import { type SystemScores, scoresAndPeople } from './comparison-table.ts'
import type { DataSample } from './data-set.ts'
import type {
  ChimericDraws,
  Evaluation,
  FusionRule,
  OperatingThreshold,
  ProtocolName,
  RatesAtDevelopmentThreshold,
} from './document.ts'
import { FUSION_RULES } from './document.ts'
import { figuresOverDraws } from './draws.ts'
import {
  type EvaluationRequest,
  noSamples,
  protocolSettings,
  refuseShared,
  refuseTooMany,
  samplesToCapture,
} from './evaluation-request.ts'
import { samplesAmong } from './fitted-samples.ts'
import type { SystemTables } from './fusion-parameters.ts'
import { groupRates, groupRatios } from './groups.ts'
import type { HalfTotalErrorRate } from './hter.ts'
import { identificationMetrics } from './identification.ts'
import { measuredPoints, operatingThreshold } from './measured-points.ts'
import {
  developmentRates,
  measured,
  measuredRules,
  modalityScores,
  systemRatios,
} from './measured-systems.ts'
import { attemptsAt } from './one-attempt.ts'
import { type Compared, compareSamples, type ProtocolSettings } from './protocols/compare.ts'
import { refusedEnrolments } from './refused-enrolments.ts'
import { perSystem, SYSTEMS, type SystemName } from './systems.ts'

/** The document, and the scores behind it; of rules of fusion, those that could be measured. */
export interface EvaluationResult {
  evaluation: Evaluation
  systems: Record<SystemName, SystemScores | null>
  /** The same comparisons as log-likelihood ratios, where there is a calibration. */
  ratios: Record<SystemName, SystemScores | null>
  rules: Partial<Record<FusionRule, SystemScores>>
}

const DEFAULT_FMR = 0.001

/**
 * Evaluates a data set. Samples that fail are counted and listed, and their comparisons left out.
 * VisemeError `no-samples` where none is of these modalities, `nothing-acquired` where all fail, `people-shared` where
 * development or cohort people are among those measured, `too-few-people` (chimeric), `too-many-comparisons`, `too-few-cohort-people`.
 */
export async function evaluate(request: EvaluationRequest): Promise<EvaluationResult> {
  const { set, capture, seed = 1, resamples } = request
  const wanted = samplesToCapture(request)
  if (wanted.test.length === 0) throw noSamples(request)
  refuseTooMany(wanted.test, request.protocol ?? (request.trials ? 'given-pairs' : 'all-pairs'))
  refuseShared(wanted.development, 'development', wanted.test, 'those measured')
  refuseShared(wanted.cohort, 'cohort', wanted.test, 'those measured')
  refuseShared(wanted.cohort, 'cohort', wanted.development, 'the development people')
  const notes = [...(request.notes ?? [])]

  const acquisition = await acquire(wanted.test, capture, request.onSample)
  const cohort = await acquireCohort(request, wanted.cohort, wanted.test, notes)
  const settings = protocolSettings(request, cohort.score)
  const compared = compareSamples(acquisition.acquired, settings)
  const { tables } = compared
  const calibrator = await calibratorFor(request, wanted, settings, tables, notes)

  const options = { resamples, seed, fmrs: [request.fmr, request.far].flatMap((rate) => rate ?? []) }
  const ratios = perSystem((name) => {
    const table = tables[name]
    const scores = table && systemRatios(name, table, calibrator)
    return table && scores && { table, scores }
  })
  const scored: EvaluationResult['systems'] = {
    face: tables.face && modalityScores(tables.face, 'face'),
    voice: tables.voice && modalityScores(tables.voice, 'voice'),
    fused: ratios.fused,
  }
  const systems = perSystem((name) => {
    const own = scored[name]
    if (own) return measured(name, own, ratios[name]?.scores ?? null, options, notes)
    if (name === 'fused') notes.push(...whyNotFused(request, tables))
    return null
  })
  const rules =
    calibrator && tables.fused && systems.fused
      ? measuredRules(tables.fused, calibrator, systems.fused, options, notes)
      : null

  const measuredOnes = SYSTEMS.flatMap((name) => {
    const own = scored[name]
    const metrics = systems[name]
    return own && metrics ? [{ name, scored: own, metrics, ratios: ratios[name] }] : []
  })
  const points = measuredOnes.flatMap(({ name, scored, metrics }) => {
    const line = name === 'fused' ? { offset: 0, slope: 1 } : (calibrator?.used.lines[name] ?? null)
    return measuredPoints(name, scored, metrics, line, options)
  })
  const developmentThresholds = (
    calibrator
      ? measuredOnes.flatMap(({ name, scored, ratios }) =>
          ratios ? developmentRates(name, scored.table, ratios.scores, calibrator, options) : [],
        )
      : []
  ).map((rates) => ({ ...rates, ...attemptsAt(rates, acquisition.fta) }))
  for (const { name, metrics } of measuredOnes) {
    metrics.hter = calibrator && halfTotal(name, calibrator, developmentThresholds)
  }
  const groups = []
  const attacks = []
  for (const { name, scored, metrics } of measuredOnes) {
    const own = points.filter(({ system }) => system === name)
    const fmr = request.fmr ?? DEFAULT_FMR
    const operating = operatingThreshold(own, metrics, fmr)
    const ownGroups = groupRates(name, scored, operating)
    const ownAttacks = attackRates(name, scored, operating)
    if (ownGroups.length + ownAttacks.length > 0 && operating.stated_fmr !== fmr) {
      notes.push(otherThreshold(name, fmr, operating))
    }
    groups.push(...ownGroups)
    attacks.push(...ownAttacks)
  }
  notes.push(...attackNotes(wanted.test, acquisition, attacks.length > 0))

  const { acquired: _, ...acquisitionFigures } = acquisition
  const evaluation: Evaluation = {
    dataset: set.name,
    protocol: settings.protocol,
    people: new Set(wanted.test.map(({ person }) => person)).size,
    samples: wanted.test.length,
    simulated: Object.values(wanted).some((own) => own.some(({ simulated }) => simulated !== undefined)),
    chimeric: settings.protocol === 'chimeric',
    ...acquisitionFigures,
    enrolments_refused:
      request.fusion && calibrator?.used.source === 'shipped'
        ? refusedEnrolments(acquisition.acquired, request.fusion)
        : null,
    not_enrolled: compared.notEnrolled.size,
    trials_skipped: compared.trialsSkipped,
    enrol_samples: ENROLS.has(settings.protocol) ? settings.enrolSamples : null,
    seed,
    calibration: calibrator?.used ?? null,
    as_norm: cohort.used,
    systems,
    fusion_rules:
      rules?.metrics ??
      (Object.fromEntries(FUSION_RULES.map((rule) => [rule, null])) as Evaluation['fusion_rules']),
    claims: request.far === undefined ? null : claimed(request.far, scored, systems),
    operating_points: points,
    development_thresholds: developmentThresholds,
    groups,
    group_ratios: groupRatios(groups),
    attacks,
    identification:
      settings.protocol === 'identification'
        ? perSystem((name) => scored[name] && identificationMetrics(scored[name], options.fmrs))
        : null,
    draws: compared.draws && chimericDraws(request, settings, compared, scored.fused),
    notes,
  }
  return { evaluation, systems: scored, ratios, rules: rules?.scores ?? {} }
}

const ENROLS: ReadonlySet<ProtocolName> = new Set(['sessions', 'identification', 'chimeric'])

function fittedAmong(samples: DataSample[], { fitted }: Fusion): string {
  const people = new Set(samples.map(({ person }) => person)).size
  return `The shipped calibration was fitted on ${samples.length} of the samples measured, of ${people} ${people === 1 ? 'person' : 'people'} (${fitted.face.name}, ${fitted.voice.name})`
}

function fittedOnThem(known: string): VisemeError {
  return new VisemeError({
    code: 'people-shared',
    message: `${known}.`,
    next: 'Leave --calibration out, to cross-validate one, or give others with --development.',
    exitCode: 2,
  })
}

/** Development people where they are given; the shipped calibration where it fits the scores; else cross-validation. */
async function calibratorFor(
  request: EvaluationRequest,
  { test: measuredSamples, development: developmentSamples }: Record<'test' | 'development', DataSample[]>,
  settings: ProtocolSettings,
  tables: SystemTables,
  notes: string[],
): Promise<Calibrator | null> {
  const { development, fusion, capture, onSample, calibration, cohort } = request
  if (development) {
    const { acquired, skipped } = await acquire(developmentSamples, capture, onSample)
    notes.push(...skippedNote('development', developmentSamples, skipped))
    const protocol = settings.protocol === 'given-pairs' ? 'all-pairs' : settings.protocol
    const compared = compareSamples(acquired, { ...settings, protocol, trials: null, pairings: null })
    return developmentCalibrator(compared.tables, development.name)
  }
  if (fusion && !cohort && calibration !== 'cross-validated') {
    const fittedOn = await samplesAmong(measuredSamples, fusion.fitted.contents ?? '')
    if (fittedOn.length === 0) return shippedCalibrator(fusion)
    const known = fittedAmong(fittedOn, fusion)
    if (calibration === 'shipped') throw fittedOnThem(known)
    notes.push(`${known}: it is not used on them`)
  }
  if (settings.protocol === 'chimeric') {
    notes.push(
      'no calibration: draws share people, so that nothing can be left out; give --development people',
    )
    return null
  }
  const crossValidated = crossValidatedCalibrator(tables, settings.seed)
  notes.push(
    crossValidated
      ? `The calibration is cross-validated over the people measured${cohort ? ', since normalised scores do not fit the shipped one' : ''}: give development people with --development to fix it beforehand`
      : 'no calibration: fewer than five people, or too few comparisons of them, to cross-validate one',
  )
  return crossValidated
}

/** The HTER at the threshold where the development people's error rates meet, in units of the system's scores. */
function halfTotal(
  system: SystemName,
  { fitted, used }: Calibrator,
  thresholds: RatesAtDevelopmentThreshold[],
): HalfTotalErrorRate | null {
  const meets = thresholds.find((one) => one.system === system && one.stated_fmr === 'eer')
  const line = system === 'fused' ? { offset: 0, slope: 1 } : used.lines[system]
  if (!fitted || !line || !meets || meets.threshold === null) return null
  const { genuine, impostor } = fitted[system]
  return {
    ...meets.hter,
    threshold: (meets.threshold - line.offset) / line.slope,
    fmr: meets.fmr,
    fnmr: meets.fnmr,
    development: { genuine, impostor },
  }
}

function chimericDraws(
  { set, pairings, seed = 1 }: EvaluationRequest,
  { pairings: given }: ProtocolSettings,
  { draws, tables }: Compared,
  fused: SystemScores | null,
): ChimericDraws {
  // Each modality's part in a draw; its own figures are of all its people, once.
  const scored = {
    face: modalityScores(tables.fused!, 'face'),
    voice: modalityScores(tables.fused!, 'voice'),
    fused,
  }
  const [faces, voices = faces] = set.name.split(' + ')
  return {
    count: draws!.starts.length - 1,
    seed: pairings || given ? null : seed,
    people: draws!.people,
    faces,
    voices,
    systems: perSystem((name) => scored[name] && figuresOverDraws(scored[name], draws!.starts)),
  }
}

function whyNotFused({ modalities, trials }: EvaluationRequest, tables: SystemTables): string[] {
  if (modalities.length < 2) return []
  if (trials) {
    return [
      'fused: a list compares single samples, so nothing is fused; leave --trials out to fuse the sessions',
    ]
  }
  return tables.fused ? ['fused: no error rates without a calibration of both modalities'] : []
}

function claimed(
  far: number,
  scored: EvaluationResult['systems'],
  systems: Evaluation['systems'],
): Record<SystemName, Claim | null> {
  return perSystem((name) => {
    const own = scored[name]
    if (!own || !systems[name]) return null
    const { scores, people } = scoresAndPeople(own)
    return judgeClaim(far, scores.impostor.length, people)
  })
}

function otherThreshold(system: SystemName, fmr: number, { stated_fmr }: OperatingThreshold): string {
  const at = stated_fmr === 'eer' ? 'where its error rates are equal' : `that of FMR ${stated_fmr}`
  return `${system}: the data do not carry FMR ${fmr}: groups and attacks are measured at another threshold, ${at}`
}

/** Of a data set with attacks: what its rates mean and leave out, or that no rate needed the attacks. */
function attackNotes(samples: DataSample[], { skipped }: Acquisition, compared: boolean): string[] {
  const attacks = new Set(samples.filter(({ attack }) => attack !== undefined).map(({ name }) => name))
  const refused = skipped.filter(({ sample }) => attacks.has(sample)).length
  if (attacks.size === 0) return []
  if (!compared && refused < attacks.size) {
    return [`${attacks.size - refused} attack samples were acquired, but compared with nobody`]
  }
  return [
    'There is no attack detection of its own: APCER and BPCER are those of the whole decision at the operating threshold',
    ...(refused > 0
      ? [`${refused} of ${attacks.size} attack samples were refused at capture and count in no rate`]
      : []),
  ]
}
