// The options with which commands name a store and what a person presents: files, or a simulated person.

import type { Command } from 'commander'
import { Option } from 'commander'
import type { Presented, Sample } from '../authentication/capture.ts'
import { VisemeError } from '../errors.ts'
import { wholeFrom } from './arguments.ts'

/** What commander parses from the options below. */
export interface SourceArguments {
  face?: string[]
  voice?: string[]
  simulated?: number
  session?: number
}

export interface StoreArguments {
  data?: string
  keyFile?: string
}

/** `--face`, `--voice`, `--simulated`, `--session`. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--face <file...>', 'pictures of the face (PNG, JPEG, WebP, PGM, PPM)')
    .option('--voice <file...>', 'recordings of the voice (WAV, FLAC, Ogg Opus)')
    .addOption(
      new Option('--simulated <seed>', 'a simulated person instead of files')
        .argParser(wholeFrom(0, 0xffffffff))
        .conflicts(['face', 'voice']),
    )
    .option('--session <number>', "the simulated person's sitting", wholeFrom(0, 999))
}

/** `--data`, `--key-file`. */
export function addStoreOption(command: Command): Command {
  return command
    .option('--data <directory>', 'folder of the store (else VISEME_DATA, else enrollment-data/)')
    .option(
      '--key-file <file>',
      "file with the store's passphrase (else VISEME_PASSPHRASE, else the terminal asks)",
    )
}

/** How many samples of a simulated person to present, and from which sitting unless `--session` says. */
export interface SimulatedAmount {
  faces: number
  voices: number
  session: number
}

/** Reads what the options name. Throws `unreadable-image`, `unreadable-audio`, `not-simulated` (exit 2). */
export async function readSources(options: SourceArguments, amount: SimulatedAmount): Promise<Presented> {
  if (options.simulated !== undefined) {
    return simulatedSources(options.simulated, { ...amount, session: options.session ?? amount.session })
  }
  if (options.session !== undefined) {
    throw new VisemeError({
      code: 'not-simulated',
      message: 'Only a simulated person has numbered sittings.',
      next: 'Leave --session out, or give --simulated SEED with it.',
      exitCode: 2,
    })
  }
  return { faces: await readFaces(options.face ?? []), voices: await readVoices(options.voice ?? []) }
}

async function readFaces(files: string[]): Promise<Presented['faces']> {
  if (files.length === 0) return []
  const { readImageFile } = await import('../capture/image-file.ts')
  return inOrder(files, readImageFile)
}

async function readVoices(files: string[]): Promise<Presented['voices']> {
  if (files.length === 0) return []
  const { readAudioFile } = await import('../capture/audio-file.ts')
  return inOrder(files, readAudioFile)
}

/** One after the other, so that the first unreadable file is the one told. */
async function inOrder<T>(files: string[], read: (file: string) => Promise<T>): Promise<Sample<T>[]> {
  const samples: Sample<T>[] = []
  for (const source of files) samples.push({ source, value: await read(source) })
  return samples
}

async function simulatedSources(
  seed: number,
  { faces, voices, session }: SimulatedAmount,
): Promise<Presented> {
  const { simulatedPerson } = await import('../capture/simulated/people.ts')
  const person = simulatedPerson(seed)
  const source = (index: number) => `simulated person ${seed}, session ${session}, sample ${index + 1}`
  return {
    simulated: true,
    faces: Array.from({ length: faces }, (_, i) => ({
      source: source(i),
      value: person.face(session, i).image,
    })),
    voices: Array.from({ length: voices }, (_, i) => ({
      source: source(i),
      value: person.voice(session, i),
    })),
  }
}
