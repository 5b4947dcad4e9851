// The commands that take the next step of a failure: the failure itself is worded for the window as well.

import type { VisemeError } from '../errors.ts'

const commands: Record<string, string> = {
  'too-few-samples': '--face FILE... and --voice FILE...',
  'nothing-presented': '--face FILE, --voice FILE, or both',
  'unknown-person': '`viseme people list` shows who is enrolled; another store: --data DIR',
  'duplicate-person': '`viseme people remove --person NAME`',
  'nobody-enrolled': '`viseme enroll`; another store: --data DIR',
  'partition-full': '`viseme people remove --person NAME`',
  'template-outdated': '`viseme people remove`, then `viseme enroll`',
  'fusion-outdated': '`viseme fit-fusion --face MANIFEST --voice MANIFEST`',
  'fusion-unreadable': '`viseme fit-fusion --face MANIFEST --voice MANIFEST`',
  'store-locked': '--key-file FILE, VISEME_PASSPHRASE, or a terminal to type it in',
  'wrong-passphrase': '--key-file FILE, VISEME_PASSPHRASE',
  'already-protected': '`viseme store change-passphrase`',
  'not-protected': '`viseme store protect`',
  'locked-out': '--trial; `viseme lockout clear`',
  'database-read-only': '--data DIR',
  'database-unreadable': '--data DIR',
  'disk-full': '--data DIR',
}

/** What to do next, with the command that does it. */
export function nextStep({ code, next }: VisemeError): string {
  return code in commands ? `${next} (${commands[code]})` : next
}
