// `viseme cache`: the embeddings that evaluations keep so that nothing is captured twice; how many, and forgetting them.

import type { Command } from 'commander'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'

export function cacheCommand(program: Command): void {
  const cache = program.command('cache').description('embeddings that evaluations keep')
  addStoreOption(cache.command('show').description('how many there are, and where'))
    .option('--json', 'print one JSON document')
    .action((options: StoreArguments & { json?: boolean }) => cacheAction(options, false))
  addStoreOption(cache.command('empty').description('forget them all; their bytes are overwritten'))
    .option('--json', 'print one JSON document')
    .action((options: StoreArguments & { json?: boolean }) => cacheAction(options, true))
}

async function cacheAction(options: StoreArguments & { json?: boolean }, empty: boolean): Promise<void> {
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  const { EmbeddingCache, embeddingCacheFile } = await import('../../enrollment-data/embedding-cache.ts')
  const directory = options.data ?? defaultDirectory()
  const file = embeddingCacheFile(directory)
  if (file === null) {
    answer(
      options,
      { file: null, embeddings: 0, failures: 0, bytes: 0, removed: 0 },
      () => 'No embeddings are kept.',
    )
    return
  }
  const cache = new EmbeddingCache(directory)
  try {
    const removed = empty ? cache.empty() : 0
    answer(options, { ...cache.size(), removed }, ({ embeddings, failures, bytes }) =>
      empty
        ? `${removed} embeddings and failures are forgotten.`
        : `${embeddings} embeddings and ${failures} failures in ${file} (${bytes} bytes), not encrypted.`,
    )
  } finally {
    cache.close()
  }
}
