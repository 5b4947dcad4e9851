// Quantities as people read them.

/** Bytes with a binary unit: 131072 -> "128 KiB". */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`
  if (count < 1024 * 1024) return `${trim(count / 1024)} KiB`
  return `${trim(count / 1024 / 1024)} MiB`
}

/** Milliseconds, in seconds from 10 s on. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${trim(ms / 1000)} s`
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

function trim(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1)
}
