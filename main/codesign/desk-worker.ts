// The thread of deskThread: reads the space once, then answers.

import { parentPort, workerData } from 'node:worker_threads'
import { VisemeError } from '../errors.ts'
import { pricesFile, withAdditions } from './additions.ts'
import { type Analysis, openAnalysis } from './analysis.ts'
import { countCandidates } from './candidates.ts'
import { parseDesign } from './design.ts'
import { type Desk, openDesk } from './desk.ts'
import type { AskName, Asks, News, Question } from './desk-thread.ts'
import { writePoints, writeRecipe } from './export.ts'
import { openWorkshop } from './open.ts'
import { readSpace } from './space.ts'
import type { Workshop } from './table.ts'

const { directory }: { directory: string } = workerData
const tell = (news: News) => parentPort?.postMessage(news)

let opened: Opened | null = null
let latestTable = 0

interface Opened {
  desk: Desk
  analysis: Analysis
  workshop: Workshop
}

function open(onNetwork: (done: number, total: number, name: string) => void): Opened {
  const total = countCandidates(withAdditions(readSpace(), directory))
  const workshop = openWorkshop({
    narrow: (space) => withAdditions(space, directory),
    prices: pricesFile(directory),
    onCandidate: (done, name) => onNetwork(done, total, name),
  })
  return { desk: openDesk(workshop), analysis: openAnalysis(workshop), workshop }
}

async function answer<Name extends AskName>(
  call: number,
  name: Name,
  ask: Asks[Name]['ask'],
): Promise<Asks[AskName]['answer']> {
  const progress = (what: string) => (done: number, total: number) => tell({ call, done, total, what })
  opened ??= open((done, total, network) => progress(network)(done, total))
  const { desk, analysis, workshop } = opened
  const { axes, designs, count, table, point } = desk
  switch (name) {
    case 'axes':
      return { axes, designs }
    case 'count':
      return { designs: count((ask as Asks['count']['ask']).restriction) }
    case 'points':
      return (ask as Asks['points']['ask']).ids.map(point)
    case 'guidelines':
      return analysis.guidelines((ask as Asks['guidelines']['ask']).fmr, progress(''))
    case 'interactions': {
      const { response, fmr } = ask as Asks['interactions']['ask']
      return analysis.interactions(response, fmr, progress(''))
    }
    case 'write': {
      const { folder, what } = ask as Asks['write']['ask']
      return what.kind === 'recipe'
        ? writeRecipe(workshop, parseDesign(what.id), folder)
        : writePoints(desk.latest(), what.kind, what.ids, folder)
    }
    default: {
      latestTable = call
      const { restriction, statedFmr } = ask as Asks['table']['ask']
      return table(restriction, statedFmr, progress(''), () => latestTable !== call)
    }
  }
}

parentPort?.on('message', async ({ call, name, ask }: Question) => {
  try {
    tell({ call, answer: await answer(call, name, ask) })
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    const { code, message, next, exitCode } = error
    tell({ call, failure: { code, message, next, exitCode } })
  }
})
