// `viseme supernet serve`: one stream of queries under every cache, and in detail under the chosen one.

import type { Command } from 'commander'
import { Option } from 'commander'
import type { Comparison } from '../../supernet/comparison.ts'
import { type Policy, policies } from '../../supernet/policy.ts'
import { type CacheName, caches, streamKinds, usualRuns } from '../../supernet/settings.ts'
import { LARGEST_SEED, wholeFrom } from '../arguments.ts'
import { answer } from '../output.ts'
import { table } from '../table.ts'
import { addSupernetBoardOptions, chosenSupernetBoard, type SupernetBoardArguments } from './board.ts'

interface ServeArguments extends SupernetBoardArguments {
  buffer?: number
  q: number
  policy: Policy
  cache: CacheName
  stream: string
  queries: number
  runs?: number
  seed: number
  json?: boolean
}

export function serveCommand(supernet: Command): void {
  const command = supernet
    .command('serve [name]')
    .description('a stream of queries served by the SubNets of a SuperNet (face-embed without a name)')
  addSupernetBoardOptions(command)
    .addOption(
      new Option('--buffer <bytes>', 'persistent buffer; all free internal RAM without it').argParser(
        wholeFrom(0, 1 << 24),
      ),
    )
    .addOption(
      new Option('--q <queries>', 'queries between caching decisions')
        .argParser(wholeFrom(1, 10_000))
        .default(10),
    )
    .addOption(
      new Option('--policy <name>', 'which bound is strict').choices(policies).default('strict-accuracy'),
    )
    .addOption(new Option('--cache <name>', 'the cache to show in detail').choices(caches).default('sushi'))
    .option('--stream <kind|file.csv>', 'steady, bursty, drifting, adversarial, or a file', 'bursty')
    .addOption(
      new Option('--queries <count>', 'length of a generated stream')
        .argParser(wholeFrom(1, 1_000_000))
        .default(500),
    )
    .addOption(
      new Option(
        '--runs <count>',
        'runs of the network for each query of a generated stream: pictures of a face, 2-s windows of a voice (default: 1, 3)',
      ).argParser(wholeFrom(1, 100)),
    )
    .addOption(
      new Option('--seed <n>', 'of a generated stream').argParser(wholeFrom(0, LARGEST_SEED)).default(1),
    )
    .option('--json', 'print one JSON document, every query in it')
    .action(async (name: string | undefined, options: ServeArguments) => {
      const { servedSupernet } = await import('../../supernet/served-supernet.ts')
      const { freeForBuffer, tableOnBoard } = await import('../../supernet/set-up.ts')
      const { generateStream } = await import('../../supernet/streams.ts')
      const { readStream } = await import('../../supernet/stream-file.ts')
      const { compareCaches } = await import('../../supernet/comparison.ts')
      const supernet = servedSupernet(name ?? 'face-embed')
      const { board, options: chosen } = chosenSupernetBoard(options)
      const buffer = options.buffer ?? freeForBuffer(supernet, board, chosen)
      const served = tableOnBoard(supernet, board, chosen, buffer)
      const { q, policy, queries, seed, stream, runs = usualRuns[supernet.modality] } = options
      const kind = streamKinds.find((each) => each === stream)
      const asked =
        kind === undefined
          ? await readStream(stream, served, supernet.modality)
          : generateStream(kind, served, queries, q, seed, runs)
      const document = {
        supernet: supernet.name,
        board: board.id,
        buffer_bytes: buffer,
        stream,
        seed: kind === undefined ? null : seed,
        runs: asked.reduce((sum, query) => sum + query.runs, 0) / asked.length,
        ...compareCaches(served, asked, policy, q, options.cache),
      }
      answer(options, document, serveText)
    })
}

const percent = (change: number): string => `${change >= 0 ? '+' : ''}${(100 * change).toFixed(1)} %`

function serveText({
  supernet,
  board,
  buffer_bytes,
  stream,
  runs,
  period,
  policy,
  accuracy_set,
  subnets,
  caches,
}: Comparison & {
  supernet: string
  board: string
  buffer_bytes: number
  stream: string
  runs: number
}): string {
  const [none] = caches
  const rows = caches.map(({ cache, summary }) => [
    cache,
    summary.latency_ms.toFixed(1),
    percent(summary.latency_ms / none.summary.latency_ms - 1),
    (100 * summary.accuracy).toFixed(2),
    String(summary.deadline_misses),
    String(summary.deadline_misses_with_loads),
    String(summary.accuracy_misses),
    (summary.off_chip_bytes / 1024).toFixed(0),
    summary.off_chip_mj.toFixed(3),
    String(summary.loads),
  ])
  return [
    `${supernet} on ${board}: ${none.summary.queries} ${stream} queries of ${Number(runs.toFixed(2))} run${runs === 1 ? '' : 's'}, ${policy}, buffer ${buffer_bytes} bytes, a decision every ${period}.`,
    'Latency and accuracy are means per query, loads of the buffer included; times are estimates.',
    'Late: slower than the bound, without the load just before the query (which fits between queries), and with it.',
    `Accuracy of a SubNet: 1 - EER on ${accuracy_set}.`,
    ...table(
      [
        'cache',
        'ms',
        'change',
        'accuracy %',
        'late',
        'with loads',
        'inaccurate',
        'off-chip KiB',
        'off-chip mJ',
        'loads',
      ],
      rows,
      [0],
    ),
    '',
    ...table(
      ['SubNet', 'accuracy %', 'ms without buffer', 'KiB', 'served'],
      subnets.map((subnet) => [
        subnet.name,
        (100 * subnet.accuracy).toFixed(2),
        subnet.latency_ms.toFixed(1),
        (subnet.bytes / 1024).toFixed(0),
        String(subnet.served),
      ]),
      [0],
    ),
  ].join('\n')
}
