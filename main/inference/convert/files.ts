// The two files of an exported float network on disk.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../../errors.ts'
import type { FloatGraph } from './graph.ts'
import { GraphError, readGraph } from './graph.ts'

/** Reads `stem.json` and `stem.bin`. Throws GraphError, or exit 2 where a file is missing. */
export async function readGraphFiles(stem: string): Promise<FloatGraph> {
  const base = stem.replace(/\.(json|bin)$/, '')
  const read = async (path: string): Promise<Uint8Array> => {
    try {
      return await readFile(path)
    } catch (cause) {
      throw new VisemeError({
        code: 'unreadable-file',
        message: `${path} cannot be read.`,
        next: 'Give the common start of the two exported files, e.g. models/float/face-detect.',
        exitCode: 2,
        cause,
      })
    }
  }
  const [json, bin] = await Promise.all([read(`${base}.json`), read(`${base}.bin`)])
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(json))
  } catch {
    throw new GraphError(`${base}.json is not valid JSON.`)
  }
  return readGraph(document, bin)
}
