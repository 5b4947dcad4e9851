// The networks Viseme ships with: models/zoo.json, read and checked against the files it names.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { applicationRoot } from '../application-root.ts'
import { VisemeError } from '../errors.ts'

const entry = z.object({
  name: z.string().min(1),
  task: z.string().min(1),
  /** Of weights and activations; int8 where it is not stated. */
  precision: z.enum(['int8', 'binary']).optional(),
  /** File name of the .tflite, beside zoo.json. */
  file: z.string().regex(/^[\w.-]+\.tflite$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the network expects, for people. */
  input: z.string().min(1),
  /** File name of the model card, beside zoo.json. */
  card: z.string().regex(/^[\w.-]+\.md$/),
})
const supernetEntry = z.object({
  name: z.string().min(1),
  task: z.string().min(1),
  /** Common start of its two files, beside zoo.json. */
  stem: z.string().regex(/^supernet\/[\w-]+$/),
  /** File name of the model card, beside zoo.json. */
  card: z.string().regex(/^supernet\/[\w-]+\.md$/),
  /** SubNets that are meant to be used: points between cost and error. */
  subnets: z.array(z.string().min(1)).min(1),
})
const zooDocument = z.object({ networks: z.array(entry), supernets: z.array(supernetEntry).default([]) })

export type ZooSupernet = z.infer<typeof supernetEntry>

export interface ZooNetwork extends z.infer<typeof entry> {
  bytes: Uint8Array
}

/** Networks by name. */
export type Zoo = ReadonlyMap<string, ZooNetwork>

/** The zoo is incomplete or changed: exit 4, since it is part of the installation. */
export class ZooError extends VisemeError {
  constructor(message: string, cause?: unknown) {
    super({
      code: 'bad-zoo',
      message,
      next: 'Restore the folder models/ from the repository, or convert the network again (viseme convert).',
      exitCode: 4,
      cause,
    })
  }
}

export const zooFolder = (): string => join(applicationRoot(), 'models')

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function readDocument(folder: string): z.infer<typeof zooDocument> {
  try {
    return zooDocument.parse(JSON.parse(readFileSync(join(folder, 'zoo.json'), 'utf8')))
  } catch (cause) {
    throw new ZooError(`${join(folder, 'zoo.json')} is missing or malformed.`, cause)
  }
}

/** Reads every network of the zoo; each file must have the SHA-256 its entry states. Throws ZooError. */
export function readZoo(folder: string = zooFolder()): Zoo {
  const networks = readDocument(folder).networks.map((network): ZooNetwork => {
    const path = join(folder, network.file)
    if (!existsSync(path)) throw new ZooError(`The network ${network.name} is missing: ${path}.`)
    const bytes = new Uint8Array(readFileSync(path))
    if (sha256(bytes) !== network.sha256) {
      throw new ZooError(`${path} is not the network that zoo.json describes (SHA-256 differs).`)
    }
    return { ...network, bytes }
  })
  return new Map(networks.map((network) => [network.name, network]))
}

/** The SuperNets of the zoo; main/supernet/image.ts reads and checks their files. Throws ZooError. */
export const listSupernets = (folder: string = zooFolder()): ZooSupernet[] => readDocument(folder).supernets

/** The network called `name`. Throws ZooError where the zoo has none. */
export function networkOf<Network>(zoo: ReadonlyMap<string, Network>, name: string): Network {
  const network = zoo.get(name)
  if (network === undefined) throw new ZooError(`The zoo has no network called ${name}.`)
  return network
}

/** Writes the SHA-256 of a newly converted `path` into the zoo.json beside it, if that lists the file. */
export function noteInZoo(path: string, bytes: Uint8Array): boolean {
  const folder = dirname(path)
  if (!existsSync(join(folder, 'zoo.json'))) return false
  const zoo = readDocument(folder)
  const listed = zoo.networks.find(({ file }) => file === basename(path))
  if (listed === undefined) return false
  listed.sha256 = sha256(bytes)
  writeFileSync(join(folder, 'zoo.json'), `${JSON.stringify(zoo, null, 1)}\n`)
  return true
}
