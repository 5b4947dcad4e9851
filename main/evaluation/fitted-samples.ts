// Which samples a calibration was fitted on, so that it is never used on them: the first 8 bytes of SHA-256 of each
// file, sorted, one after the other, in base64. Nothing of a face, a voice or a name can be found from them.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { DataSample } from './data-set.ts'

const BYTES = 8

/** The contents of samples as models/fusion.json keeps them; files that cannot be read are left out. */
export async function contentsOf(samples: DataSample[]): Promise<string> {
  const hashes = [...new Set((await hashesOf(samples)).values())].filter((hash) => hash !== null)
  return Buffer.from(hashes.sort().join(''), 'hex').toString('base64')
}

/** Those of `samples` whose files, or whose simulated people, are among `contents`. */
export async function samplesAmong(samples: DataSample[], contents: string): Promise<DataSample[]> {
  const bytes = Buffer.from(contents, 'base64')
  const known = new Set<string>()
  for (let at = 0; at < bytes.length; at += BYTES) known.add(bytes.toString('hex', at, at + BYTES))
  if (known.size === 0) return []
  const hashes = await hashesOf(samples)
  return samples.filter((sample) => known.has(hashes.get(sourceOf(sample)) ?? ''))
}

/** Parts of one recording are one source, and so is a simulated person. */
const sourceOf = ({ simulated, path }: DataSample): string =>
  typeof simulated === 'object' ? `simulated ${simulated.seed}` : path

/** Hexadecimal hash of each source; null where its file cannot be read. */
async function hashesOf(samples: DataSample[]): Promise<Map<string, string | null>> {
  const hashes = new Map<string, string | null>()
  for (const sample of samples) {
    const source = sourceOf(sample)
    if (hashes.has(source)) continue
    const content = typeof sample.simulated === 'object' ? source : await readFile(source).catch(() => null)
    const hash = content === null ? null : createHash('sha256').update(content).digest('hex')
    hashes.set(source, hash?.slice(0, 2 * BYTES) ?? null)
  }
  return hashes
}
