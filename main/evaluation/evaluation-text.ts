// An evaluation as text for a terminal.

import type { Evaluation, GroupRatio, IdentificationMetrics } from './document.ts'
import { countedRate, metricsText, rate } from './metrics-text.ts'

const LISTED = 10

/** Lines that tell an evaluation to people. */
export function evaluationText(evaluation: Evaluation): string[] {
  const { systems, notes } = evaluation
  return [
    ...headText(evaluation),
    ...skippedText(evaluation),
    ...Object.entries(systems).flatMap(([name, metrics]) =>
      metrics ? ['', labelled(name, evaluation), ...metricsText(metrics).map((line) => `  ${line}`)] : [],
    ),
    ...claimsText(evaluation),
    ...drawsText(evaluation),
    ...rulesText(evaluation),
    ...developmentText(evaluation),
    ...identificationText(evaluation),
    ...groupsText(evaluation),
    ...attacksText(evaluation),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ]
}

/** The label of figures whose people do not exist, or are put together of two. */
function labelled(name: string, { simulated, chimeric }: Evaluation): string {
  const labels = [...(simulated ? ['simulated'] : []), ...(chimeric ? ['chimeric'] : [])]
  return labels.length > 0 ? `${name} (${labels.join(', ')})` : name
}

function headText(evaluation: Evaluation): string[] {
  const { dataset, protocol, people, samples, fta, fte, calibration, enrol_samples, as_norm } = evaluation
  const templates = enrol_samples
    ? `, templates of ${enrol_samples.face} faces, ${enrol_samples.voice} voices`
    : ''
  return [
    `${labelled(dataset, evaluation)}: ${samples} samples of ${people} people, ${protocol.replaceAll('-', ' ')}${templates}`,
    ...(['face', 'voice'] as const).flatMap((modality) =>
      fta[modality] ? [`failure to acquire, ${modality.padEnd(6)}${countedRate(fta[modality])}`] : [],
    ),
    `failure to enrol          ${countedRate(fte)}`,
    ...(['face', 'voice'] as const).flatMap((modality) => {
      const refused = evaluation.enrolments_refused?.[modality]
      return refused
        ? [
            `enrolments refused, ${modality.padEnd(6)}${countedRate(refused)} (first samples of a person disagree)`,
          ]
        : []
    }),
    ...(evaluation.not_enrolled > 0
      ? [`too few samples for a template: ${evaluation.not_enrolled} people`]
      : []),
    ...(as_norm
      ? [
          `AS-norm                   ${as_norm.cohort}: ${as_norm.people.face} faces, ${as_norm.people.voice} voices, top ${as_norm.top}`,
        ]
      : []),
    ...(calibration ? [`calibration               ${calibration.source}: ${calibration.data}`] : []),
  ]
}

function skippedText({ skipped, skipped_reasons, trials_skipped }: Evaluation): string[] {
  if (skipped.length === 0) return []
  const comparisons = trials_skipped > 0 ? `, with them ${trials_skipped} comparisons` : ''
  const why = skipped_reasons.map(({ modality, code, count }) => `${count} ${modality} ${code}`)
  return [
    `skipped samples         ${skipped.length}${comparisons} (${why.join(', ')})`,
    ...skipped.slice(0, LISTED).map(({ sample, message }) => `  ${sample}: ${message}`),
    ...(skipped.length > LISTED
      ? [`  and ${skipped.length - LISTED} more: all are in --json and --out`]
      : []),
  ]
}

function claimsText({ claims }: Evaluation): string[] {
  const told = Object.entries(claims ?? {}).flatMap(([name, claim]) =>
    claim
      ? [`  ${name.padEnd(8)}${claim.reason ? `refused: ${claim.reason}` : `FAR <= ${claim.far} is carried`}`]
      : [],
  )
  return told.length > 0 ? ['', 'claim', ...told] : []
}

function drawsText({ draws }: Evaluation): string[] {
  if (!draws) return []
  const from = draws.seed === null ? 'as listed' : `seed ${draws.seed}`
  return [
    '',
    `chimeric draws: ${draws.count} of ${draws.people} people (${from}); each measured by itself, mean and 95 % of the draws`,
    ...Object.entries(draws.systems).flatMap(([name, figures]) =>
      figures
        ? [
            `  ${name.padEnd(8)}EER ${rate({ value: figures.eer.mean, low: figures.eer.low, high: figures.eer.high })}, standard deviation ${(100 * figures.eer.deviation).toFixed(2)} points`,
          ]
        : [],
    ),
  ]
}

function rulesText(evaluation: Evaluation): string[] {
  const rules = Object.values(evaluation.fusion_rules).flatMap((rule) => rule ?? [])
  if (rules.length === 0) return []
  return [
    '',
    labelled('ways to fuse', evaluation),
    ...rules.map(({ rule, eer, fnmr_at_fmr, cascade }) => {
      const at = fnmr_at_fmr.find(({ fmr }) => fmr === 0.01)?.fnmr
      const asked = cascade
        ? `; asks for the voice in ${rate(cascade.asked.genuine)} of genuine, ${rate(cascade.asked.impostor)} of impostor attempts`
        : ''
      return `  ${rule.padEnd(14)}EER ${rate(eer)}${at ? `, FNMR at FMR 1 % ${rate(at)}` : ''}${asked}`
    }),
  ]
}

function developmentText(evaluation: Evaluation): string[] {
  const { development_thresholds: found, calibration } = evaluation
  if (found.length === 0) return []
  return [
    '',
    `${labelled('at thresholds fixed on development people', evaluation)} (${calibration!.data})`,
    ...found.map(({ system, stated_fmr, carried, fmr, fnmr, hter, far, frr }) => {
      const stated =
        stated_fmr === 'eer' ? 'at their EER' : `for FMR ${Number((100 * stated_fmr).toPrecision(6))} %`
      return `  ${system.padEnd(6)}${stated.padEnd(14)} HTER ${rate(hter)}, FMR ${countedRate(fmr)}, FNMR ${countedRate(fnmr)}${far && frr ? `; one attempt: FAR ${rate(far)}, FRR ${rate(frr)}` : ''}${carried ? '' : '; extrapolated: more comparisons than pairs of development people carry that rate'}`
    }),
  ]
}

function identificationText(evaluation: Evaluation): string[] {
  const { identification } = evaluation
  if (!identification) return []
  const lines = (metrics: IdentificationMetrics) => [
    ...metrics.cmc
      .slice(0, 4)
      .map(
        (match) =>
          `    rank ${String(match.rank).padEnd(4)}${rate(match.rate)}, ${match.rate.hits} of ${match.rate.trials}`,
      ),
    ...metrics.dir_at_far.map(({ far, dir, false_alarm_rate, reason }) =>
      dir
        ? `    DIR at FAR ${100 * far} %  ${rate(dir)}, ${dir.hits} of ${dir.trials}; false alarms ${countedRate(false_alarm_rate)}`
        : `    DIR at FAR ${100 * far} %  refused: ${reason}`,
    ),
  ]
  return [
    '',
    labelled('identification', evaluation),
    ...Object.entries(identification).flatMap(([name, metrics]) =>
      metrics
        ? [`  ${name}: ${metrics.searches} searches among ${metrics.gallery} people`, ...lines(metrics)]
        : [],
    ),
  ]
}

const statedAt = (fmr: number | 'eer'): string =>
  fmr === 'eer' ? 'at the EER' : `at FMR ${Number((100 * fmr).toPrecision(6))} %`

/** How unequal two groups are, or why that cannot be told. */
export function groupRatioText(found: GroupRatio): string {
  const { ratio, ratio_low, ratio_high, reason, fewest_people, worst, best } = found
  if (ratio !== null) {
    const limits =
      ratio_low === null ? '' : ` (${ratio_low.toFixed(2)}-${ratio_high?.toFixed(2) ?? 'no upper limit'})`
    return `of ${worst!.group} is ${ratio.toFixed(2)} times${limits} that of ${best!.group}`
  }
  if (reason === 'too-few-groups') {
    return `has no ratio: fewer than two groups have comparisons of ${fewest_people} people`
  }
  return ratio_low === null
    ? 'has no ratio: no group has an error'
    : `of ${worst!.group} is at least ${ratio_low.toFixed(2)} times that of ${best!.group}, which has no error`
}

function groupsText(evaluation: Evaluation): string[] {
  const { groups, group_ratios } = evaluation
  if (groups.length === 0) return []
  return [
    '',
    labelled("groups, at the system's operating threshold", evaluation),
    ...groups.map(
      ({ column, group, system, stated_fmr, fmr, fnmr }) =>
        `  ${system}, ${column} ${group}, ${statedAt(stated_fmr)}: FMR ${countedRate(fmr)}, FNMR ${countedRate(fnmr)}`,
    ),
    ...group_ratios.map(
      (found) => `  ${found.system}, ${found.column}: ${found.rate.toUpperCase()} ${groupRatioText(found)}`,
    ),
  ]
}

function attacksText(evaluation: Evaluation): string[] {
  if (evaluation.attacks.length === 0) return []
  return [
    '',
    labelled("attacks, at the system's operating threshold", evaluation),
    ...evaluation.attacks.map(
      ({ system, kind, stated_fmr, apcer, bpcer }) =>
        `  ${system}, ${kind}, ${statedAt(stated_fmr)}: APCER ${countedRate(apcer)}, BPCER ${countedRate(bpcer)}`,
    ),
  ]
}
