// Score files of three kinds, told apart by their first line:
//   Kaldi, WeSpeaker   enrol test score target|nontarget
//   CSV                label,score            (with or without that heading)
//   Bob, four columns  claimed_id real_id test_label score

import { createReadStream } from 'node:fs'
import { VisemeError } from '../errors.ts'
import { ComparisonList, type Comparisons } from './comparisons.ts'
import { growingFloats } from './growing-array.ts'

export type ScoreFormat = 'kaldi' | 'csv' | 'bob'

export interface ScoreFile extends Comparisons {
  format: ScoreFormat
}

const GENUINE = new Set(['target', 'genuine', 'mated', '1', 'true'])
const IMPOSTOR = new Set(['nontarget', 'impostor', 'nonmated', '0', 'false'])

/** Reads a score file. VisemeError `bad-score-file` names the first line that does not fit, and why. */
export async function readScoreFile(path: string): Promise<ScoreFile> {
  let format: ScoreFormat | null = null
  const labelled = { genuine: growingFloats(), impostor: growingFloats() }
  const named = new ComparisonList()
  let scoresLookLikeLabels = true
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    const text = line.trim()
    if (text === '') continue
    const refuse = (reason: string): never => refuseLine(path, number, text, reason)
    if (format === null) {
      format = formatOf(text) ?? refuse('neither of the three known formats')
      if (format === 'csv' && isHeading(text)) continue
    }
    if (format === 'bob') {
      const [claimed, real, label, score, ...more] = text.split(/\s+/)
      if (score === undefined || more.length > 0) refuse('not four columns')
      scoresLookLikeLabels &&= (score === '0' || score === '1') && isNumber(label)
      named.add(claimed, real, scoreOf(score) ?? refuse(`${score} is not a number`))
      continue
    }
    const [label, score] = format === 'csv' ? csvFields(text, refuse) : kaldiFields(text, refuse)
    const value = scoreOf(score) ?? refuse(`${score} is not a number`)
    if (GENUINE.has(label)) labelled.genuine.push(value)
    else if (IMPOSTOR.has(label)) labelled.impostor.push(value)
    else refuse(`the label ${label} is neither target nor nontarget`)
  }
  if (format === 'bob' && scoresLookLikeLabels) return refuseLabels(path)
  if (format === 'bob') return { format, ...named.comparisons() }
  if (format === null) return refuseEmpty(path)
  return {
    format,
    scores: { genuine: labelled.genuine.values(), impostor: labelled.impostor.values() },
    people: null,
  }
}

type Refuse = (reason: string) => never

function kaldiFields(text: string, refuse: Refuse): [label: string, score: string] {
  const fields = text.split(/\s+/)
  if (fields.length !== 4) refuse('not "enrol test score target|nontarget"')
  return [fields[3], fields[2]]
}

function csvFields(text: string, refuse: Refuse): [label: string, score: string] {
  const fields = text.split(',')
  if (fields.length !== 2) refuse('not "label,score"')
  return [fields[0].trim().toLowerCase(), fields[1].trim()]
}

function isHeading(text: string): boolean {
  return /^"?label"?\s*,\s*"?score"?$/i.test(text)
}

function formatOf(text: string): ScoreFormat | null {
  if (text.includes(',')) return 'csv'
  const fields = text.split(/\s+/)
  if (fields.length !== 4) return null
  if (isNumber(fields[3])) return 'bob'
  return GENUINE.has(fields[3]) || IMPOSTOR.has(fields[3]) ? 'kaldi' : null
}

const isNumber = (text: string): boolean => scoreOf(text) !== null

/** The number that a field holds; null where it holds none (NaN is none). */
function scoreOf(field: string): number | null {
  const value = Number(field)
  if (field !== '' && !Number.isNaN(value)) return value
  const infinite = /^([+-]?)inf(inity)?$/i.exec(field)
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return null
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-scores',
      message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      next: 'Give the path of a score file.',
      exitCode: 2,
      cause,
    })
  }
  if (rest !== '') yield rest
}

const FORMATS =
  'Score files hold "enrol test score target|nontarget", or "label,score", or "claimed real test score" (Bob).'

function refuseLine(path: string, number: number, text: string, reason: string): never {
  const shown = text.length > 80 ? `${text.slice(0, 77)}...` : text
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path}, line ${number}: ${reason}: ${shown}`,
    next: FORMATS,
    exitCode: 2,
  })
}

function refuseLabels(path: string): never {
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path}: the fourth column holds only 0 and 1, the third numbers: labels and scores rather than Bob's test label and score.`,
    next: 'Write the labels of "enrol test score label" as target and nontarget.',
    exitCode: 2,
  })
}

function refuseEmpty(path: string): never {
  throw new VisemeError({
    code: 'bad-score-file',
    message: `${path} holds no scores.`,
    next: FORMATS,
    exitCode: 2,
  })
}
