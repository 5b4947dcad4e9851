import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, test } from 'vitest'
import { applicationRoot } from '../../../main/application-root.ts'
import { prepare } from '../../../main/inference/interpreter.ts'
import {
  compiledKernelsPath,
  kernelSourceFolder,
  readKernels,
  SOURCES_SECTION,
  sourceDigest,
} from '../../../main/inference/kernels/kernels.ts'
import { allocateSimdMemory } from '../../../main/inference/kernels/simd-memory.ts'
import { buildKernels, customSection } from '../../../setup/build-kernels.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { model } from '../models.ts'
import { imageNetwork } from '../sample-models.ts'

const compiled = readFileSync(compiledKernelsPath(applicationRoot()))

/** An installation with these compiled kernels, and with sources unless null. */
function installation(kernels: Uint8Array | null, source: string | null): string {
  const root = temporaryFolder()
  const write = (path: string, content: Uint8Array | string): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  if (kernels !== null) write(compiledKernelsPath(root), kernels)
  if (source !== null) write(join(kernelSourceFolder(root), 'index.ts'), source)
  return root
}

describe('compiled kernels', () => {
  test('are read where they were made from the sources that are there', () => {
    expect(readKernels(applicationRoot())).toBeInstanceOf(WebAssembly.Module)
  })

  test('are read where no sources are installed', () => {
    expect(readKernels(installation(compiled, null))).toBeInstanceOf(WebAssembly.Module)
  })

  test('are left alone where the sources have changed since', () => {
    expect(readKernels(installation(compiled, 'export {}'))).toBeNull()
  })

  test('are left alone where nothing says what they were made from', () => {
    const anonymous = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
    expect(readKernels(installation(anonymous, null))).toBeNull()
  })

  test('may be missing', () => {
    expect(readKernels(installation(null, 'export {}'))).toBeNull()
  })
})

test('building compiles the sources and notes their digest', async () => {
  const root = installation(null, 'export function one(): i32 { return 1 }')
  writeFileSync(
    join(kernelSourceFolder(root), 'asconfig.json'),
    readFileSync(join(kernelSourceFolder(applicationRoot()), 'asconfig.json')),
  )
  await buildKernels(root)
  const module = readKernels(root)!
  expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain('one')
})

test('a custom section of more than 127 bytes is found again', () => {
  const header = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  const module = new WebAssembly.Module(
    Buffer.concat([header, customSection(SOURCES_SECTION, 'x'.repeat(300))]),
  )
  const [section] = WebAssembly.Module.customSections(module, SOURCES_SECTION)
  expect(section.byteLength).toBe(300)
})

test('the digest depends on names and contents', () => {
  const first = installation(null, 'a')
  expect(sourceDigest(first)).toBe(sourceDigest(installation(null, 'a')))
  expect(sourceDigest(first)).not.toBe(sourceDigest(installation(null, 'b')))
})

test('memory beyond 256 MiB is refused, so that the reference is used', () => {
  const allocate = (scratchBytes: number) =>
    allocateSimdMemory(new WebAssembly.Module(compiled), 16, [{ constantBytes: 0, scratchBytes }])
  expect(allocate(2 ** 28)).toBeNull()
  expect(allocate(2 ** 20)).not.toBeNull()
})

describe('memory', () => {
  const image = new Uint8Array(192)
  let prepared: ReturnType<typeof prepare>
  beforeAll(() => {
    prepared = prepare(model(imageNetwork))
    for (let i = 0; i < 500; i++) prepared.invoke([image])
  })

  const inferences = process.env.VISEME_LONG ? 1_000_000 : 10_000

  test(`stays flat over ${inferences.toLocaleString('en')} inferences: buffers, heap, resident set`, () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const run = (count: number) => {
      for (let i = 0; i < count; i++) prepared.invoke([image])
      collect()
      return process.memoryUsage()
    }
    const before = run(2000)
    const after = run(inferences)
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 * 2 ** 20)
    expect(after.external - before.external).toBeLessThan(2 * 2 ** 20)
    expect(after.heapUsed - before.heapUsed).toBeLessThan(2 * 2 ** 20)
    // The allocator of the process keeps some pages; a leak of 50 bytes an inference would show in the long test.
    expect(after.rss - before.rss).toBeLessThan(48 * 2 ** 20)
  })

  test('of models that are no longer used is given back', () => {
    const spec = model(imageNetwork)
    for (let i = 0; i < 3000; i++) prepare(spec).invoke([image])
    expect(prepare(spec).invoke([image])).toEqual(prepared.invoke([image]))
  })
})
