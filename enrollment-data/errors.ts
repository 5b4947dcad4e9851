// What can go wrong with the store's file, told as failures a user can act on. SQLite's codes: sqlite.org/rescode.html.

import Database from 'better-sqlite3'
import { type Failure, VisemeError } from '../main/errors.ts'

/** A failure of the store itself, as opposed to what is asked of it. */
export class StoreError extends VisemeError {}

const readOnlyCodes = new Set(['EACCES', 'EPERM', 'EROFS'])

const badPaths = new Map([
  ['ENOTDIR', 'part of that path is a file, not a folder'],
  ['EEXIST', 'part of that path is a file, not a folder'],
  ['ENOENT', 'part of that path leads nowhere'],
  ['ELOOP', 'symbolic links in that path lead in a circle'],
  ['ENAMETOOLONG', 'that path, or a name in it, is too long'],
])

function failureOf(code: string, file: string): Omit<Failure, 'exitCode' | 'cause'> | null {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return {
      code: 'database-locked',
      message: `The store ${file} is in use by another program, which has not let go of it.`,
      next: 'Wait until the other window or command has finished (or end it), then try again. Nothing was changed.',
    }
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code) || readOnlyCodes.has(code)) {
    return {
      code: 'database-read-only',
      message: `The store ${file} cannot be written: the file or its folder is read-only.`,
      next: 'Give this user write permission to the folder and the files in it, or choose another folder for the store.',
    }
  }
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code))
    return corruptStore(file, 'it is damaged, or not a database')
  if (/^SQLITE_FULL/.test(code) || code === 'ENOSPC') {
    return {
      code: 'disk-full',
      message: `The disk with the store ${file} is full.`,
      next: 'Free some space, or choose another folder for the store. Nothing was changed.',
    }
  }
  if (/^SQLITE_IOERR/.test(code)) {
    return {
      code: 'database-unreadable',
      message: `The store ${file} could not be read or written (${code}).`,
      next: 'Check the disk, or choose another folder for the store.',
    }
  }
  const why = badPaths.get(code)
  return why === undefined ? null : badDirectory(`The store cannot be at ${file}: ${why}.`)
}

/** The failure told when there can be no store where `--data` or VISEME_DATA says; exit code 2. */
export function badDirectory(message: string): Omit<Failure, 'exitCode' | 'cause'> {
  return { code: 'bad-data-directory', message, next: 'Name a folder with --data DIR or VISEME_DATA.' }
}

/** The failure told when the file is there but is not a usable store. */
export function corruptStore(file: string, what: string): Omit<Failure, 'exitCode' | 'cause'> {
  return {
    code: 'database-corrupt',
    message: `The store ${file} cannot be used: ${what}.`,
    next: 'Move the file (and its -wal and -shm companions) away and put a backup in its place, or enrol everybody again.',
  }
}

/** Runs `body`; failures of SQLite and of the file system become a StoreError that names `file`. */
export function guarded<T>(file: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const known =
      (error instanceof Database.SqliteError || code !== undefined) && !(error instanceof VisemeError)
    const failure = known ? failureOf(String(code), file) : null
    if (!failure) throw error
    throw new StoreError({
      ...failure,
      exitCode: failure.code === 'bad-data-directory' ? 2 : 4,
      cause: error,
    })
  }
}
