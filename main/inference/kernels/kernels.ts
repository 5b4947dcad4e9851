// The SIMD kernels: WebAssembly compiled from assembly/ by setup/build-kernels.ts, once per process. Where the compiled
// file is missing, or made from other sources than those here, the readable reference computes the same numbers.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../../application-root.ts'

/** Addresses are byte offsets in the instance's memory; the parameters are laid out as in the classes of assembly/. */
export interface Kernels {
  widen(parameters: number, source: number): void
  convolve(parameters: number, target: number): void
  convolveDepthwise(parameters: number, target: number): void
  add(parameters: number, first: number, second: number, target: number): void
  multiply(parameters: number, first: number, second: number, target: number): void
  multiplySigns(parameters: number, source: number, target: number): void
  sumChannels(
    source: number,
    rows: number,
    columns: number,
    rowStep: number,
    channels: number,
    sums: number,
  ): void
  countDots16(
    a: number,
    b: number,
    count: number,
    stride: number,
    shift: number,
    middle: number,
    last: number,
    histogram: number,
  ): void
  countDotsFloat(
    a: number,
    b: number,
    count: number,
    stride: number,
    scale: number,
    middle: number,
    last: number,
    histogram: number,
  ): void
  sumDraws(first: number, second: number, from: number, points: number, draws: number, sums: number): void
}

/** The custom section of the compiled file that holds the digest of its sources. */
export const SOURCES_SECTION = 'viseme-sources'

export const kernelSourceFolder = (root: string): string =>
  join(root, 'main', 'inference', 'kernels', 'assembly')
export const compiledKernelsPath = (root: string): string => join(root, 'out', 'kernels.wasm')

/** SHA-256 over names and contents of the sources; null where they are not installed. */
export function sourceDigest(root: string): string | null {
  const folder = kernelSourceFolder(root)
  if (!existsSync(folder)) return null
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort())
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

/** The compiled kernels, or null where they are missing or stale. */
export function readKernels(root: string): WebAssembly.Module | null {
  const path = compiledKernelsPath(root)
  if (!existsSync(path)) return null
  const compiled = new WebAssembly.Module(readFileSync(path))
  const [section] = WebAssembly.Module.customSections(compiled, SOURCES_SECTION)
  const digest = sourceDigest(root)
  const isCurrent =
    section !== undefined && (digest === null || Buffer.from(section).toString('utf8') === digest)
  return isCurrent ? compiled : null
}

/** The kernels on a memory of their own; null where they or the memory cannot be had. */
export function kernelsOn(bytes: number): { kernels: Kernels; buffer: ArrayBuffer } | null {
  const module = installedKernels()
  if (module === null || bytes > MOST_BYTES) return null
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
    const instance = new WebAssembly.Instance(module, { env: { memory } })
    return { kernels: instance.exports as unknown as Kernels, buffer: memory.buffer }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const PAGE = 65536
/** What addresses of 32 bits reach. */
const MOST_BYTES = 2 ** 32 - PAGE

let compiled: WebAssembly.Module | null | undefined

/** The kernels of this installation, read once. */
export function installedKernels(): WebAssembly.Module | null {
  if (compiled === undefined) compiled = readKernels(applicationRoot())
  return compiled
}
