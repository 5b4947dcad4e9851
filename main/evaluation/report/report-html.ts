// A measurement as one HTML file: no script, no network, no picture of anybody; people and samples are numbered unless
// their names are asked for.

import { createHash } from 'node:crypto'
import { labelsOf, type Measurement } from '../measurement.ts'
import { cmcPlot } from '../plots/cmc-plot.ts'
import type { Series } from '../plots/curves.ts'
import { detPlot } from '../plots/det-plot.ts'
import { type Drawing, draw, escapeText, svgText } from '../plots/drawing.ts'
import { histogramPlot } from '../plots/histogram-plot.ts'
import { cmcSeriesOf, SYSTEM_NAMES, seriesOf } from '../plots/measured-series.ts'
import { rocPlot } from '../plots/roc-plot.ts'
import { evaluationTables } from './evaluation-tables.ts'
import { countText, rateText } from './figures.ts'
import { REPORT_STYLE } from './style.ts'
import { figuresTable, labelled, type Naming, worstTables } from './system-tables.ts'
import type { Table } from './table.ts'

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** The whole file. `naming` says how people and samples are called. */
export function reportHtml(measurement: Measurement, naming: Naming): string {
  const { title, systems, evaluation } = measurement
  const labels = labelsOf(measurement).map((label) => `<span class="label">${escapeText(label)}</span>`)
  const series = seriesOf([{ measurement, name: title }])
  const cmc = cmcSeriesOf([{ measurement, name: title }])
  const marked = labels.join('')
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeText(`Viseme: ${title}`)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>Error rates: ${escapeText(title)}${marked}</h1>`,
    ...summary(measurement),
    '</header>',
    '<main>',
    ...(series.length > 0
      ? [
          `<h2>Curves${marked}</h2>`,
          '<div class="plots">',
          figure(
            detPlot(series),
            'DET on normal-deviate axes. Shaded: 95 % interval of the FNMR at each FMR. Dotted: equal rates.',
            series,
          ),
          figure(rocPlot(series), 'ROC; FMR on a logarithmic axis.', series),
          ...(cmc.length > 0 ? [figure(cmcPlot(cmc), 'CMC, with 95 % intervals.', cmc)] : []),
          '</div>',
          `<h2>Scores${marked}</h2>`,
          '<div class="plots">',
          ...systems.map(({ name, histogram, metrics }) =>
            figure(
              histogramPlot(
                `Histogram of scores: ${SYSTEM_NAMES[name]}`,
                histogram,
                Number.isFinite(metrics.eer_threshold) ? metrics.eer_threshold : null,
              ),
              `${SYSTEM_NAMES[name]}. The line is the threshold at the EER.`,
            ),
          ),
          '</div>',
          `<h2>Figures${marked}</h2>`,
          table(figuresTable(measurement)),
        ]
      : []),
    ...(evaluation ? evaluationTables(evaluation).map((found) => table(labelled(found, measurement))) : []),
    ...notes(measurement),
    ...(systems.some(({ worst }) => worst) ? [`<h2>Worst comparisons${marked}</h2>`] : []),
    ...systems.flatMap((system) =>
      worstTables(system, naming).map((found) => table(labelled(found, measurement))),
    ),
    '</main>',
    '<footer>',
    ...provenance(measurement),
    '</footer>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** The first lines: on whom, and the equal error rates. */
function summary({ systems, evaluation, simulated, chimeric }: Measurement): string[] {
  const about = evaluation
    ? `${countText(evaluation.people)} people, ${countText(evaluation.samples)} samples, protocol ${evaluation.protocol}.`
    : 'Scores of another system, from a file.'
  const warnings = [
    ...(simulated
      ? [
          'The people do not exist: these figures say that the program works, not how well it knows real people.',
        ]
      : []),
    ...(chimeric
      ? [
          'Face and voice belong to different people (chimeric): figures of both together assume that they are independent.',
        ]
      : []),
  ]
  return [
    `<p>${escapeText(about)}</p>`,
    ...warnings.map((text) => `<p><strong>${escapeText(text)}</strong></p>`),
    ...systems.map(
      ({ name, metrics }) =>
        `<p><strong>${escapeText(SYSTEM_NAMES[name])}</strong>: EER ${escapeText(rateText(metrics.eer))}, ${countText(metrics.genuine)} genuine and ${countText(metrics.impostor)} impostor comparisons.</p>`,
    ),
  ]
}

function notes({ evaluation }: Measurement): string[] {
  if (!evaluation || evaluation.notes.length === 0) return []
  return [
    '<h3>Notes</h3>',
    '<ul>',
    ...evaluation.notes.map((note) => `<li>${escapeText(note)}</li>`),
    '</ul>',
  ]
}

function table({ title, heads, rows, note }: Table): string {
  const cells = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? `<th scope="row">${escapeText(cell)}</th>` : `<td>${escapeText(cell)}</td>`,
      )
      .join('')
  return [
    '<div class="scroll">',
    `<table><caption>${escapeText(title)}</caption>`,
    `<thead><tr>${heads.map((head) => `<th scope="col">${escapeText(head)}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table>`,
    '</div>',
    ...(note ? [`<p class="soft">${escapeText(note)}</p>`] : []),
  ].join('\n')
}

function figure(
  plot: Drawing,
  caption: string,
  series: Pick<Series, 'name' | 'colour' | 'dashes'>[] = [],
): string {
  const items = series.map(
    ({ name, colour, dashes }) => `<li>${svgText(legendLine(colour, dashes))}${escapeText(name)}</li>`,
  )
  return [
    '<figure>',
    svgText(plot),
    ...(items.length > 0 ? [`<ul class="legend">${items.join('')}</ul>`] : []),
    `<figcaption>${escapeText(caption)}</figcaption>`,
    '</figure>',
  ].join('\n')
}

/** A piece of a curve, for its legend. */
export function legendLine(colour: string, dashes?: string): Drawing {
  return draw(
    'svg',
    { viewBox: '0 0 30 10', 'aria-hidden': 'true' },
    draw('line', {
      x1: 0,
      x2: 30,
      y1: 5,
      y2: 5,
      stroke: colour,
      'stroke-width': 3,
      'stroke-dasharray': dashes,
    }),
  )
}

/** What is needed to repeat the measurement. */
function provenance({ made, version, command, seed, board, networks, evaluation }: Measurement): string[] {
  const entries: [string, string][] = [
    ['Made', made],
    ['Viseme', version],
    ...(board ? [['Board', board] as [string, string]] : []),
    ...(networks
      ? ([
          ['Face network, SHA-256', networks.face],
          ['Voice network, SHA-256', networks.voice],
        ] as [string, string][])
      : []),
    ...(evaluation?.calibration
      ? ([['Calibration', `${evaluation.calibration.source}: ${evaluation.calibration.data}`]] as [
          string,
          string,
        ][])
      : []),
    ['Seed', String(seed)],
  ]
  return [
    '<h2>How to repeat it</h2>',
    '<dl>',
    ...entries.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`),
    `<dt>Command</dt><dd><code>${escapeText(command)}</code></dd>`,
    '</dl>',
  ]
}
