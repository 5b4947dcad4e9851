// The design space: its axes, a part of it as columns, designs with all that is known, prices, boards and networks added.

import { z } from 'zod'
import { axisNames } from '../codesign/axes.ts'
import { priceSchema } from '../codesign/bill.ts'
import type { Table } from '../codesign/desk.ts'
import type { Guidelines } from '../codesign/guidelines/derive.ts'
import type { Interaction } from '../codesign/interactions.ts'
import type { DesignPoint } from '../codesign/points.ts'
import { responseNames } from '../codesign/responses.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { fileBytes } from './presented.ts'

const level = z.union([z.string().max(64), z.number()])
const restriction = z.partialRecord(z.enum(axisNames), z.array(level).max(200))
const id = z.string().max(256)
const fmr = z.number().gt(0).lt(1)
const path = z.string().min(1).max(4096)

/** What this program makes itself and hands on as it is: checked where it is made, by its types. */
const made = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

const prices = z.object({ prices: z.array(priceSchema), own: z.boolean() })

export const codesignChannels = {
  'codesign-space': {
    payload: none,
    answer: z.object({
      axes: z.record(z.enum(axisNames), z.array(level)),
      designs: z.number(),
      /** Boards and networks that the user added. */
      added: z.object({ boards: z.number(), models: z.number() }),
    }),
  },
  'codesign-count': {
    payload: z.object({ restriction }).strict(),
    answer: z.object({ designs: z.number() }),
  },
  /** Null: another table was asked for meanwhile. */
  'codesign-table': {
    payload: z.object({ restriction, statedFmr: z.number().gt(0).lt(1).nullable() }).strict(),
    answer: z.object({ table: made<Table>().nullable() }),
  },
  'codesign-points': {
    payload: z.object({ ids: z.array(id).min(1).max(4) }).strict(),
    answer: z.object({ points: z.array(made<DesignPoint>()) }),
  },
  'codesign-guidelines': {
    payload: z.object({ fmr }).strict(),
    answer: z.object({ guidelines: made<Guidelines>(), plots: z.array(made<Interaction>()) }),
  },
  'codesign-interactions': {
    payload: z.object({ response: z.enum(responseNames), fmr }).strict(),
    answer: z.object({ interactions: z.array(made<Interaction>()) }),
  },
  /** The last table, some of it, or a firmware recipe, as files of a folder. */
  'codesign-export': {
    payload: z
      .object({
        folder: path,
        what: z.union([
          z.object({ kind: z.enum(['csv', 'json']), ids: z.array(id).max(60_000).nullable() }).strict(),
          z.object({ kind: z.literal('recipe'), id }).strict(),
        ]),
      })
      .strict(),
    answer: z.object({ files: z.array(z.string()) }),
  },
  'codesign-prices': { payload: none, answer: prices },
  /** Null: the shipped ones again. */
  'codesign-prices-store': {
    payload: z.object({ prices: z.array(priceSchema).max(500).nullable() }).strict(),
    answer: prices,
  },
  'codesign-add-board': {
    payload: z.object({ name: z.string().max(512), text: z.string().max(200_000) }).strict(),
    answer: z.object({ board: z.string() }),
  },
  'codesign-add-model': {
    payload: z
      .object({ modality: z.enum(['face', 'voice']), name: z.string().max(64), bytes: fileBytes })
      .strict(),
    answer: none,
  },
  /** Makes a design the system in use; null: the default one again. */
  'codesign-activate': { payload: z.object({ id: id.nullable() }).strict(), answer: none },
  'codesign-remove-additions': { payload: none, answer: none },
} as const satisfies Contracts
