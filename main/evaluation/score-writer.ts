// Scores as they are written, each system in files of its own: `enrol test score target|nontarget` (Kaldi), which
// `viseme metrics` and other tools read, and a CSV that also tells people, attacks and log-likelihood ratios.

import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { KINDS, type Kind, type SystemScores } from './comparison-table.ts'
import type { SystemName } from './systems.ts'

const FLUSH_CHARACTERS = 1 << 20

/** The files of a system's scores. */
export const scoreFileNames = (system: SystemName): string[] => [
  `${system}-scores.txt`,
  `${system}-scores.csv`,
]

const LABELS: Partial<Record<Kind, string>> = { genuine: 'target', impostor: 'nontarget' }

/** Writes a system's scores into a folder that exists; `ratios` are the same comparisons as log-likelihood ratios. */
export function writeScores(
  folder: string,
  system: SystemName,
  { table, scores }: SystemScores,
  ratios: SystemScores | null,
): void {
  const [kaldi, csv] = scoreFileNames(system).map((name) => lineWriter(join(folder, name)))
  try {
    csv.write('enrolled,tested,enrolled_person,tested_person,kind,score,llr\n')
    for (const kind of KINDS) {
      const { enrolled, tested } = table[kind]
      for (let row = 0; row < enrolled.length; row++) {
        const [e, t] = [table.sides[enrolled[row]], table.sides[tested[row]]]
        const score = scores[kind][row]
        if (kind in LABELS) kaldi.write(`${unspaced(e.name)} ${unspaced(t.name)} ${score} ${LABELS[kind]}\n`)
        const named = kind === 'attack' ? `attack:${t.attack}` : kind
        const fields = [e.name, t.name, e.person, t.person, named].map(quoted)
        csv.write(`${fields.join(',')},${score},${ratios ? ratios.scores[kind][row] : ''}\n`)
      }
    }
  } finally {
    kaldi.close()
    csv.close()
  }
}

/** White space in names becomes %20, as Kaldi's format has no quotes. */
const unspaced = (name: string): string => name.replaceAll(/\s/g, '%20')

/** A field of RFC 4180; what a spreadsheet would take for a formula gets a leading apostrophe. */
function quoted(field: string): string {
  const plain = /^[=+@-]/.test(field) ? `'${field}` : field
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

function lineWriter(path: string): { write(line: string): void; close(): void } {
  const descriptor = openSync(path, 'w', 0o600)
  let text = ''
  const flush = () => {
    writeSync(descriptor, text)
    text = ''
  }
  return {
    write: (line) => {
      text += line
      if (text.length > FLUSH_CHARACTERS) flush()
    },
    close: () => {
      flush()
      closeSync(descriptor)
    },
  }
}
