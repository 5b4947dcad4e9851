// What a command prints: one JSON document on standard output, or text for people; the rest goes to standard error.

import type { VisemeError } from '../errors.ts'

export interface OutputOptions {
  json?: boolean
}

/** Prints `document` as JSON where `--json` was given, else the text that `describe` makes of it. */
export function answer<T>(options: OutputOptions, document: T, describe: (document: T) => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(document, null, 1) : describe(document)}\n`)
}

/** Tells a failure: a sentence and the next step on standard error, and with `--json` an `error` document. */
export function answerFailure(options: OutputOptions, error: VisemeError): void {
  const { code, message, next } = error
  if (options.json) process.stdout.write(`${JSON.stringify({ error: { code, message, next } }, null, 1)}\n`)
  process.stderr.write(`viseme: ${message}\n        ${next}\n`)
}
