// `viseme zoo`: every network and SubNet under models/, what it costs a board and how good it was measured to be.

import type { Command } from 'commander'
import type { ListedNetwork } from '../supernet/zoo-list.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { answer } from './output.ts'
import { table } from './table.ts'

interface ZooOptions extends BoardArguments {
  all?: boolean
  json?: boolean
}

export function zooCommand(program: Command): void {
  const command = program
    .command('zoo')
    .description('networks and SubNets: size, cost on a board, measured accuracy, card')
  addBoardOptions(command)
    .option('--all', 'also SubNets that are not among the chosen ones, and other precisions')
    .option('--json', 'print one JSON document with all of them')
    .action(async (options: ZooOptions) => {
      const { listZoo } = await import('../supernet/zoo-list.ts')
      const { board, options: configuration } = chosenBoard(options)
      const networks = listZoo(board, configuration, { all: Boolean(options.all || options.json) })
      answer(options, { board: board.name, networks }, (document) => zooText(document.networks).join('\n'))
    })
}

const percent = (value: number): string => `${(100 * value).toFixed(1)}`

/** One line per network, then the figures measured on it. */
export function zooText(networks: readonly ListedNetwork[]): string[] {
  const costs = networks.map(
    ({ name, task, precision, macs, weight_bytes, arena_bytes, latency_ms, card }) => [
      name,
      task,
      precision,
      (macs / 1e6).toFixed(2),
      (weight_bytes / 1000).toFixed(0),
      arena_bytes.toLocaleString('en'),
      latency_ms.estimate.toFixed(0),
      card,
    ],
  )
  const figures = networks.flatMap(({ accuracy }) =>
    accuracy.map(({ network, set, measure, precision, value, low, high, counts }) => [
      network,
      precision,
      set,
      measure,
      `${percent(value)} % (${percent(low)} to ${percent(high)})`,
      Object.entries(counts)
        .map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`)
        .join(', '),
    ]),
  )
  return [
    ...table(
      ['network', 'task', 'precision', 'MMAC', 'weights KB', 'arena bytes', 'board ms', 'card'],
      costs,
      [0, 1, 2, 7],
    ),
    '',
    ...(figures.length === 0
      ? ['Nothing was measured on these networks yet.']
      : table(
          ['network', 'precision', 'set', 'measure', '(95 % limits)', 'counts'],
          figures,
          [0, 1, 2, 3, 4, 5],
        )),
  ]
}
