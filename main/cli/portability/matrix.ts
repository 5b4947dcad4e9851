// `viseme portability matrix`: which devices order networks alike, and which proxies therefore serve which devices.

import type { Command } from 'commander'
import type { Monotonicity } from '../../portability/monotonicity.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'

export function matrixCommand(portability: Command): void {
  portability
    .command('matrix <table>')
    .description('rank correlation between devices, clusters, and what each proxy covers')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: { json?: boolean }) => {
      const { readLatencyTable } = await import('../../portability/latency-table.ts')
      const { monotonicity, MONOTONE } = await import('../../portability/monotonicity.ts')
      const latencies = await readLatencyTable(path)
      const document = {
        networks: latencies.networks.length,
        covers_from: MONOTONE,
        ...monotonicity(latencies),
      }
      answer(options, document, text)
    })
}

/** Cells of more devices than this are left to --json. */
const WIDEST = 16

function text({
  devices,
  matrix,
  clusters,
  proxies,
  networks,
  covers_from,
}: Monotonicity & { networks: number; covers_from: number }): string {
  const cells = matrix.map((row, i) => [
    devices[i],
    ...row.map(({ value, low, high }, j) =>
      i === j ? '1' : `${value.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`,
    ),
  ])
  const covering = proxies.filter(({ covers }) => covers.length > 0)
  const groups = clusters.filter(({ length }) => length > 1)
  return [
    `Spearman's rank correlation over ${networks} networks (95 % interval):`,
    ...(devices.length <= WIDEST
      ? table(['', ...devices], cells, [0])
      : [`  ${devices.length} devices: the matrix is in --json.`]),
    '',
    `Clusters in which every two devices reach ${covers_from}:`,
    ...(groups.length === 0 ? ['  none'] : groups.map((members) => `  ${members.join(', ')}`)),
    '',
    `Proxies and the devices they cover at ${covers_from}:`,
    ...(covering.length === 0
      ? [`  none: ${networks} networks do not carry the claim, or no two devices agree so far.`]
      : covering.map(({ proxy, covers }) => `  ${proxy}: ${covers.join(', ')}`)),
  ].join('\n')
}
