// Files a command is given: read whole, or refused with the next step.

import { open } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'

/** Models, recordings and pictures are far smaller; a device that never ends is not read for ever. */
const MAX_FILE_BYTES = 64 * 2 ** 20

async function readUpTo(path: string, limit: number): Promise<Uint8Array | null> {
  const file = await open(path)
  try {
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of file.createReadStream({ autoClose: false, end: limit })) {
      chunks.push(chunk as Buffer)
      length += (chunk as Buffer).length
    }
    return length > limit ? null : new Uint8Array(Buffer.concat(chunks))
  } finally {
    await file.close()
  }
}

/** The bytes of `path`, at most 64 MiB; `what` names it in the message. */
export async function readBytes(path: string, what: string): Promise<Uint8Array> {
  let bytes: Uint8Array | null
  try {
    bytes = await readUpTo(path, MAX_FILE_BYTES)
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `The ${what} ${path} cannot be read.`,
      next: 'Check the path and that you may read the file.',
      exitCode: 2,
      cause,
    })
  }
  if (bytes !== null) return bytes
  throw new VisemeError({
    code: 'file-too-large',
    message: `The ${what} ${path} has more than 64 MiB.`,
    next: 'Choose a smaller file; no board described here could hold this one.',
    exitCode: 2,
  })
}

/** Reads, checks and prepares a .tflite. Throws ModelError naming the file and what is wrong. */
export async function prepareModelFile(path: string): Promise<PreparedModel> {
  const { readModel } = await import('../inference/reader.ts')
  const { prepare } = await import('../inference/interpreter.ts')
  const { aboutModel } = await import('../inference/errors.ts')
  const bytes = await readBytes(path, 'model')
  return aboutModel(path, () => prepare(readModel(bytes)))
}
