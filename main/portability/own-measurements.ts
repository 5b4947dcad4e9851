// Latencies measured on one's own board, as pasted from a serial log: lines of `network,ms`. Other lines of a log are
// passed over where no line looks like a measurement that is wrong; spaces, tabs, `;` and `:` separate as commas do.

import { VisemeError } from '../errors.ts'
import type { OwnMeasurement } from './board-prediction.ts'

const LINE = /^\s*"?([A-Za-z][\w/-]*)"?\s*[,;:\t ]\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(?:ms)?\s*$/

/**
 * The measurements in `text`, a network measured several times by their median.
 * Throws `bad-measurements` (exit 2): an unknown network, no positive number, or nothing measured at all.
 */
export function ownMeasurements(
  text: string,
  networks: readonly string[],
  where = 'The text',
): OwnMeasurement[] {
  const found = new Map<string, number[]>()
  text.split(/\r?\n/).forEach((line, at) => {
    const [, network, figure] = LINE.exec(line) ?? []
    if (network === undefined || (network === 'network' && figure === 'ms')) return
    const ms = Number(figure)
    if (!networks.includes(network)) {
      throw refusal(`${where}, line ${at + 1}: there is no network ${network}`, networks)
    }
    if (!(ms > 0 && Number.isFinite(ms))) {
      throw refusal(`${where}, line ${at + 1}: "${figure}" is not a number of milliseconds`, networks)
    }
    found.set(network, [...(found.get(network) ?? []), ms])
  })
  if (found.size === 0) throw refusal(`${where} holds no line of the form network,ms`, networks)
  return [...found].map(([network, values]) => ({ network, ms: median(values) }))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const refusal = (message: string, networks: readonly string[]) =>
  new VisemeError({
    code: 'bad-measurements',
    message: `${message}.`,
    next: `Give lines such as face-embed,905.5 with one of ${networks.join(', ')}.`,
    exitCode: 2,
  })
