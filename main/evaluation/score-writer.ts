// Score files as they are written: one line per comparison, `enrol test score target|nontarget` (Kaldi).

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemName } from './systems.ts'

const FLUSH_CHARACTERS = 1 << 20

/** The file of a system's scores. */
export const scoreFileName = (system: SystemName): string => `${system}-scores.txt`

export interface ScoreWriter {
  /** White space in names becomes %20, as the format has no quotes. */
  write(system: SystemName, enrolled: string, tested: string, score: number, genuine: boolean): void
  close(): void
}

/** Writes the scores of each system into a file of its own in a folder that exists. */
export function scoreWriter(folder: string): ScoreWriter {
  const files = new Map<SystemName, { descriptor: number; text: string }>()
  const nameOf = (name: string) => name.replaceAll(/\s/g, '%20')
  const flush = (file: { descriptor: number; text: string }) => {
    writeSync(file.descriptor, file.text)
    file.text = ''
  }
  return {
    write: (system, enrolled, tested, score, genuine) => {
      let file = files.get(system)
      if (!file) {
        file = { descriptor: openSync(join(folder, scoreFileName(system)), 'w'), text: '' }
        files.set(system, file)
      }
      file.text += `${nameOf(enrolled)} ${nameOf(tested)} ${score} ${genuine ? 'target' : 'nontarget'}\n`
      if (file.text.length > FLUSH_CHARACTERS) flush(file)
    },
    close: () => {
      for (const file of files.values()) {
        flush(file)
        closeSync(file.descriptor)
      }
    },
  }
}
