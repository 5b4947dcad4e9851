// Tables of what only an evaluation of samples knows: failures to acquire, fusion rules, thresholds, groups, attacks,
// identification, chimeric draws.

import type { Evaluation, OverDraws } from '../document.ts'
import { groupRatioText } from '../evaluation-text.ts'
import { percentLabel } from '../plots/axis.ts'
import { SYSTEM_NAMES } from '../plots/measured-series.ts'
import { SYSTEMS } from '../systems.ts'
import { countedText, countText, fnmrText, REFUSED, rateText, refusals, scoreText } from './figures.ts'
import { type Table, unlessEmpty } from './table.ts'

/** Every table that has something to tell. */
export function evaluationTables(evaluation: Evaluation): Table[] {
  return [
    acquisitionTable(evaluation),
    reasonsTable(evaluation),
    rulesTable(evaluation),
    operatingPointsTable(evaluation),
    developmentTable(evaluation),
    ...groupTables(evaluation),
    attacksTable(evaluation),
    ...identificationTables(evaluation),
    drawsTable(evaluation),
  ].flatMap(unlessEmpty)
}

const MODALITY_NAMES = { face: 'face', voice: 'voice' } as const

function acquisitionTable({ fta, fte, enrolments_refused, not_enrolled, trials_skipped }: Evaluation): Table {
  const modalities = (['face', 'voice'] as const).filter((modality) => fta[modality] !== null)
  return {
    title: 'Failures to acquire and to enrol',
    heads: ['Failure', 'Rate'],
    rows: [
      ...modalities.map((modality) => [
        `Failure to acquire, ${MODALITY_NAMES[modality]} (FTA)`,
        countedText(fta[modality]),
      ]),
      ['Failure to enrol (FTE)', countedText(fte)],
      ...modalities.flatMap((modality) => {
        const refused = enrolments_refused?.[modality]
        return refused
          ? [[`Enrolments refused, ${MODALITY_NAMES[modality]} first samples disagree`, countedText(refused)]]
          : []
      }),
      ...(not_enrolled > 0 ? [['People with too few samples for a template', countText(not_enrolled)]] : []),
      ...(trials_skipped > 0 ? [['Listed comparisons without their sample', countText(trials_skipped)]] : []),
    ],
    note: `FTA is counted over samples that could be read; intervals are over people.${enrolments_refused ? ' Enrolments refused: people whose first samples, of whatever day, agree too little by the threshold of live enrolment, which refuses faces or voices only where that turns few genuine ones away.' : ''}`,
  }
}

function reasonsTable({ skipped_reasons }: Evaluation): Table {
  return {
    title: 'Why samples were skipped',
    heads: ['Reason', 'Modality', 'At', 'Samples'],
    rows: skipped_reasons.map(({ code, modality, stage, count }) => [
      code,
      MODALITY_NAMES[modality],
      stage === 'read' ? 'reading the file' : 'acquisition',
      countText(count),
    ]),
    note: null,
  }
}

const RULE_FMRS = [0.01, 0.001]

function rulesTable({ fusion_rules }: Evaluation): Table {
  const rules = Object.values(fusion_rules).filter((rule) => rule !== null)
  return {
    title: 'Fusion rules',
    heads: [
      'Rule',
      'EER',
      ...RULE_FMRS.map((fmr) => `FNMR at FMR ${percentLabel(fmr)}`),
      'Voice asked for, genuine',
    ],
    rows: rules.map(({ rule, eer, fnmr_at_fmr, genuine, cascade }) => [
      rule,
      rateText(eer),
      ...RULE_FMRS.map((fmr) => {
        const point = fnmr_at_fmr.find((found) => found.fmr === fmr)
        return point ? fnmrText(point, genuine) : ''
      }),
      cascade ? countedText(cascade.asked.genuine) : 'always',
    ]),
    note:
      [
        ...rules.map(({ rule, score }) => `${rule}: ${score}.`),
        ...refusals(
          rules.flatMap(({ fnmr_at_fmr }) =>
            fnmr_at_fmr.filter(({ fmr }) => RULE_FMRS.includes(fmr)).map(({ reason }) => reason),
          ),
        ),
      ].join(' ') || null,
  }
}

function operatingPointsTable({ operating_points }: Evaluation): Table {
  return {
    title: 'Operating points measured on these people',
    heads: ['System, target', 'Score', 'Log-likelihood ratio', 'FMR', 'FNMR'],
    rows: operating_points.map(({ system, stated_fmr, score_threshold, threshold, fmr, fnmr }) => [
      `${SYSTEM_NAMES[system]}, FMR ${percentLabel(stated_fmr)}`,
      scoreText(score_threshold),
      threshold
        ? `${scoreText(threshold.value)} (${scoreText(threshold.low)}–${scoreText(threshold.high)})`
        : 'none',
      countedText(fmr),
      countedText(fnmr),
    ]),
    note: 'Each is the lowest measured threshold that keeps its target.',
  }
}

function developmentTable({ development_thresholds, calibration }: Evaluation): Table {
  return {
    title: 'Thresholds fixed on development people',
    heads: ['System, development target', 'Log-likelihood ratio', 'FMR', 'FNMR', 'HTER', 'FAR', 'FRR'],
    rows: development_thresholds.map(
      ({ system, stated_fmr, threshold, carried, fmr, fnmr, hter, far, frr }) => [
        `${SYSTEM_NAMES[system]}, ${stated_fmr === 'eer' ? 'EER' : `FMR ${percentLabel(stated_fmr)}`}${carried ? '' : ' (extrapolated)'}`,
        threshold === null ? 'one per fold' : scoreText(threshold),
        countedText(fmr),
        countedText(fnmr),
        rateText(hter),
        far ? rateText(far) : '',
        frr ? rateText(frr) : '',
      ],
    ),
    note:
      calibration &&
      `FAR and FRR: one attempt, failures to acquire included. Calibration: ${calibration.source}, ${calibration.data}.${development_thresholds.some(({ carried }) => !carried) ? ' Extrapolated: there are fewer pairs of development people than the rate needs; the threshold rests on comparisons that share them.' : ''}`,
  }
}

const statedText = (fmr: number | 'eer'): string => (fmr === 'eer' ? 'EER' : `FMR ${percentLabel(fmr)}`)

function groupTables({ groups, group_ratios }: Evaluation): Table[] {
  const columns = [...new Set(groups.map(({ column }) => column))]
  const tables = columns.map((column): Table => {
    const ratios = group_ratios.filter((ratio) => ratio.column === column)
    return {
      title: `Groups: ${column}`,
      heads: ['Group', 'System', 'Threshold', 'FMR', 'FNMR'],
      rows: groups
        .filter((group) => group.column === column)
        .map(({ group, system, stated_fmr, fmr, fnmr }) => [
          group,
          SYSTEM_NAMES[system],
          statedText(stated_fmr),
          countedText(fmr),
          countedText(fnmr),
        ]),
      note:
        ratios
          .map((found) => {
            const { system, rate } = found
            return `${SYSTEM_NAMES[system]}: ${rate.toUpperCase()} ${groupRatioText(found)}.`
          })
          .join(' ') || null,
    }
  })
  return tables
}

function attacksTable({ attacks }: Evaluation): Table {
  return {
    title: 'Attack presentations',
    heads: ['Kind', 'System', 'Threshold', 'APCER', 'BPCER'],
    rows: attacks.map(({ kind, system, threshold, stated_fmr, apcer, bpcer }) => [
      kind,
      SYSTEM_NAMES[system],
      `${scoreText(threshold)} (${statedText(stated_fmr)})`,
      countedText(apcer),
      countedText(bpcer),
    ]),
    note: null,
  }
}

function identificationTables({ identification }: Evaluation): Table[] {
  if (!identification) return []
  const found = SYSTEMS.flatMap((system) => {
    const metrics = identification[system]
    return metrics ? [{ system, metrics }] : []
  })
  return [
    {
      title: 'Identification, closed set (CMC)',
      heads: ['Rank', ...found.map(({ system }) => SYSTEM_NAMES[system])],
      rows: [1, 2, 3, 5, 10, 20].flatMap((rank) => {
        const cells = found.map(
          ({ metrics }) => metrics.cmc.find((match) => match.rank === rank)?.rate ?? null,
        )
        return cells.some((cell) => cell !== null)
          ? [[String(rank), ...cells.map((cell) => (cell ? countedText(cell) : ''))]]
          : []
      }),
      note: `Gallery: ${found.map(({ system, metrics }) => `${SYSTEM_NAMES[system]} ${countText(metrics.gallery)} people, ${countText(metrics.searches)} searches`).join('; ')}.`,
    },
    {
      title: 'Identification, open set',
      heads: ['System, FAR', 'Threshold', 'Detected and identified (DIR)', 'False alarms'],
      rows: found.flatMap(({ system, metrics }) =>
        metrics.dir_at_far.map(({ far, threshold, dir, false_alarm_rate }) => [
          `${SYSTEM_NAMES[system]}, FAR ${percentLabel(far)}`,
          scoreText(threshold),
          dir ? countedText(dir) : REFUSED,
          false_alarm_rate ? countedText(false_alarm_rate) : '',
        ]),
      ),
      note:
        refusals(found.flatMap(({ metrics }) => metrics.dir_at_far.map(({ reason }) => reason))).join(' ') ||
        null,
    },
  ]
}

function drawsTable({ draws }: Evaluation): Table {
  const spread = ({ mean, deviation, low, high }: OverDraws) =>
    `${(100 * mean).toFixed(2)} % ± ${(100 * deviation).toFixed(2)} (${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)} %)`
  const systems = SYSTEMS.flatMap((system) => {
    const figures = draws?.systems[system]
    return figures ? [{ system, figures }] : []
  })
  return {
    title: 'Over the chimeric draws',
    heads: ['Figure', ...systems.map(({ system }) => SYSTEM_NAMES[system])],
    rows:
      systems.length === 0
        ? []
        : [
            ['EER', ...systems.map(({ figures }) => spread(figures.eer))],
            ...systems[0].figures.fnmr_at_fmr.map(({ fmr }) => [
              `FNMR at FMR ${percentLabel(fmr)}`,
              ...systems.map(({ figures }) => {
                const point = figures.fnmr_at_fmr.find((one) => one.fmr === fmr)
                return point ? spread(point.fnmr) : ''
              }),
            ]),
          ],
    note: draws
      ? `${draws.count} draws of ${draws.people} chimeric people (faces: ${draws.faces}; voices: ${draws.voices}${draws.seed === null ? '' : `; seed ${draws.seed}`}): mean ± standard deviation over the draws, and where 95 % of them lie.`
      : null,
  }
}
