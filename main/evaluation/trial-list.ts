// Lists of the comparisons to make: VoxCeleb's `1|0 enrol test` (also `target|nontarget`; `spoof` or `attack:KIND` for
// attacks on the person enrolled), or LFW's pairs.txt:
// `name n1 n2` is a genuine pair, `name1 n1 name2 n2` an impostor pair; a number is the one that a picture's name ends in.

import { readFileSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { modalities as allModalities, type Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import type { DataSample, DataSet } from './data-set.ts'

/** A list that was read, without the comparisons that it lists again. */
export interface TrialList {
  trials: Trial[]
  /** Comparisons left out, as the same two samples were listed before, in either order. */
  repeated: number
}

export interface Trial {
  enrolled: DataSample
  tested: DataSample
  /** The kind of attack; absent in genuine and impostor comparisons. */
  attack?: string
}

/**
 * Reads a list of comparisons between samples of a data set. VisemeError `bad-trials` names the first line that
 * does not fit: its form, a sample that the data set lacks or has twice, a sample compared with itself, or a label
 * that contradicts the people. Numbers count a person's pictures, or recordings where only voices are measured.
 */
export function readTrialList(
  path: string,
  set: DataSet,
  modalities: readonly Modality[] = allModalities,
): TrialList {
  const find = sampleFinder(set, path, modalities.includes('face') ? 'face' : 'voice')
  const trials: Trial[] = []
  const listed = new Set<string>()
  let repeated = 0
  const numbers = new Map(set.samples.map((sample, i) => [sample, i]))
  const add = (trial: Trial) => {
    const pair = [trial.enrolled, trial.tested].map((sample) => numbers.get(sample)!)
    const key = trial.attack === undefined ? pair.sort((a, b) => a - b).join() : `${pair} ${trial.attack}`
    if (listed.has(key)) repeated++
    else trials.push(trial)
    listed.add(key)
  }
  for (const [index, line] of readText(path).split('\n').entries()) {
    const fields = line.trim().split(/\s+/)
    const isHeading =
      trials.length === 0 && fields.length <= 2 && fields.every((field) => /^\d+$/.test(field))
    if (fields[0] === '' || isHeading) continue
    const refuse = (reason: string): never => {
      throw refused(`${path}, line ${index + 1}: ${reason}.`)
    }
    const { label, names } = parseTrial(fields) ?? refuse('neither "1|0 enrol test" nor a pair of LFW')
    const [enrolled, tested] = names.map((name) => {
      const [sample, other] = find(name)
      if (sample === undefined) return refuse(`${set.name} has no sample ${name.join(' ')}`)
      if (other === undefined) return sample
      return refuse(`${name.join(' ')} may be ${sampleText(sample)} or ${sampleText(other)}`)
    })
    if (enrolled === tested) refuse(`${enrolled.name} would be compared with itself`)
    if (enrolled.modality !== tested.modality) refuse('a face cannot be compared with a voice')
    const attack = attackKind(label, tested)
    if (attack !== null) {
      add({ enrolled, tested, attack })
      continue
    }
    if (tested.attack !== undefined) refuse(`labelled ${label}, but the data set calls it an attack`)
    if ((label === 'genuine') !== (enrolled.person === tested.person)) {
      refuse(`labelled ${label}, but of ${enrolled.person} and ${tested.person}`)
    }
    add({ enrolled, tested })
  }
  if (trials.length === 0) throw refused(`${path} lists no comparisons.`)
  return { trials, repeated }
}

const sampleText = ({ name, person }: DataSample): string => `${name} of ${person}`

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

/**
 * Samples by name, by path (relative to the list or to the data set), by person and number among those of the modality
 * `counted`; none, or several that the name does not tell apart.
 */
function sampleFinder(set: DataSet, list: string, counted: Modality): (name: SampleName) => DataSample[] {
  const byName = new Map<string, Set<DataSample>>()
  const byNumber = new Map<string, Set<DataSample>>()
  const add = (map: typeof byName, key: string, sample: DataSample) => {
    const same = map.get(key)
    if (same) same.add(sample)
    else map.set(key, new Set([sample]))
  }
  const only = set.samples.some(({ modality }) => modality === counted)
  for (const sample of set.samples) {
    add(byName, sample.name, sample)
    if (sample.start === null && sample.end === null) add(byName, resolve(sample.path), sample)
    const number = /(\d+)$/.exec(basename(sample.path).replace(/\.[^.]*$/, ''))
    if (number && (!only || sample.modality === counted)) {
      add(byNumber, `${sample.person} ${Number(number[1])}`, sample)
    }
  }
  return ([name, number]) => {
    const found =
      number !== undefined
        ? byNumber.get(`${name} ${Number(number)}`)
        : (byName.get(name) ??
          byName.get(resolve(set.folder, name)) ??
          byName.get(resolve(dirname(list), name)))
    return [...(found ?? [])]
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
