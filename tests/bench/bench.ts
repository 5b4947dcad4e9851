// npm run bench [-- --json]: Viseme's kernels against TensorFlow Lite's WebAssembly runtime with XNNPACK, and the
// emulated ESP-EYE against the board's own time, on one thread; whole attempts on all threads; error rates of ten million
// scores and of all pairs of a large set, and a stream of queries to a SuperNet, against plain versions; one run. A ratio above 1: Viseme is better.

import { parseArgs } from 'node:util'
import { applicationRoot } from '../../main/application-root.ts'
import { assess } from '../../main/board/assess.ts'
import { defaultBoard } from '../../main/board/boards.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { seededInputs } from '../../main/inference/seeded-input.ts'
import { buildKernels } from '../../setup/build-kernels.ts'
import { measureDecision } from './decision.ts'
import { DESIGNS, measureDesignPoints } from './designs.ts'
import { measureInTurn } from './measure.ts'
import { measureMetrics } from './metrics.ts'
import { type Network, ownNetworks, pointwiseNetwork, sharedNetworks, visualWakeWords } from './networks.ts'
import { measureOptimiser } from './optimiser.ts'
import { loadRival, type PrepareRival, type Rival } from './rival.ts'
import { measureServing } from './serving.ts'
import { measureStart } from './window.ts'
import { measureThreads } from './workers.ts'

interface Row {
  name: string
  value: number
  unit: string
  rival: string | null
  rival_value: number | null
  ratio: number | null
}

/** What the window promises, on two cores. */
const DECISION_LIMIT_MS = 300
const START_LIMIT_MS = 1500
/** What the co-design space promises, on two cores. */
const DESIGNS_LIMIT_S = 10

const RIVAL = 'TensorFlow Lite WASM, XNNPACK'

function measure({ name, bytes }: Network, prepareRival: PrepareRival): Row[] {
  const prepared = prepare(readModel(bytes))
  const macs = prepared.operators.reduce((sum, operator) => sum + operator.macs, 0)
  const inputs = seededInputs(
    prepared.inputs.map((input) => input.bytes),
    1,
  )
  const rival = tryRival(() => prepareRival(bytes))
  const runs = [() => prepared.invoke(inputs), ...(rival === null ? [] : [() => rival.invoke(inputs)])]
  const [ours, theirs = null] = measureInTurn(runs)
  rival?.close()
  const speed = (ms: number): number => macs / ms / 1e6
  const board = assess(prepared, defaultBoard).latency_ms.estimate
  return [
    row(name, { unit: 'ms', value: ours, rival: RIVAL, rivalValue: theirs, ratio: (theirs ?? 0) / ours }),
    row(name, {
      unit: 'GMAC/s',
      value: speed(ours),
      rival: RIVAL,
      rivalValue: theirs === null ? null : speed(theirs),
      ratio: (theirs ?? 0) / ours,
    }),
    row(`${name}, emulated`, {
      unit: 'ms',
      value: ours,
      rival: defaultBoard.name,
      rivalValue: board,
      ratio: board / ours,
    }),
  ]
}

function row(
  name: string,
  measured: { unit: string; value: number; rival: string; rivalValue: number | null; ratio: number },
): Row {
  const { unit, value, rival, rivalValue, ratio } = measured
  if (rivalValue === null) return { name, value, unit, rival: null, rival_value: null, ratio: null }
  return { name, value, unit, rival, rival_value: rivalValue, ratio }
}

const alone = (name: string, unit: string, value: number): Row => ({
  name,
  value,
  unit,
  rival: null,
  rival_value: null,
  ratio: null,
})

/** Null where the rival rejects the model. */
function tryRival(prepareRival: () => Rival): Rival | null {
  try {
    return prepareRival()
  } catch (error) {
    console.error((error as Error).message)
    return null
  }
}

function describe(rows: Row[]): string {
  const number = (x: number | null): string => (x === null ? '-' : x.toPrecision(4))
  const cells = rows.map(({ name, value, unit, rival, rival_value, ratio }) => [
    name,
    number(value),
    unit,
    number(rival_value),
    ratio === null ? '-' : ratio.toFixed(2),
    rival ?? '',
  ])
  const table = [['', 'Viseme', '', 'rival', 'ratio', ''], ...cells]
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)))
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
await buildKernels(applicationRoot())
const prepareRival = await loadRival()
const { networks, missing } = sharedNetworks()
for (const name of missing) console.error(`skipped: ${name} is not in the shared folder`)
const rows = [...networks, visualWakeWords(), ...ownNetworks(), pointwiseNetwork()].flatMap((network) =>
  measure(network, prepareRival),
)
const [one, all] = await measureThreads()
rows.push(
  row(`attempts on ${all.threads} threads`, {
    unit: '1/s',
    value: all.perSecond,
    rival: 'Viseme on 1 thread',
    rivalValue: one.perSecond,
    ratio: all.perSecond / one.perSecond,
  }),
)
rows.push(
  ...measureMetrics().map(({ name, seconds, plain }) =>
    row(name, {
      unit: 's',
      value: seconds,
      rival: 'plain version, Float64Array.sort',
      rivalValue: plain,
      ratio: plain / seconds,
    }),
  ),
)
const serving = await measureServing()
rows.push(
  row('100,000 queries to the face SuperNet', {
    unit: 's',
    value: serving.seconds,
    rival: 'plain version, filter and sort per query',
    rivalValue: serving.plain,
    ratio: serving.plain / serving.seconds,
  }),
)
const { quality, search } = await measureOptimiser()
rows.push(
  row('design of a board by the learned optimiser', {
    unit: 'us',
    value: 1000 * quality.optimiser_ms,
    rival: `search over ${search.designs} designs`,
    rivalValue: 1000 * search.ms,
    ratio: search.ms / quality.optimiser_ms,
  }),
  row(`its hypervolume, mean of ${quality.devices.length} devices`, {
    unit: '',
    value: quality.mean_ratio,
    rival: 'every design, through the same predictors',
    rivalValue: 1,
    ratio: quality.mean_ratio,
  }),
)
const decision = await measureDecision()
rows.push(
  row('decision after the capture, face and voice, median', {
    unit: 'ms',
    value: decision.ms,
    rival: 'limit',
    rivalValue: DECISION_LIMIT_MS,
    ratio: DECISION_LIMIT_MS / decision.ms,
  }),
  ...decision.parts.slice(0, 6).map(({ name, ms }) => alone(`  of it: ${name}`, 'ms', ms)),
)
const designs = await measureDesignPoints()
rows.push(
  row(`${DESIGNS.toLocaleString('en')} designs: limits, costs and error rates`, {
    unit: 's',
    value: designs,
    rival: 'limit',
    rivalValue: DESIGNS_LIMIT_S,
    ratio: DESIGNS_LIMIT_S / designs,
  }),
)
const start = await measureStart()
if (start === null) console.error('skipped: the start of the window (no display or no browser)')
else
  rows.push(
    row('start to a usable window, median', {
      unit: 'ms',
      value: start,
      rival: 'limit',
      rivalValue: START_LIMIT_MS,
      ratio: START_LIMIT_MS / start,
    }),
  )
console.log(values.json ? JSON.stringify({ rows }, null, 1) : describe(rows))
