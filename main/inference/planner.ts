// Places buffers with known lifetimes in one block of memory: TensorFlow Lite Micro's GreedyMemoryPlanner
// (micro/memory_planner/greedy_memory_planner.h). Its limit: greedy by size, so not always the smallest block.
//
//  1. Order the buffers by size, largest first; equal sizes keep the reverse of the order they were added in.
//  2. Keep a list of the placed buffers ordered by offset; at equal offsets the earlier placed comes first.
//  3. The first buffer goes to offset 0.
//  4. For each further buffer, walk the placed ones in order of offset,
//  5. looking only at those whose lifetime [firstUse, lastUse] overlaps its own.
//  6. The candidate offset starts at 0.
//  7. If the gap between the candidate and the next overlapping buffer is large enough, place it there.
//  8. Otherwise move the candidate to that buffer's end, if that is further on, and continue.
//  9. After the last overlapping buffer, the candidate is free.
// 10. The block is as large as the furthest end.

/** What a buffer asks for: bytes, and the first and last step at which it is needed (inclusive). */
export interface BufferRequest {
  bytes: number
  firstUse: number
  lastUse: number
}

export interface MemoryPlan {
  /** One offset per request, in order. */
  offsets: number[]
  bytes: number
}

/** Sizes are taken as given: the caller aligns them. */
export function planMemory(requests: readonly BufferRequest[]): MemoryPlan {
  const order = requests.map((_, index) => requests.length - 1 - index)
  order.sort((a, b) => requests[b].bytes - requests[a].bytes)

  const offsets = new Array<number>(requests.length).fill(0)
  const placed: number[] = []
  for (const index of order) {
    const wanted = requests[index]
    let candidate = 0
    for (const other of placed) {
      const neighbour = requests[other]
      if (neighbour.firstUse > wanted.lastUse || wanted.firstUse > neighbour.lastUse) continue
      if (offsets[other] - candidate >= wanted.bytes) break
      candidate = Math.max(candidate, offsets[other] + neighbour.bytes)
    }
    offsets[index] = candidate
    placed.splice(insertionPoint(placed, offsets, candidate), 0, index)
  }
  return { offsets, bytes: requests.reduce((most, { bytes }, i) => Math.max(most, offsets[i] + bytes), 0) }
}

/** Where `offset` goes in the list ordered by offset: after all equal ones. */
function insertionPoint(placed: number[], offsets: number[], offset: number): number {
  let low = 0
  let high = placed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (offsets[placed[middle]] > offset) high = middle
    else low = middle + 1
  }
  return low
}
