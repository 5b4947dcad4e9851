// `viseme codesign explain`: everything about one design, and what beats it.

import type { Command } from 'commander'
import type { Explanation } from '../../codesign/explain.ts'
import type { Accuracy } from '../../codesign/points.ts'
import type { Interval } from '../../evaluation/interval.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'
import { addSpaceOptions, openSpace, type SpaceArguments } from './space-options.ts'

interface ExplainArguments extends SpaceArguments {
  objectives: string
  json?: boolean
}

export function explainCommand(codesign: Command): void {
  const command = codesign
    .command('explain <design>')
    .description('all figures of a design with their sources, and which design beats it on its board')
    .option('--objectives <list>', 'figures by which it is compared', 'eer,latency')
  addSpaceOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: ExplainArguments) => {
      const { parseDesign } = await import('../../codesign/design.ts')
      const { figureCalled } = await import('../../codesign/figures.ts')
      const { explanationOf, standingOf } = await import('../../codesign/explain.ts')
      const { tableOf } = await import('../../codesign/table.ts')
      const { readDesignAccuracy } = await import('../../codesign/accuracy.ts')
      const design = parseDesign(id)
      const objectives = options.objectives.split(',').map((name) => figureCalled(name, options))
      const workshop = await openSpace({ ...options, board: options.board ?? [design.board] })
      const point = workshop.pointOf(design)
      const measuredOnly = objectives.some(({ measured }) => measured)
      const standing = standingOf(point, tableOf(workshop, measuredOnly), objectives)
      answer(options, explanationOf(workshop, point, readDesignAccuracy(), standing), explanationText)
    })
}

const percent = ({ value, low, high }: Interval): string =>
  `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`
const estimate = ({ estimate, low, high }: { estimate: number; low: number; high: number }): string =>
  `${estimate.toFixed(0)} ms (${low.toFixed(0)}-${high.toFixed(0)})`

function ratesText(title: string, { set, eer, rates, counts }: Accuracy): string[] {
  return [
    `${title}: ${set}; ${counts.people} people, ${counts.genuine} genuine and ${counts.impostor} impostor comparisons of ${counts.pairs} pairs`,
    `  EER ${percent(eer)}`,
    ...rates.map(({ stated_fmr, fnmr, fmr, asks_voice, refused }) =>
      [
        `  FMR ${100 * stated_fmr} % stated: FMR ${percent(fmr)}, FNMR ${percent(fnmr)}`,
        ...(asks_voice ? [`, asks for the voice ${percent(asks_voice)}`] : []),
        ...(refused ? [' (extrapolated)'] : []),
      ].join(''),
    ),
  ]
}

function explanationText({ point, bill, networks, sources, front }: Explanation): string {
  const { accuracy, experience, energy_parts_mj: parts } = point
  return [
    point.id,
    point.fits ? 'fits' : 'does not fit:',
    ...point.problems.map(({ code, message }) => `  ${code}: ${message}`),
    ...networks.map(
      ({ part, name, precision, sha256 }) => `${part}: ${name}, ${precision}, SHA-256 ${sha256.slice(0, 16)}`,
    ),
    `flash ${kilobytes(point.flash_bytes)} of ${kilobytes(point.flash_capacity_bytes)}; RAM at most ${kilobytes(point.peak_ram_bytes)}`,
    ...table(
      ['region', 'capacity', 'peak'],
      point.ram.map(({ region, capacity, peak }) => [region, kilobytes(capacity), kilobytes(peak)]),
      [0],
    ).map((line) => `  ${line}`),
    `wait after the capture ${estimate(point.latency_ms)}, whole attempt ${estimate(point.attempt_ms)}`,
    ...(point.face_only
      ? [
          `  where the face decides alone: ${estimate(point.face_only.latency_ms)}, ${estimate(point.face_only.attempt_ms)}`,
        ]
      : []),
    `energy ${point.energy_mj.toFixed(0)} mJ: processor ${parts.processor.toFixed(0)}, camera ${parts.camera.toFixed(0)}, microphone ${parts.microphone.toFixed(1)}, PSRAM ${parts.psram.toFixed(1)}; ${point.attempts_per_1000_mah.toFixed(0)} attempts per 1,000 mAh`,
    `bill of materials ${point.bom_dollars === null ? 'unknown: no price' : `$${point.bom_dollars}`}`,
    ...bill.map(({ part, dollars, date, source }) => `  $${dollars} ${part} (${date}, ${source})`),
    ...(accuracy.development
      ? ratesText('chosen by', accuracy.development)
      : ['error rates not measured for these networks']),
    ...(accuracy.test ? ratesText('only reported', accuracy.test) : []),
    ...experience.map(
      (each) =>
        `at FMR ${100 * each.stated_fmr} %: looking ${each.looking_s.toFixed(1)} s, speaking ${each.speaking_s.toFixed(1)} s, waiting ${each.waiting_s.toFixed(2)} s; ` +
        `${each.attempts.toFixed(2)} attempts, ${each.time_to_success_s.toFixed(1)} s to success, ${(100 * each.locked_out).toFixed(2)} % locked out` +
        `${point.face_only ? `, voice asked in ${(100 * each.asks_voice).toFixed(1)} %` : ''}`,
    ),
    `${front.on_front ? 'On the front' : 'Not on the front'} over ${front.objectives.join(', ')}: ${front.reason}`,
    ...(front.nearest
      ? [
          `  nearest that beats it: ${front.nearest.id}`,
          ...front.nearest.changes.map(({ axis, from, to }) => `    ${axis}: ${to} instead of ${from}`),
        ]
      : []),
    'Where this comes from:',
    ...Object.entries(sources).map(([what, source]) => `  ${what}: ${source}`),
  ].join('\n')
}
