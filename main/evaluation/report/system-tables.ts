// Tables that every measurement has: the figures of its systems, and the worst errors.

import { labelsOf, type MeasuredSystem, type Measurement, type WorstComparison } from '../measurement.ts'
import type { MinDetectionCost } from '../metrics.ts'
import { percentLabel } from '../plots/axis.ts'
import { SYSTEM_NAMES } from '../plots/measured-series.ts'
import { countText, figureText, fnmrText, rateText, refusals, scoreText } from './figures.ts'
import type { Table } from './table.ts'

/** All figures, a column for each system. */
export function figuresTable({
  systems,
  ...kind
}: Pick<Measurement, 'systems' | 'simulated' | 'chimeric'>): Table {
  const fmrs = [...new Set(systems.flatMap(({ metrics }) => metrics.fnmr_at_fmr.map(({ fmr }) => fmr)))]
  const priors = [
    ...new Set(systems.flatMap(({ metrics }) => metrics.min_dcf.map(({ p_target }) => p_target))),
  ]
  const row = (name: string, of: (metrics: MeasuredSystem['metrics']) => string) => [
    name,
    ...systems.map(({ metrics }) => of(metrics)),
  ]
  const table: Table = {
    title: 'Figures',
    heads: ['Figure', ...systems.map(({ name }) => SYSTEM_NAMES[name])],
    rows: [
      row('Genuine comparisons', ({ genuine }) => countText(genuine)),
      row('Impostor comparisons', ({ impostor }) => countText(impostor)),
      row('People', ({ people }) => (people === null ? 'not known' : countText(people))),
      row('EER', ({ eer }) => rateText(eer)),
      row('Threshold at the EER', ({ eer_threshold }) => scoreText(eer_threshold)),
      row('EER on the convex hull of the ROC', ({ eer_rocch }) => rateText(eer_rocch)),
      ...fmrs
        .sort((a, b) => b - a)
        .map((fmr) =>
          row(`FNMR at FMR ${percentLabel(fmr)}`, ({ fnmr_at_fmr, genuine }) => {
            const found = fnmr_at_fmr.find((point) => point.fmr === fmr)
            return found ? fnmrText(found, genuine) : ''
          }),
        ),
      row('AUC', ({ auc, auc_interval }) => figureText(auc, 5, auc_interval)),
      ...priors.map((prior) =>
        row(`minDCF, target prior ${prior}`, ({ min_dcf }) => {
          const found = min_dcf.find(({ p_target }) => p_target === prior)
          return found ? costText(found) : ''
        }),
      ),
      row('Cllr', ({ cllr, cllr_interval }) =>
        cllr === null ? 'not log-likelihood ratios' : figureText(cllr, 4, cllr_interval),
      ),
      row('minCllr', ({ min_cllr, min_cllr_interval }) => figureText(min_cllr, 4, min_cllr_interval)),
      ...(systems.some(({ metrics }) => metrics.hter)
        ? [row('HTER at the development threshold', ({ hter }) => (hter ? rateText(hter) : ''))]
        : []),
    ],
    note: [
      intervalsNote(systems),
      ...refusals(systems.flatMap(({ metrics }) => metrics.fnmr_at_fmr.map(({ reason }) => reason))),
    ].join(' '),
  }
  return labelled(table, kind)
}

function costText({ value, low, high }: MinDetectionCost): string {
  return figureText(value, 4, low === null || high === null ? null : { low, high })
}

function intervalsNote(systems: MeasuredSystem[]): string {
  const methods = [...new Set(systems.map(({ metrics }) => metrics.intervals))]
  return `In brackets: 95 % intervals (${methods.join('; ')}).`
}

/** The table under a title that says what kind of people it was counted on. */
export function labelled(table: Table, kind: Pick<Measurement, 'simulated' | 'chimeric'>): Table {
  return { ...table, title: [table.title, ...labelsOf(kind)].join(', ') }
}

/** How people and samples are called where a report goes to others. */
export type Naming = (kind: 'person' | 'sample', name: string) => string

/** Names of the data set's owner as they are. */
export const ownNames: Naming = (_kind, name) => name

/** "person 1", "sample 1": numbered as they come up, the same name always alike. */
export function pseudonyms(): Naming {
  const numbers = { person: new Map<string, number>(), sample: new Map<string, number>() }
  return (kind, name) => {
    const known = numbers[kind]
    if (!known.has(name)) known.set(name, known.size + 1)
    return `${kind} ${known.get(name)}`
  }
}

/** The worst errors of a system, a table for each kind; none where only scores are known. */
export function worstTables({ name, worst }: MeasuredSystem, naming: Naming): Table[] {
  if (!worst) return []
  const row = ({ score, enrolled, tested }: WorstComparison, index: number) => [
    String(index + 1),
    scoreText(score),
    ...[enrolled, tested].flatMap((side) => [naming('person', side.person), naming('sample', side.name)]),
  ]
  const table = (title: string, comparisons: WorstComparison[], note: string): Table => ({
    title: `${SYSTEM_NAMES[name]}: ${title}`,
    heads: ['', 'Score', 'Enrolled', 'Sample', 'Tested', 'Sample'],
    rows: comparisons.map(row),
    note,
  })
  return [
    table(
      'impostors nearest to acceptance',
      worst.false_accepts,
      'Accepted where their score reaches the threshold.',
    ),
    table(
      'genuine comparisons nearest to rejection',
      worst.false_rejects,
      'Rejected where their score is below the threshold.',
    ),
  ]
}
