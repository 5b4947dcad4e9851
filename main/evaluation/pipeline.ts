// What an embedding depends on besides its sample: the networks of the chain and the program around them. Boards and
// their options change how long a capture takes and whether it fits, never the embedding.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Modality } from '../../enrollment-data/records.ts'
import { applicationRoot } from '../application-root.ts'
import { FACE_NETWORKS } from '../face/chain.ts'
import { networkOf, type Zoo } from '../inference/zoo.ts'
import { VOICE_NETWORK } from '../voice/chain.ts'

/** Sources between a file and its embedding. */
const SOURCES = ['main/capture', 'main/face', 'main/inference', 'main/voice']
/** What simulated people are drawn from. */
const POPULATION = ['models/simulated-faces.bin', 'models/simulated-faces.json']

const NETWORKS: Record<Modality, readonly string[]> = { face: FACE_NETWORKS, voice: [VOICE_NETWORK] }

export interface Pipeline {
  /** sha256 over all of it. */
  hash: Uint8Array
  /** sha256 of each network of the chain, by name. */
  networks: Record<string, string>
}

/** The pipeline of each modality with the networks of `zoo`. */
export function pipelines(zoo: Zoo): Record<Modality, Pipeline> {
  const program = programHash()
  const of = (modality: Modality): Pipeline => {
    const networks = Object.fromEntries(NETWORKS[modality].map((name) => [name, networkOf(zoo, name).sha256]))
    const hash = createHash('sha256')
      .update(JSON.stringify([modality, networks]))
      .update(program)
      .digest()
    return { hash, networks }
  }
  return { face: of('face'), voice: of('voice') }
}

let known: Uint8Array | undefined

/**
 * sha256 over the sources of the chains; over the bundle where a packaged program carries no sources. Hashing what
 * runs, rather than a version somebody has to remember to raise, means that no change can meet stale embeddings.
 */
function programHash(): Uint8Array {
  if (known) return known
  const root = applicationRoot()
  const folders = SOURCES.map((folder) => join(root, folder))
  const code = folders.every((folder) => existsSync(folder))
    ? folders.flatMap(filesBelow)
    : filesBelow(import.meta.dirname)
  const hash = createHash('sha256')
  for (const file of [...code, ...POPULATION.map((path) => join(root, path)).filter(existsSync)]) {
    hash
      .update(`${file.slice(root.length)}\n`)
      .update(createHash('sha256').update(readFileSync(file)).digest())
  }
  known = hash.digest()
  return known
}

/** Files of a folder and its folders, in an order that is the same everywhere. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
