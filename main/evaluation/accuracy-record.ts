// models/accuracy.json: accuracies of networks as the measuring commands wrote them, never typed in. Each figure names
// the bytes (SHA-256 of the .tflite) it was measured on; figures of other bytes are not shown.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { VisemeError } from '../errors.ts'

const figure = z.object({
  /** The network of zoo.json, or `supernet/subnet`. */
  network: z.string().min(1),
  precision: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The people and pictures or recordings, e.g. `LFW folds 9-10`. */
  set: z.string().min(1),
  /** What is stated, e.g. `accuracy`, `EER`, `recall`; `EER increase over float32`. A share of 1. */
  measure: z.string().min(1),
  value: z.number(),
  /** 95 % limits. */
  low: z.number(),
  high: z.number(),
  /** What was counted: comparisons, people, faces, frames. */
  counts: z.record(z.string(), z.number().int().nonnegative()),
  /** How: the command line from the repository's root, and its day. */
  command: z.string().min(1),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
})
const record = z.object({ figures: z.array(figure) })

export type AccuracyFigure = z.infer<typeof figure>

/** The figures of `path`; none where there is no such file. Exit 4 where it is malformed. */
export function readAccuracies(path: string): AccuracyFigure[] {
  if (!existsSync(path)) return []
  try {
    return record.parse(JSON.parse(readFileSync(path, 'utf8'))).figures
  } catch (cause) {
    throw new VisemeError({
      code: 'bad-accuracy-record',
      message: `${path} is malformed.`,
      next: 'Restore it from the repository, or measure again with the commands of models/training/.',
      exitCode: 4,
      cause,
    })
  }
}

/** Writes `figures` into the record at `path`; they replace those of the same network, precision, set and measure. */
export function noteAccuracies(path: string, figures: readonly AccuracyFigure[]): void {
  const keyOf = ({ network, precision, set, measure }: AccuracyFigure): string =>
    [network, precision, set, measure].join('\n')
  const inOrder = figures.map((each) => figure.parse(each))
  const all = new Map([...readAccuracies(path), ...inOrder].map((each) => [keyOf(each), each]))
  const sorted = [...all.values()].toSorted((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'))
  const lines = sorted.map((each) => `  ${JSON.stringify(each)}`)
  writeFileSync(path, `{\n "figures": [\n${lines.join(',\n')}\n ]\n}\n`)
}
