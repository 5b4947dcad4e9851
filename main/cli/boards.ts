// `viseme boards`: the boards there are; one of them as the JSON file that describes it; the schema of such files.

import type { Command } from 'commander'
import { boardJsonSchema } from '../board/board-file.ts'
import { type Board, boardCalled, boards } from '../board/boards.ts'
import { answer } from './output.ts'
import { table } from './table.ts'

interface BoardsOptions {
  schema?: boolean
  json?: boolean
}

export function boardsCommand(program: Command): void {
  program
    .command('boards [id]')
    .description('the boards there are; with an id, everything known of one, as a file for --board')
    .option('--schema', 'print the JSON Schema of board files')
    .option('--json', 'print one JSON document')
    .action((id: string | undefined, options: BoardsOptions) => {
      if (options.schema) answer({ json: true }, boardJsonSchema(), String)
      else if (id !== undefined) answer(options, boardCalled(id), boardText)
      else answer(options, { boards: Object.values<Board>(boards) }, ({ boards: all }) => listText(all))
    })
}

const kib = (bytes: number): string => `${Math.round(bytes / 1024).toLocaleString('en-US')} KiB`

const internal = (board: Board): number => board.internal.reduce((sum, { bytes }) => sum + bytes, 0)

function listText(all: readonly Board[]): string {
  const rows = all.map((board) => [
    board.id,
    board.name,
    board.chip,
    `${board.processor.cores} × ${board.processor.clocksMhz[0]} MHz`,
    kib(internal(board)),
    board.psram.bytes > 0 ? kib(board.psram.bytes) : 'none',
    kib(board.flash.bytes),
  ])
  return table(['id', 'board', 'chip', 'cores', 'heap', 'PSRAM', 'flash'], rows, [0, 1, 2, 3]).join('\n')
}

function boardText(board: Board): string {
  const { processor, psram, flash, sensorBuffers, power } = board
  const resident = ({ name, bytes }: { name: string; bytes: number }) => [name, kib(bytes)]
  return [
    `${board.name} (${board.id}), ${board.chip}${board.priceDollars === null ? '' : `, ${board.priceDollars} dollars`}`,
    `cores     ${processor.cores} of kind ${processor.core}, ${processor.clocksMhz.join(', ')} MHz`,
    `cache     ${kib(processor.cache.bytes)}, ${processor.cache.ways}-way, lines of ${processor.cache.lineBytes} bytes`,
    `PSRAM     ${psram.bytes === 0 ? 'none' : `${kib(psram.bytes)}, ${kib(psram.mappedBytes)} mapped at a time`}`,
    `flash     ${kib(flash.bytes)}, ${flash.modes.join(', ')}`,
    `current   ${processor.clocksMhz.map((clock) => `${power.busyMilliamps[clock]} mA at ${clock} MHz`).join(', ')}, computing`,
    '',
    ...table(['heap at boot', 'size'], board.internal.map(resident), [0]),
    '',
    ...table(
      ['held before any network', 'size'],
      [
        ...board.residents,
        ...sensorBuffers.frame[psram.bytes > 0 ? 'psram' : 'sram'],
        ...sensorBuffers.audio[psram.bytes > 0 ? 'psram' : 'sram'],
      ].map(resident),
      [0],
    ),
    '',
    `As a file to start from: viseme boards ${board.id} --json`,
  ].join('\n')
}
