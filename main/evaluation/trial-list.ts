// Lists of the comparisons to make: VoxCeleb's `1|0 enrol test` (also `target|nontarget`; `spoof` or `attack:KIND` for
// attacks on the person enrolled), or LFW's pairs.txt:
// `name n1 n2` is a genuine pair, `name1 n1 name2 n2` an impostor pair, numbers count a person's pictures from 1.

import { readFileSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { VisemeError } from '../errors.ts'
import type { DataSample, DataSet } from './data-set.ts'

export interface Trial {
  enrolled: DataSample
  tested: DataSample
  /** The kind of attack; absent in genuine and impostor comparisons. */
  attack?: string
}

/**
 * Reads a list of comparisons between samples of a data set. VisemeError `bad-trials` names the first line that
 * does not fit: its form, a sample that the data set lacks, or a label that contradicts the people.
 */
export function readTrialList(path: string, set: DataSet): Trial[] {
  const find = sampleFinder(set, path)
  const trials: Trial[] = []
  for (const [index, line] of readText(path).split('\n').entries()) {
    const fields = line.trim().split(/\s+/)
    const isHeading =
      trials.length === 0 && fields.length <= 2 && fields.every((field) => /^\d+$/.test(field))
    if (fields[0] === '' || isHeading) continue
    const refuse = (reason: string): never => {
      throw refused(`${path}, line ${index + 1}: ${reason}.`)
    }
    const { label, names } = parseTrial(fields) ?? refuse('neither "1|0 enrol test" nor a pair of LFW')
    const [enrolled, tested] = names.map(
      (name) => find(name) ?? refuse(`${set.name} has no sample ${name.join(' ')}`),
    )
    if (enrolled.modality !== tested.modality) refuse('a face cannot be compared with a voice')
    const attack = attackKind(label, tested)
    if (attack !== null) {
      trials.push({ enrolled, tested, attack })
      continue
    }
    if (tested.attack !== undefined) refuse(`labelled ${label}, but the data set calls it an attack`)
    if ((label === 'genuine') !== (enrolled.person === tested.person)) {
      refuse(`labelled ${label}, but of ${enrolled.person} and ${tested.person}`)
    }
    trials.push({ enrolled, tested })
  }
  if (trials.length === 0) throw refused(`${path} lists no comparisons.`)
  return trials
}

const LABELS: Record<string, string> = {
  '1': 'genuine',
  '0': 'impostor',
  target: 'genuine',
  nontarget: 'impostor',
}
const ATTACK = /^(?:attack|spoof)(?::(.+))?$/

/** The kind that the label or the data set names; null where the label is none of an attack. */
function attackKind(label: string, { attack }: DataSample): string | null {
  const labelled = ATTACK.exec(label)
  return labelled && (labelled[1] ?? attack ?? 'attack')
}

/** A sample by its name, or by its person and number. */
type SampleName = [name: string] | [person: string, number: string]

function parseTrial(fields: string[]): { label: string; names: [SampleName, SampleName] } | null {
  const isNumber = (text: string) => /^\d+$/.test(text)
  if (fields.length === 3) {
    const [first, second, third] = fields
    if (isNumber(second) && isNumber(third))
      return {
        label: 'genuine',
        names: [
          [first, second],
          [first, third],
        ],
      }
    const label = LABELS[first] ?? (ATTACK.test(first) ? first : undefined)
    if (label !== undefined) return { label, names: [[second], [third]] }
  }
  if (fields.length === 4 && isNumber(fields[1]) && isNumber(fields[3])) {
    const [person, number, other, otherNumber] = fields
    return {
      label: 'impostor',
      names: [
        [person, number],
        [other, otherNumber],
      ],
    }
  }
  return null
}

/** Samples by name, by path (relative to the list or to the data set), by person and picture number. */
function sampleFinder(set: DataSet, list: string): (name: SampleName) => DataSample | undefined {
  const byName = new Map<string, DataSample>()
  const byNumber = new Map<string, DataSample>()
  for (const sample of set.samples) {
    byName.set(sample.name, sample)
    if (sample.start === null && sample.end === null) byName.set(resolve(sample.path), sample)
    const number = /(\d+)$/.exec(basename(sample.path).replace(/\.[^.]*$/, ''))
    if (number) byNumber.set(`${sample.person} ${Number(number[1])}`, sample)
  }
  return ([name, number]) => {
    if (number !== undefined) return byNumber.get(`${name} ${Number(number)}`)
    return (
      byName.get(name) ?? byName.get(resolve(set.folder, name)) ?? byName.get(resolve(dirname(list), name))
    )
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw refused(`${relative('', path)} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
}

function refused(message: string): VisemeError {
  return new VisemeError({
    code: 'bad-trials',
    message,
    next: 'Lines are "1 enrol test" or "0 enrol test" with names as in the data set, or LFW pairs.',
    exitCode: 2,
  })
}
