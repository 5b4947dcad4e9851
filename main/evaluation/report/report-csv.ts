// The figures as comma-separated values: one line for each figure of each system, rates as fractions.

import type { CountedRate, Interval } from '../interval.ts'
import { labelsOf, type Measurement } from '../measurement.ts'

interface Figure {
  system: string
  figure: string
  value: number
  low?: number
  high?: number
  errors?: number
  trials?: number
  threshold?: number
}

const COLUMNS = ['system', 'figure', 'value', 'low', 'high', 'errors', 'trials', 'threshold'] as const

/** RFC 4180, heading first; `data` says on every line when people are simulated or chimeric. */
export function reportCsv(measurement: Measurement): string {
  const data = labelsOf(measurement).join(' ') || 'real'
  const lines = [
    ['data', ...COLUMNS].join(','),
    ...figuresOf(measurement).map((figure) =>
      [data, ...COLUMNS.map((column) => figure[column] ?? '')].map(field).join(','),
    ),
  ]
  return `${lines.join('\r\n')}\r\n`
}

function figuresOf({ systems, evaluation }: Measurement): Figure[] {
  const counted = (system: string, figure: string, rate: CountedRate | null): Figure[] =>
    rate ? [{ system, figure, ...rate }] : []
  return [
    ...systems.flatMap(({ name: system, metrics, bands }): Figure[] => [
      { system, figure: 'genuine', value: metrics.genuine },
      { system, figure: 'impostor', value: metrics.impostor },
      { system, figure: 'eer', ...plain(metrics.eer), threshold: metrics.eer_threshold },
      { system, figure: 'eer_rocch', ...plain(metrics.eer_rocch) },
      { system, figure: 'auc', value: metrics.auc, ...metrics.auc_interval },
      ...metrics.fnmr_at_fmr.flatMap(({ fmr, fnmr, threshold, false_non_matches }): Figure[] =>
        fnmr === null
          ? []
          : [
              {
                system,
                figure: `fnmr_at_fmr_${fmr}`,
                ...plain(fnmr),
                errors: false_non_matches ?? undefined,
                trials: metrics.genuine,
                threshold: threshold ?? undefined,
              },
            ],
      ),
      ...metrics.min_dcf.map(({ p_target, value, low, high, threshold }) => ({
        system,
        figure: `min_dcf_${p_target}`,
        value,
        low: low ?? undefined,
        high: high ?? undefined,
        threshold,
      })),
      ...(metrics.cllr === null
        ? []
        : [{ system, figure: 'cllr', value: metrics.cllr, ...metrics.cllr_interval }]),
      { system, figure: 'min_cllr', value: metrics.min_cllr, ...metrics.min_cllr_interval },
      ...bands.rates.flatMap(({ threshold, fmr, fnmr }): Figure[] => [
        { system, figure: 'fmr_at_threshold', ...fmr, threshold },
        { system, figure: 'fnmr_at_threshold', ...fnmr, threshold },
      ]),
    ]),
    ...(evaluation
      ? [
          ...counted('face', 'fta', evaluation.fta.face),
          ...counted('voice', 'fta', evaluation.fta.voice),
          ...counted('all', 'fte', evaluation.fte),
          ...counted('face', 'enrolments_refused', evaluation.enrolments_refused?.face ?? null),
          ...counted('voice', 'enrolments_refused', evaluation.enrolments_refused?.voice ?? null),
          ...evaluation.groups.flatMap(({ system, column, group, fmr, fnmr }) => [
            ...counted(system, `fmr ${column}=${group}`, fmr),
            ...counted(system, `fnmr ${column}=${group}`, fnmr),
          ]),
        ]
      : []),
  ]
}

const plain = ({ value, low, high }: Interval) => ({ value, low, high })

function field(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
