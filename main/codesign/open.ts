// Everything that points are made of, read from the repository's files or from the user's own.

import { zooFolder } from '../inference/zoo.ts'
import { accuraciesOf, designAccuracyPath, readDesignAccuracy } from './accuracy.ts'
import { pricesPath, readPrices } from './bill.ts'
import { type Candidate, readCandidates } from './candidates.ts'
import { readSpace, type Space, spacePath } from './space.ts'
import { type Workshop, workshop } from './table.ts'

export interface Sources {
  /** A space file. */
  space?: string
  /** A price table. */
  prices?: string
  /** Narrows the space before its networks are read. */
  narrow?: (space: Space) => Space
  /** Which of its networks can be chosen; without it all. */
  isWanted?: (candidate: Candidate) => boolean
  onCandidate?: (done: number, name: string) => void
}

/** Throws what the readers of these files throw (exit 2 or 4). */
export function openWorkshop(
  { space, prices, narrow = (whole) => whole, isWanted = () => true, onCandidate }: Sources = {},
  folder: string = zooFolder(),
): Workshop {
  const narrowed = narrow(readSpace(space ?? spacePath(folder)))
  const { face, voice } = readCandidates(narrowed, folder, onCandidate)
  const candidates = { face: face.filter(isWanted), voice: voice.filter(isWanted) }
  const measured = readDesignAccuracy(designAccuracyPath(folder))
  return workshop(
    narrowed,
    candidates,
    readPrices(prices ?? pricesPath(folder)),
    accuraciesOf(measured),
    measured?.pairings,
  )
}
