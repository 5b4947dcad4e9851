// Data sets of samples of known people: a folder `<person>/<session>_<sample>.<extension>` (or, as VoxCeleb's,
// `<person>/<session>/<sample>.<extension>`), or a manifest.csv with
// person, session, modality, path, start_s, end_s and any further columns, which become groups; but `attack` names the
// kind of an attack, `simulated` marks people who do not exist, and `split` tells development from test people.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { parseCsv } from './csv.ts'
import { simulatedSet } from './simulated-set.ts'

export interface DataSample {
  person: string
  session: string
  modality: Modality
  /** How lists name it: its path as the manifest has it, or relative to the folder; with times where it has them. */
  name: string
  path: string
  /** Part of a recording, in seconds; null is its beginning or its end. */
  start: number | null
  end: number | null
  /** Further columns of the manifest, by heading. */
  groups: Record<string, string>
  /** The kind of attack on the person, from the manifest's column `attack`; absent where the person is who they are. */
  attack?: string
  /** Of a person who does not exist: drawn anew from a seed, or marked in the manifest's column `simulated`. */
  simulated?: true | { seed: number; session: number; index: number }
  /** The manifest's column `split`, e.g. `development` or `test`. */
  split?: string
}

export interface DataSet {
  name: string
  /** What relative paths of trial lists start from. */
  folder: string
  samples: DataSample[]
}

const EXTENSIONS: Record<string, Modality> = {
  ...Object.fromEntries(
    ['.png', '.jpg', '.jpeg', '.webp', '.pgm', '.ppm'].map((name) => [name, 'face' as const]),
  ),
  ...Object.fromEntries(['.wav', '.flac', '.ogg', '.opus'].map((name) => [name, 'voice' as const])),
}

const seconds = z
  .string()
  .transform((text) => (text.trim() === '' ? null : Number(text)))
  .refine((value) => value === null || value >= 0, 'not a number of seconds')
/** Values of the column `split`, in small letters: of development people, and of those to measure. */
export const DEVELOPMENT_SPLITS = ['dev', 'devel', 'development', 'tune', 'train', 'training', 'validation']
const TEST_SPLITS = ['test', 'eval', 'evaluation']
const SPLITS = [...TEST_SPLITS, ...DEVELOPMENT_SPLITS]
const manifestRow = z
  .object({
    person: z.string().min(1, 'person is empty'),
    session: z.string().min(1, 'session is empty'),
    modality: z.enum(['face', 'voice'], 'modality is neither face nor voice'),
    path: z.string().min(1, 'path is empty'),
    start_s: seconds.default(null),
    end_s: seconds.default(null),
    split: z
      .string()
      .trim()
      .refine(
        (text) => text === '' || SPLITS.includes(text.toLowerCase()),
        `split is none of ${SPLITS.join(', ')}`,
      )
      .default(''),
  })
  .refine(({ start_s, end_s }) => end_s === null || end_s > (start_s ?? 0), 'end_s is not after start_s')
const COLUMNS = ['person', 'session', 'modality', 'path', 'start_s', 'end_s']
/** Columns that say what a sample is rather than which group its person belongs to. */
const MARKS = ['attack', 'simulated', 'split']
const NO = ['', 'no', 'none', 'false', '0', 'bonafide', 'bona fide', 'genuine']

/**
 * Reads a folder, a folder with manifest.csv, or a manifest; `simulated:PEOPLE[:SESSIONS[:SEED]]` is a set of people
 * who do not exist. VisemeError `no-data-set` (missing or unreadable), `bad-manifest`, `bad-csv`, `no-samples`.
 */
export function readDataSet(path: string): DataSet {
  const simulated = simulatedSet(path)
  if (simulated) return simulated
  try {
    return readFolderOrManifest(path)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw refused(
      'no-data-set',
      `${path} cannot be read: ${error.message}.`,
      'Check that you may read all of it.',
    )
  }
}

function readFolderOrManifest(path: string): DataSet {
  const file = statSync(path, { throwIfNoEntry: false })
  if (!file) {
    throw refused(
      'no-data-set',
      `There is no data set at ${path}.`,
      'Give a folder of samples or a manifest.csv.',
    )
  }
  const manifest = file.isDirectory() ? join(path, 'manifest.csv') : path
  const isManifest = !file.isDirectory() || statSync(manifest, { throwIfNoEntry: false })?.isFile()
  const set = isManifest ? readManifest(manifest) : readFolder(path)
  if (set.samples.length > 0) return set
  throw refused(
    'no-samples',
    `${path} holds no samples.`,
    'Lay them out as <person>/<session>_<sample>.<png|jpg|webp|pgm|wav|flac|ogg|opus>, or list them in a manifest.csv.',
  )
}

function readFolder(folder: string): DataSet {
  const samples: DataSample[] = []
  const entries = (path: string) =>
    readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  const add = (person: string, session: string | null, name: string) => {
    const extension = extname(name)
    const modality = EXTENSIONS[extension.toLowerCase()]
    if (modality === undefined) return
    const stem = basename(name, extension)
    const underscore = stem.lastIndexOf('_')
    samples.push({
      person,
      session: session ?? (underscore > 0 ? stem.slice(0, underscore) : stem),
      modality,
      name: `${person}/${name}`,
      path: join(folder, person, name),
      start: null,
      end: null,
      groups: {},
    })
  }
  for (const person of entries(folder)) {
    if (!person.isDirectory()) continue
    for (const entry of entries(join(folder, person.name))) {
      if (!entry.isDirectory()) add(person.name, null, entry.name)
      else {
        for (const { name } of entries(join(folder, person.name, entry.name))) {
          add(person.name, entry.name, `${entry.name}/${name}`)
        }
      }
    }
  }
  return { name: basename(resolve(folder)), folder, samples }
}

function readManifest(path: string): DataSet {
  const folder = dirname(path)
  const { heads, rows } = parseCsv(readFileSync(path, 'utf8'), path)
  const missing = ['person', 'session', 'modality', 'path'].filter((head) => !heads.includes(head))
  if (missing.length > 0) {
    throw refused(
      'bad-manifest',
      `${path} has no column ${missing.join(', ')}.`,
      `Begin it with the line ${COLUMNS.join(',')}.`,
    )
  }
  const lines = new Map<string, number>()
  const samples = rows.map(({ line, fields }): DataSample => {
    const cells = Object.fromEntries(heads.map((head, i) => [head, fields[i] ?? '']))
    const row = manifestRow.safeParse(cells)
    if (!row.success || fields.length > heads.length) {
      const reason = row.error?.issues[0].message ?? 'more fields than headings'
      throw refused('bad-manifest', `${path}, line ${line}: ${reason}.`, 'Correct the line.')
    }
    const { person, session, modality, path: file, start_s, end_s, split } = row.data
    const attack = isMarked(cells.attack) ? cells.attack : null
    const content = JSON.stringify([person, modality, resolve(folder, file), start_s, end_s, attack])
    const before = lines.get(content)
    if (before !== undefined) {
      const reason = `${file} of ${person} is listed in line ${before} already`
      throw refused('bad-manifest', `${path}, line ${line}: ${reason}.`, 'Leave one of them out.')
    }
    lines.set(content, line)
    return {
      person,
      session,
      modality,
      name: start_s === null && end_s === null ? file : `${file}@${start_s ?? 0}-${end_s ?? 'end'}`,
      path: resolve(folder, file),
      start: start_s,
      end: end_s,
      groups: Object.fromEntries(
        heads
          .filter((head) => !COLUMNS.includes(head) && !MARKS.includes(head))
          .map((head) => [head, cells[head]]),
      ),
      ...(attack !== null && { attack }),
      ...(isMarked(cells.simulated) && { simulated: true as const }),
      ...(split && { split }),
    }
  })
  return { name: basename(path), folder, samples }
}

const isMarked = (cell = ''): boolean => !NO.includes(cell.trim().toLowerCase())

function refused(code: string, message: string, next: string): VisemeError {
  return new VisemeError({ code, message, next, exitCode: 2 })
}
