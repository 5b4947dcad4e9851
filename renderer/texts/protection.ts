// Texts of how the store is protected.

export const protection = {
  title: 'Protection',
  state: {
    unprotected: 'Unprotected',
    passphrase: 'Protected by a passphrase',
    keyring: "Protected by a passphrase and the desktop's keyring",
  },
  foot: { unprotected: 'Store unprotected', passphrase: 'Store protected', keyring: 'Store protected' },
  meaning: {
    unprotected:
      'Whoever can read the folder of the store can read the templates in it: another user with that right, a backup, a thief of the disk.',
    passphrase:
      'Templates are encrypted. The window asks for the passphrase when it opens. If it is forgotten, everybody has to enrol again.',
    keyring:
      "Templates are encrypted. The desktop's keyring opens the store for the window; the passphrase opens it anywhere. If both are lost, everybody has to enrol again.",
  },
  choose: {
    title: 'How is the store to be protected?',
    hint: 'Viseme keeps a template of every person enrolled. It can be encrypted, and later be changed under Protection.',
    mode: 'Protection of the store',
    keyring: "Passphrase and the desktop's keyring",
    passphrase: 'Passphrase',
    unprotected: 'No protection',
    noKeyring:
      'This desktop has no keyring that protects anything, so the window will ask for the passphrase each time it opens.',
    confirm: { protect: 'Protect the store', unprotected: 'Leave it unprotected' },
  },
  unlock: {
    title: 'The store is locked',
    hint: 'Its templates are encrypted. The passphrase opens them.',
    button: 'Unlock',
    lost: 'A forgotten passphrase cannot be recovered: everybody has to enrol again, in another folder or after the store was deleted.',
  },
  passphrase: 'Passphrase',
  newPassphrase: 'New passphrase',
  again: 'The same once more',
  currentPassphrase: 'Present passphrase',
  tooShort: (least: number) => `At least ${least} characters are needed.`,
  differ: 'The two differ.',
  working: 'Working…',
  protect: { title: 'Protect the store', button: 'Protect the store' },
  change: {
    title: 'Another passphrase',
    button: 'Change the passphrase',
    done: 'The passphrase was changed. No template was touched.',
  },
  useKeyring: {
    title: "The desktop's keyring",
    add: 'Let the keyring open the store for the window',
    remove: 'Let only the passphrase open the store',
  },
  remove: {
    title: 'No protection',
    button: 'Take the protection away',
  },
  audit: {
    title: 'Log of attempts and changes',
    hint: 'Every row is tied to the one before it by a keyed code. Edited, removed, moved or cut-off rows are found.',
    button: 'Check the log',
    intact: (rows: number) => `The log is intact: ${rows} rows, and its head.`,
    broken: (rows: number) => `The log is not as it was written (${rows} rows are there).`,
    row: (row: number | null, what: string) => (row === null ? what : `Row ${row} ${what}.`),
    unprotected: 'The store is unprotected: whoever can read it could have made such a log anew.',
  },
}
