// What a command prints: one JSON document on standard output, or text for people; the rest goes to standard error.

import type { VisemeError } from '../errors.ts'
import { nextStep } from './next-step.ts'

export interface OutputOptions {
  json?: boolean
}

/** Prints `document` as JSON where `--json` was given, else the text that `describe` makes of it. */
export function answer<T>(options: OutputOptions, document: T, describe: (document: T) => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(document, null, 1) : describe(document)}\n`)
}

/** Tells a failure: a sentence and the next step on standard error, and with `--json` an `error` document. */
export function answerFailure(options: OutputOptions, error: VisemeError): void {
  const { code, message } = error
  const next = nextStep(error)
  answerError(options, { code, message, next })
  process.stderr.write(`viseme: ${message}\n        ${next}\n`)
}

/** Adds the `error` document to what commander has told of a command it does not understand. */
export function answerUsage(options: OutputOptions, { message }: Error): void {
  const next = 'Run `viseme --help`, or the command with --help.'
  answerError(options, { code: 'usage', message: message.replace(/^error: /, ''), next })
}

/** Tells what should never happen: one line on standard error, with VISEME_DEBUG also where it happened. */
export function answerDefect(options: OutputOptions, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const next = 'This is a defect of Viseme: run it again with VISEME_DEBUG=1 to see where, and report it.'
  answerError(options, { code: 'defect', message, next })
  process.stderr.write(`viseme: ${message.replace(/\s+/g, ' ')} (${next})\n`)
  if (process.env.VISEME_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
}

function answerError(
  options: OutputOptions,
  { code, message, next }: Pick<VisemeError, 'code' | 'message' | 'next'>,
): void {
  if (options.json) process.stdout.write(`${JSON.stringify({ error: { code, message, next } }, null, 1)}\n`)
}
