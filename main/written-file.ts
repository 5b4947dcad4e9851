// Files that are written after long work: refused before it, and never left half written.

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { VisemeError } from './errors.ts'

/** Throws `unwritable-file` (exit 4) where a file could not be written at `path`. */
export function requireWritable(path: string): void {
  try {
    if (existsSync(path)) {
      if (!statSync(path).isFile()) throw new Error('It is no file.')
      accessSync(path, constants.W_OK)
    }
    accessSync(dirname(path), constants.W_OK)
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

/** Throws `bad-folder` (exit 2) where `path` lies in `folder`, whose files are not to be written over. */
export function requireOutside(path: string, folder: string): void {
  const within = relative(real(folder), join(real(dirname(resolve(path))), basename(path)))
  if (within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)) return
  throw new VisemeError({
    code: 'bad-folder',
    message: `${path} lies in the folder of the store.`,
    next: 'Choose another folder.',
    exitCode: 2,
  })
}

/** With symbolic links followed, where it is there. */
function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

/** Makes a folder where it is missing. Throws `unwritable-file` (exit 4) where nothing could be written in it. */
export function requireWritableFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.W_OK)
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

/** Writes a file beside its place, then puts it there, for all or as `mode` says. Throws `unwritable-file` (exit 4). */
export function writeWhole(path: string, text: string | Uint8Array, mode?: number): void {
  const beside = `${path}.${process.pid}.part`
  try {
    writeFileSync(beside, text, { mode })
    renameSync(beside, path)
  } catch (cause) {
    rmSync(beside, { force: true })
    throw unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): VisemeError {
  return new VisemeError({
    code: 'unwritable-file',
    message: `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'Choose a path in a folder that exists and may be written to.',
    exitCode: 4,
    cause,
  })
}
