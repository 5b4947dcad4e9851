// The design space for the window, on a thread of its own.

import { join, resolve } from 'node:path'
import { activate, deactivate } from '../codesign/active-design.ts'
import {
  addBoard,
  addModel,
  pricesOf,
  readAdditions,
  removeAdditions,
  resetPrices,
  storePrices,
} from '../codesign/additions.ts'
import { designedSystem } from '../codesign/designed-system.ts'
import { deskThread } from '../codesign/desk-thread.ts'
import { requireOutside } from '../written-file.ts'
import type { CallContext, Handlers, Surroundings } from './handlers.ts'

type CodesignHandlers = Pick<
  Handlers,
  | 'codesign-space'
  | 'codesign-count'
  | 'codesign-table'
  | 'codesign-points'
  | 'codesign-guidelines'
  | 'codesign-interactions'
  | 'codesign-export'
  | 'codesign-prices'
  | 'codesign-prices-store'
  | 'codesign-add-board'
  | 'codesign-add-model'
  | 'codesign-activate'
  | 'codesign-remove-additions'
>

export function codesignHandlers({
  directory,
  renewSystem,
}: Pick<Surroundings, 'directory' | 'renewSystem'>): CodesignHandlers {
  const desk = deskThread(directory)
  const told =
    ({ progress }: CallContext) =>
    (done: number, total: number, what: string) =>
      progress({ done, total, what })
  return {
    'codesign-space': async (_, context) => {
      const { boards, models } = readAdditions(directory)
      const { axes, designs } = await desk.ask('axes', {}, told(context))
      return { axes, designs, added: { boards: boards.length, models: models.length } }
    },

    'codesign-count': ({ restriction }) => desk.ask('count', { restriction }),

    'codesign-table': async (asked, context) => ({ table: await desk.ask('table', asked, told(context)) }),

    'codesign-points': async (asked) => ({ points: await desk.ask('points', asked) }),

    'codesign-guidelines': (asked, context) => desk.ask('guidelines', asked, told(context)),

    'codesign-interactions': async (asked, context) => ({
      interactions: await desk.ask('interactions', asked, told(context)),
    }),

    'codesign-export': async ({ folder, what }) => {
      const target = resolve(folder)
      requireOutside(join(target, 'recipe.json'), directory)
      return { files: await desk.ask('write', { folder: target, what }) }
    },

    'codesign-prices': async () => pricesOf(directory),

    'codesign-prices-store': async ({ prices }) => {
      if (prices === null) resetPrices(directory)
      else storePrices(directory, prices)
      desk.restart()
      return pricesOf(directory)
    },

    'codesign-add-board': async ({ name, text }) => {
      const board = addBoard(directory, text, name)
      desk.restart()
      return { board }
    },

    'codesign-add-model': async ({ modality, name, bytes }) => {
      addModel(directory, modality, name, bytes)
      desk.restart()
      return {}
    },

    'codesign-activate': async ({ id }) => {
      if (id === null) deactivate(directory)
      else activate(directory, designedSystem(id, directory))
      renewSystem()
      return {}
    },

    'codesign-remove-additions': async () => {
      removeAdditions(directory)
      desk.restart()
      return {}
    },
  }
}
