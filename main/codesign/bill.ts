// What a design costs to buy: parts of a board from an editable price table (models/codesign/prices.json, US dollars),
// each with its date and where the price was read; `assumed` where nothing citable was at hand.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'
import { zooFolder } from '../inference/zoo.ts'
import type { Design } from './design.ts'

export const priceSchema = z.strictObject({
  /** Id of the board it is a part of. */
  board: z.string().min(1),
  part: z.string().min(1),
  /** Which designs need it. */
  needed: z.enum(['always', 'face', 'voice', 'psram']),
  dollars: z.number().nonnegative(),
  date: z.string().regex(/^\d{4}(-\d{2}){0,2}$/),
  source: z.string().min(1),
})
const priceTable = z.strictObject({ format: z.literal('viseme-prices/1'), prices: z.array(priceSchema) })

export type Price = z.infer<typeof priceSchema>

export const pricesPath = (folder: string = zooFolder()): string => join(folder, 'codesign', 'prices.json')

/** Reads a price table. Throws `bad-prices` (exit 2). */
export function readPrices(path: string = pricesPath()): Price[] {
  try {
    return priceTable.parse(JSON.parse(readFileSync(path, 'utf8'))).prices
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-prices',
      message: `${path} is no price table.`,
      next: 'Begin from models/codesign/prices.json of the repository.',
      exitCode: 2,
      cause,
    })
  }
}

/** A price table's text, a price a line. Throws ZodError where a price is malformed. */
export function pricesText(prices: readonly Price[]): string {
  const { format, prices: checked } = priceTable.parse({ format: 'viseme-prices/1', prices })
  const lines = checked.map((each) => `  ${JSON.stringify(each)}`)
  return `{\n "format": "${format}",\n "prices": [\n${lines.join(',\n')}\n ]\n}\n`
}

/** The parts that a design has to buy; none where the table does not know its board. */
export function billOf(prices: readonly Price[], { board, face, voice, psram }: Design): Price[] {
  const needs = { always: true, face: face !== null, voice: voice !== null, psram: psram !== 'off' }
  const own = prices.filter((each) => each.board === board)
  return own.some(({ needed }) => needed === 'always') ? own.filter(({ needed }) => needs[needed]) : []
}

/** Dollars of a bill; null of an empty one. */
export const dollarsOf = (bill: readonly Price[]): number | null =>
  bill.length === 0 ? null : bill.reduce((sum, { dollars }) => sum + dollars, 0)
