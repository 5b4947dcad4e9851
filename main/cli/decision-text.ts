// A decision and what it cost the board, as text for people.

import type { Decision } from '../authentication/attempt.ts'
import type { Identification } from '../authentication/identify.ts'
import { operatingPointText } from '../authentication/operating-point.ts'
import { table } from './table.ts'

const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`
const count = (value: number): string => Math.round(value).toLocaleString('en-US')

/** Rows of a Decision: per modality, fused, the board's stages, its totals. */
export function decisionText(document: Decision & { trial?: true }, board: string): string {
  const { decision, person, modalities, score, threshold } = document
  const verdict =
    person === null ? 'REJECT  nobody enrolled is recognised' : `${decision.toUpperCase()}  ${person}`
  return [
    `${verdict}${document.simulated ? '  (simulated)' : ''}${document.trial ? '  (trial)' : ''}`,
    '',
    ...table(
      ['', 'cosine', 'LLR', 'threshold', 'quality'],
      [
        ...Object.entries(modalities).map(([modality, result]) => [
          modality,
          result.score.toFixed(3),
          result.llr.toFixed(2),
          '',
          percent(result.quality),
        ]),
        ['decision', '', score.toFixed(2), threshold.toFixed(2), ''],
      ],
      [0],
    ),
    ...(document.reason === 'face-suffices' ? ['', 'The face alone was sure enough.'] : []),
    ...(document.reason === 'face-too-unlike' ? ['', 'The face alone was unlike enough.'] : []),
    '',
    operatingPointText(document.operating_point),
    '',
    ...boardText(document.board, board),
    ...servedText(document.board.served ?? []),
  ].join('\n')
}

/** The same with the best candidates before the board's part. */
export function identificationText(document: Identification & { trial?: true }, board: string): string {
  const candidates = table(
    ['candidate', 'LLR'],
    document.candidates.map(({ person, score }) => [person, score.toFixed(2)]),
    [0],
  )
  const outdated =
    document.outdated.length === 0
      ? []
      : ['', `Not compared, enrol again (templates of other networks): ${document.outdated.join(', ')}`]
  const damaged =
    document.damaged.length === 0
      ? []
      : [
          '',
          `Not compared, remove and enrol again (what is stored is damaged): ${document.damaged.join(', ')}`,
        ]
  return [decisionText(document, board), '', ...candidates, ...outdated, ...damaged].join('\n')
}

function boardText({ latency_ms, stages, ...board }: Decision['board'], name: string): string[] {
  const { estimate, low, high } = latency_ms
  return [
    ...table(
      [`stage on the ${name}`, 'core', 'from ms', 'ms', 'times'],
      stageTotals(stages).map(({ stage, core, start_ms, ms, times }) => [
        stage,
        String(core),
        start_ms.toFixed(1),
        ms.toFixed(1),
        String(times),
      ]),
      [0],
    ),
    '',
    `  time     ${estimate.toFixed(0)} ms (${low.toFixed(0)}-${high.toFixed(0)}), estimate`,
    `  energy   ${board.energy_mj.toFixed(0)} mJ`,
    `  RAM      ${count(board.peak_ram_bytes)} bytes at most`,
    `  flash    ${count(board.flash_bytes)} bytes`,
  ]
}

/** What the scheduler served, and what came from the persistent buffer. */
function servedText(served: NonNullable<Decision['board']['served']>): string[] {
  if (served.length === 0) return []
  const kib = (value: number): string => (value / 1024).toFixed(1)
  return [
    '',
    ...table(
      [
        'SubNet',
        'accuracy %',
        'asked %',
        'runs',
        'ms',
        'allowed ms',
        'buffer KiB',
        'off-chip KiB',
        'saved ms',
        'load ms',
      ],
      served.map((network) => [
        `${network.modality} ${network.subnet}`,
        (100 * network.accuracy).toFixed(1),
        (100 * network.accuracy_bound).toFixed(1),
        String(network.runs),
        network.ms.toFixed(1),
        network.allowed_ms.toFixed(1),
        kib(network.buffer_bytes),
        kib(network.off_chip_bytes),
        network.saved_ms.toFixed(2),
        network.load_ms.toFixed(2),
      ]),
      [0],
    ),
    ...served.map(
      ({ modality, cached, decides_in }) =>
        `  buffer   ${modality}: ${cached}; decided about ${decides_in === 0 ? 'before the next attempt' : `after ${decides_in} more`}`,
    ),
  ]
}

/** One row per stage and core: when it first began, and its milliseconds and runs altogether. */
function stageTotals(stages: Decision['board']['stages']) {
  const totals = new Map<string, (typeof stages)[number] & { times: number }>()
  for (const entry of stages) {
    const key = `${entry.stage} ${entry.core}`
    const total = totals.get(key) ?? { ...entry, ms: 0, times: 0 }
    totals.set(key, { ...total, ms: total.ms + entry.ms, times: total.times + 1 })
  }
  return [...totals.values()]
}
