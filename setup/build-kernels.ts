// Compiles the SIMD kernels (AssemblyScript) to out/kernels.wasm and notes in it which sources it was made from.
// npm runs this after every `npm ci` ("prepare"); `npm start` and `npm test` when the sources have changed since.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import asc from 'assemblyscript/asc'
import { applicationRoot } from '../main/application-root.ts'
import {
  compiledKernelsPath,
  kernelSourceFolder,
  readKernels,
  SOURCES_SECTION,
  sourceDigest,
} from '../main/inference/kernels/kernels.ts'

/** Unsigned LEB128, the numbers of WebAssembly's binary format. */
function leb128(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb128(value >>> 7)]
}

/** The bytes of a custom section (WebAssembly Core Specification, 5.5.3). */
export function customSection(name: string, content: string): Uint8Array {
  const nameBytes = Buffer.from(name)
  const payload = [...leb128(nameBytes.length), ...nameBytes, ...Buffer.from(content)]
  return Uint8Array.from([0, ...leb128(payload.length), ...payload])
}

/** Compiles when needed; throws where the compiler refuses. */
export async function buildKernels(root: string): Promise<void> {
  if (readKernels(root) !== null) return
  const folder = kernelSourceFolder(root)
  let compiled: Uint8Array | null = null
  const { error, stderr } = await asc.main(
    ['index.ts', '--config', 'asconfig.json', '--outFile', 'kernels.wasm', '--baseDir', folder],
    {
      writeFile: (_name, contents) => {
        compiled = contents as Uint8Array
      },
    },
  )
  if (error !== null || compiled === null) throw new Error(`The kernels do not compile.\n${stderr}`)
  const path = compiledKernelsPath(root)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.concat([compiled, customSection(SOURCES_SECTION, sourceDigest(root) ?? '')]))
}

/** What vitest runs before all tests. */
export const setup = (): Promise<void> => buildKernels(applicationRoot())

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildKernels(applicationRoot())
