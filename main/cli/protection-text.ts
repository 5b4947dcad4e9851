// How the store is protected, for people to read.

import type { ProtectionMode } from '../../enrollment-data/records.ts'

const texts: Record<ProtectionMode, string> = {
  unprotected:
    'Protection: UNPROTECTED. Whoever can read the folder of the store can read the templates in it; `viseme store protect` sets a passphrase.',
  passphrase:
    'Protection: passphrase. Without it the templates cannot be read; if it is forgotten, everybody has to enrol again.',
  keyring:
    "Protection: passphrase, and the desktop's keyring for the window. If both are lost, everybody has to enrol again.",
}

export const protectionText = (mode: ProtectionMode): string => texts[mode]
