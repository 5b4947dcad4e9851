// A trial run's files: the export, and the pictures and recordings where a run keeps them.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Trial, TrialRun } from '../../enrollment-data/trials.ts'
import type { Presented } from '../authentication/capture.ts'
import { encodeWav } from '../capture/audio-wav.ts'
import { VisemeError } from '../errors.ts'
import { SAMPLE_RATE } from '../voice/samples.ts'
import { scoreLines, trialsCsv, trialsDocument } from './trial-run.ts'

/** Creates a folder for a run's files. Throws `bad-folder` (exit 2) where it cannot be written, or is not absolute. */
export async function requireFolder(folder: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new VisemeError({
      code: 'bad-folder',
      message: `The folder ${folder} cannot be used: ${reason}.`,
      next: 'Name a folder with its whole path, in which you may write.',
      exitCode: 2,
      cause,
    })
  }
  if (!isAbsolute(folder)) refuse('its path is not a whole one')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    refuse(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** Writes score file, CSV and JSON; answers their paths. Throws `bad-folder`. */
export async function exportTrials(
  run: TrialRun,
  trials: readonly Trial[],
  folder: string,
): Promise<string[]> {
  await requireFolder(folder)
  const files = [
    [`${stem(run)}-scores.txt`, scoreLines(trials)],
    [`${stem(run)}.csv`, trialsCsv(trials)],
    [`${stem(run)}.json`, `${JSON.stringify(trialsDocument(run, trials), null, 1)}\n`],
  ] as const
  for (const [name, text] of files) await writeFile(join(folder, name), text, { mode: 0o600 })
  return files.map(([name]) => join(folder, name))
}

/** Keeps what was presented in one trial of a run that keeps it: PNG and WAV, by the number of the trial. */
export async function keepRaw(run: TrialRun, number: number, { faces, voices }: Presented): Promise<void> {
  if (run.rawFolder === null) return
  const folder = rawFolderOf(run, run.rawFolder)
  await requireFolder(folder)
  const { default: sharp } = await import('sharp')
  const path = (name: string) => join(folder, `${numbered(number)}${name}`)
  for (const [index, { value }] of faces.entries()) {
    const { width, height, channels, data } = value
    const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer()
    await writeFile(path(`face-${index + 1}.png`), png, { mode: 0o600 })
  }
  for (const [index, { value }] of voices.entries()) {
    await writeFile(path(`voice-${index + 1}.wav`), encodeWav(value, SAMPLE_RATE), { mode: 0o600 })
  }
}

/** Removes what was kept of one trial, which was withdrawn. */
export async function forgetRaw(run: TrialRun, number: number): Promise<void> {
  if (run.rawFolder === null) return
  const folder = rawFolderOf(run, run.rawFolder)
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((name) => name.startsWith(numbered(number)))) await rm(join(folder, name))
}

/** By name and number: names of two runs may make the same file name. */
const rawFolderOf = (run: TrialRun, folder: string): string => join(folder, `${stem(run)}-${run.id}`)
const numbered = (number: number): string => `${String(number).padStart(5, '0')}-`

/** The run's name as part of a file name. */
const stem = ({ name }: TrialRun): string =>
  name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'run'
