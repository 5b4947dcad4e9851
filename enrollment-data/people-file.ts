// People on their way from one store to another: a file under a passphrase of its own (AES-256-GCM under a key from
// scrypt). Its head, a JSON line, says how the key is derived, and is authenticated with the rest.
//
//   {"format":"viseme-people/1","derivation":{...}}\n  sealed bytes (sealing.ts) of the JSON of the people

import { closeSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import { VisemeError } from '../main/errors.ts'
import { checkPassphrase, derivationParameters, deriveKey, newDerivation } from './passphrase.ts'
import { modalities, type StoredSample, type StoredTemplate } from './records.ts'
import { BrokenSealError, seal, unseal } from './sealing.ts'

/** Everything that is stored of a person, but for the number they had. */
export interface PortablePerson {
  name: string
  created: string
  simulated: boolean
  samples: StoredSample[]
  templates: StoredTemplate[]
}

/** Bytes. As many people as the board has room for, with all their samples, take a few megabytes. */
export const LARGEST_PEOPLE_FILE = 64 * 1024 * 1024

const NEWLINE = 0x0a
/** The head is a short line; a longer one is no such file. */
const LONGEST_HEAD = 1024

const head = z.object({ format: z.literal('viseme-people/1'), derivation: derivationParameters }).strict()

const model = z.string().regex(/^[0-9a-f]{64}$/)
const portablePeople = z.array(
  z
    .object({
      name: z.string().min(1).max(64),
      created: z.iso.datetime(),
      simulated: z.boolean(),
      samples: z
        .array(
          z
            .object({
              modality: z.enum(modalities),
              model,
              quality: z.number().min(0).max(1),
              /** Little-endian float32. */
              embedding: z.base64().max(65536),
            })
            .strict(),
        )
        .max(512),
      templates: z
        .array(z.object({ modality: z.enum(modalities), model, record: z.base64().max(4096) }).strict())
        .max(modalities.length),
    })
    .strict(),
)

/** Seals people for the journey. `cost` is log2 of scrypt's N. Throws `weak-passphrase`. */
export async function sealPeople(
  people: readonly PortablePerson[],
  passphrase: string,
  cost?: number,
): Promise<Buffer> {
  checkPassphrase(passphrase)
  const derivation = newDerivation(cost)
  const line = JSON.stringify({ format: 'viseme-people/1', derivation })
  const plain = people.map(({ samples, templates, ...person }) => ({
    ...person,
    samples: samples.map(({ embedding, ...sample }) => ({ ...sample, embedding: base64(embedding) })),
    templates: templates.map(({ record, ...template }) => ({ ...template, record: base64(record) })),
  }))
  const key = await deriveKey(passphrase, derivation)
  const sealed = seal(key, Buffer.from(JSON.stringify(plain)), ['people', line])
  return Buffer.concat([Buffer.from(`${line}\n`), sealed])
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** Whether a file begins as `sealPeople` begins one. */
export function isPeopleFile(path: string): boolean {
  const begins = Buffer.from('{"format":"viseme-people/')
  const read = Buffer.alloc(begins.length)
  try {
    const file = openSync(path, 'r')
    try {
      return readSync(file, read) === read.length && read.equals(begins)
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
}

/** Opens what `sealPeople` made. Throws `bad-people-file`, `wrong-passphrase` (exit 2). */
export async function openPeople(bytes: Uint8Array, passphrase: string): Promise<PortablePerson[]> {
  const end = bytes.subarray(0, LONGEST_HEAD).indexOf(NEWLINE)
  if (end < 0) throw badFile('It is no file of exported people.')
  const line = Buffer.from(bytes.subarray(0, end)).toString('utf8')
  const { data: told } = head.safeParse(json(line))
  if (!told) throw badFile('It is no file of exported people, or one of another version.')
  const key = await deriveKey(passphrase, told.derivation)
  let plain: Buffer
  try {
    plain = unseal(key, bytes.subarray(end + 1), ['people', line])
  } catch (cause) {
    if (!(cause instanceof BrokenSealError)) throw cause
    throw new VisemeError({
      code: 'wrong-passphrase',
      message: 'The passphrase is not that of the file, or the file was changed.',
      next: 'Type the passphrase that it was exported with; if that is right, export it again.',
      exitCode: 2,
      cause,
    })
  }
  const { data: people, error } = portablePeople.safeParse(json(plain.toString('utf8')))
  if (!people) throw badFile(`What it holds makes no sense: ${error.issues[0]?.path.join(' ')}.`)
  return people.map(({ samples, templates, ...person }) => ({
    ...person,
    samples: samples.map(({ embedding, ...sample }) => ({ ...sample, embedding: floats(embedding) })),
    templates: templates.map(({ record, ...template }) => ({
      ...template,
      record: Uint8Array.from(Buffer.from(record, 'base64')),
    })),
  }))
}

/** Throws `bad-people-file` where they are no finite numbers. */
function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  const values = bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : null
  if (!values || values.length === 0 || !values.every(Number.isFinite))
    throw badFile('What it holds makes no sense: an embedding.')
  return values
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function badFile(message: string): VisemeError {
  return new VisemeError({
    code: 'bad-people-file',
    message,
    next: 'Choose a file that `viseme people export`, or Export in the window, has written.',
    exitCode: 2,
  })
}
