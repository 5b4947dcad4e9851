// Child process: takes the write lock of a store's file, says `locked`, and keeps it until it is killed.
// Arguments: FILE MODE, where `exclusive` shuts readers out as well and `write` only writers.

import Database from 'better-sqlite3'

const [file, mode] = process.argv.slice(2)
const database = new Database(file)
if (mode === 'exclusive') database.pragma('locking_mode = EXCLUSIVE')
database.exec('BEGIN IMMEDIATE')
console.log('locked')
setInterval(() => database.inTransaction, 1000) // the reference keeps the database from being collected and closed
