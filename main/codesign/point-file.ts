// A table of points as a file that grows as they are made: CSV of plain figures, or JSON of everything.

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { VisemeError } from '../errors.ts'
import { figureCalled } from './figures.ts'
import { type DesignPoint, STATED_FMRS } from './points.ts'

export interface PointWriter {
  write(point: DesignPoint): void
  /** Puts the file in its place. */
  end(): void
  /** Removes what was written, unless the file is in its place already. */
  abandon(): void
}

const FIGURES = [
  ...['latency', 'attempt', 'energy', 'charge', 'flash', 'ram', 'sram', 'macs', 'bom', 'eer'],
  ...STATED_FMRS.flatMap((fmr) =>
    ['fnmr', 'asks-voice', 'time', 'locked-out'].map((name) => `${name}@${fmr}`),
  ),
]

/** Throws `unwritable-file` (exit 4). */
export function pointWriter(path: string): PointWriter {
  const beside = `${path}.${process.pid}.part`
  const figures = FIGURES.map((name) => figureCalled(name))
  const isJson = path.endsWith('.json')
  const file = guarded(path, () => openSync(beside, 'w'))
  let written = 0
  let open = true
  const put = (text: string): void => {
    guarded(path, () => writeSync(file, text))
  }
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  if (!isJson) put(`${['id', 'fits', 'problems', ...figures.map(({ name }) => name)].join(',')}\n`)
  return {
    write(point) {
      if (isJson) put(`${written === 0 ? '[\n' : ',\n'}${JSON.stringify(point)}`)
      else {
        const cells = figures.map(({ of }) => of(point) ?? '')
        const problems = point.problems.map(({ code }) => code).join(' ')
        put(`${[point.id, point.fits ? 1 : 0, problems, ...cells].join(',')}\n`)
      }
      written++
    },
    end() {
      if (isJson) put(written === 0 ? '[]\n' : '\n]\n')
      close()
      guarded(path, () => renameSync(beside, path))
    },
    abandon() {
      close()
      rmSync(beside, { force: true })
    },
  }
}

function guarded<T>(path: string, body: () => T): T {
  try {
    return body()
  } catch (cause) {
    throw new VisemeError({
      code: 'unwritable-file',
      message: `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      next: 'Choose a path in a folder that exists and may be written to.',
      exitCode: 4,
      cause,
    })
  }
}
