// Score files as they are written: one line per comparison, `enrol test score target|nontarget` (Kaldi).

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const FLUSH_CHARACTERS = 1 << 20

export interface ScoreWriter {
  /** White space in names becomes %20, as the format has no quotes. */
  write(system: string, enrolled: string, tested: string, score: number, genuine: boolean): void
  close(): void
}

/** Writes `<system>-scores.txt` files into a folder, which is made where it is missing. */
export function scoreWriter(folder: string): ScoreWriter {
  mkdirSync(folder, { recursive: true })
  const files = new Map<string, { descriptor: number; text: string }>()
  const nameOf = (name: string) => name.replaceAll(/\s/g, '%20')
  const flush = (file: { descriptor: number; text: string }) => {
    writeSync(file.descriptor, file.text)
    file.text = ''
  }
  return {
    write: (system, enrolled, tested, score, genuine) => {
      let file = files.get(system)
      if (!file) {
        file = { descriptor: openSync(join(folder, `${system}-scores.txt`), 'w'), text: '' }
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
