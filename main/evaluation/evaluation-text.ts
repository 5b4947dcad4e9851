// An evaluation as text for a terminal.

import type { Evaluation } from './evaluate.ts'
import { countedRate, metricsText } from './metrics-text.ts'

const LISTED = 10

/** Lines that tell an evaluation to people. */
export function evaluationText(evaluation: Evaluation): string[] {
  const { dataset, protocol, people, samples, fta, fte, skipped, trials_skipped, systems, groups, notes } =
    evaluation
  const lines = [`${dataset}: ${samples} samples of ${people} people, ${protocol.replace('-', ' ')}`]
  for (const modality of ['face', 'voice'] as const) {
    if (fta[modality]) lines.push(`failure to acquire, ${modality.padEnd(6)}${countedRate(fta[modality])}`)
  }
  lines.push(`failure to enrol          ${countedRate(fte)}`)
  if (skipped.length > 0) {
    lines.push(
      `skipped samples         ${skipped.length}${trials_skipped > 0 ? `, with them ${trials_skipped} comparisons` : ''}`,
    )
    lines.push(...skipped.slice(0, LISTED).map(({ sample, message }) => `  ${sample}: ${message}`))
    if (skipped.length > LISTED)
      lines.push(`  and ${skipped.length - LISTED} more: all are in --json and --out`)
  }
  for (const [name, metrics] of Object.entries(systems)) {
    if (metrics) lines.push('', name, ...metricsText(metrics).map((line) => `  ${line}`))
  }
  if (groups.length > 0) lines.push('', "groups, at the system's EER threshold")
  for (const { column, group, system, fmr, fnmr } of groups) {
    lines.push(`  ${system}, ${column} ${group}: FMR ${countedRate(fmr)}, FNMR ${countedRate(fnmr)}`)
  }
  if (notes.length > 0) lines.push('', ...notes)
  return lines
}
