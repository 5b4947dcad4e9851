// `codesign measure`: gathers the samples of both sets, measures what the record lacks for the networks as they are now,
// and writes models/codesign/accuracy.json and networks.json as it goes.

import type { Modality } from '../../../enrollment-data/records.ts'
import { readDataSet } from '../../evaluation/data-set.ts'
import type { EnrolledPerson } from '../../evaluation/enrolled-people.ts'
import { readPairings } from '../../evaluation/pairing-file.ts'
import { writeWhole } from '../../written-file.ts'
import { designAccuracyPath, designAccuracyText, measuredKey, readDesignAccuracy } from '../accuracy.ts'
import { type Candidate, type Candidates, profilesPath } from '../candidates.ts'
import { profilesText } from '../profile.ts'
import { enrolFaces, enrolVoices } from './embeddings.ts'
import { type Measurable, measureDesigns, measuredDesigns } from './run.ts'
import { evaluationFile, gatherFaces, gatherVoices, SETS, type SetName } from './samples.ts'

export interface MeasureSettings {
  /** Which of the candidates are measured; the others' figures stay where their bytes have not changed. */
  isWanted(candidate: Candidate): boolean
  /** The folder of data, e.g. ../shared/data. */
  data: string
  sets: readonly SetName[]
  seconds: readonly number[]
  /** Whether a face and a voice are measured together. */
  together(face: Candidate, voice: Candidate): boolean
  draws: number
  seed: number
  /** After so many minutes the run ends; the next one goes on. */
  minutes: number
  command: string
  folder: string
  onProgress(done: number, total: number, what: string): void
}

export interface MeasureSummary {
  measured: number
  known: number
  missing: number
  seconds: number
  file: string
}

/** How often what was found is written. */
const WRITE_EVERY_MS = 30_000

/** Measures what is missing of the candidates. Throws `no-data-set`, `bad-pairing` (exit 2), `unwritable-file` (4). */
export async function measureSpace(
  candidates: Candidates,
  settings: MeasureSettings,
): Promise<MeasureSummary> {
  const began = performance.now()
  const { data, sets, folder, draws, seed, together, isWanted } = settings
  const everything = [...candidates.face, ...candidates.voice]
  keepProfiles(profilesPath(folder), everything)

  const before = readDesignAccuracy(designAccuracyPath(folder))
  const names = new Map([
    ...(before?.names ?? []),
    ...everything.map(({ sha256, name, precision }) => [sha256, `${name}.${precision}`] as const),
  ])
  const now = new Map(everything.map(({ sha256, name, precision }) => [`${name}.${precision}`, sha256]))
  /** A network of this name has other bytes now. */
  const isStale = (sha256: string | null) =>
    sha256 !== null && (now.get(names.get(sha256)!) ?? sha256) !== sha256
  /** Measured on other pairs of people than are asked for. */
  const isPairedOtherwise = ({ face, voice }: { face: string | null; voice: string | null }) =>
    face !== null && voice !== null && (before?.pairings.draws !== draws || before.pairings.seed !== seed)
  const entries = new Map(
    (before?.entries ?? [])
      .filter((each) => !isStale(each.face) && !isStale(each.voice) && !isPairedOtherwise(each))
      .map((each) => [measuredKey(each), each]),
  )
  const write = (): void => {
    const date = new Date().toISOString().slice(0, 10)
    const record = {
      ...{ command: settings.command, date, pairings: { draws, seed }, names },
      entries: [...entries.values()],
    }
    writeWhole(designAccuracyPath(folder), designAccuracyText(record))
  }

  const known = new Set(entries.keys())
  const wanted = { face: candidates.face.filter(isWanted), voice: candidates.voice.filter(isWanted) }
  const enrolments = enrolmentsOf(wanted, settings)
  const total = measuredDesigns({ ...enrolments, together }).length
  const missing = () => total - [...keysOf(enrolments, together)].filter((key) => entries.has(key)).length
  let written = performance.now()
  let measured = 0
  if (missing() > 0) {
    const about = await enrolments.gather()
    await measureDesigns({
      ...enrolments,
      together,
      sets,
      testPairings: sets.includes('test') ? testPairings(data) : [],
      draws,
      seed,
      about,
      known,
      onMeasured: (entry) => {
        entries.set(measuredKey(entry), entry)
        settings.onProgress(known.size + ++measured, total, entry.modality)
        if (performance.now() - written < WRITE_EVERY_MS) return
        write()
        written = performance.now()
      },
      isOver: () => performance.now() - began > settings.minutes * 60_000,
    })
  }
  write()
  return {
    measured,
    known: known.size,
    missing: missing(),
    seconds: (performance.now() - began) / 1000,
    file: designAccuracyPath(folder),
  }
}

/** Writes what networks cost, in the order of their names. */
function keepProfiles(path: string, candidates: readonly Candidate[]): void {
  const profiles = candidates.flatMap(({ profile }) => profile ?? [])
  const keyOf = ({ name, precision }: (typeof profiles)[number]) => `${name}.${precision}`
  if (profiles.length === 0) return
  writeWhole(path, profilesText(profiles.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))))
}

function* keysOf(
  { faces, voices }: { faces: Measurable[]; voices: Measurable[] },
  together: MeasureSettings['together'],
): Generator<string> {
  for (const { modality, face, voice } of measuredDesigns({ faces, voices, together })) {
    yield measuredKey({
      modality,
      face: face?.candidate.sha256 ?? null,
      voice: voice?.candidate.sha256 ?? null,
      seconds: voice?.seconds ?? null,
    })
  }
}

function testPairings(data: string) {
  const [faces, voices] = [SETS.test.face, SETS.test.voice].map((file) =>
    readDataSet(evaluationFile(data, file)),
  )
  const both = { ...faces, samples: [...faces.samples, ...voices.samples] }
  return readPairings(evaluationFile(data, 'chimeric-draws.csv'), both)
}

/** Networks with their people, whose samples are gathered when the first network needs them. */
function enrolmentsOf(candidates: Candidates, { data, sets, seconds, onProgress }: MeasureSettings) {
  const sides = [...new Set(candidates.face.map(({ side }) => side!))]
  let done = 0
  const tell = (what: string) => () => onProgress(++done, 0, what)
  type Gathered<T> = Partial<Record<SetName, T>>
  const faces: Gathered<Awaited<ReturnType<typeof gatherFaces>>> = {}
  const voices: Gathered<Awaited<ReturnType<typeof gatherVoices>>> = {}
  const gather = async (): Promise<Record<SetName, Record<Modality, { name: string; fta: number }>>> => {
    const about = {} as Record<SetName, Record<Modality, { name: string; fta: number }>>
    for (const set of sets) {
      faces[set] = await gatherFaces(data, set, sides, tell(`pictures, ${set}`))
      voices[set] = await gatherVoices(data, set, tell(`recordings, ${set}`))
      about[set] = { face: faces[set], voice: voices[set] }
    }
    return about
  }
  const measurable = (
    candidate: Candidate,
    heard: number | null,
    enrol: (set: SetName) => EnrolledPerson[],
  ): Measurable => ({ candidate, seconds: heard, enrol })
  return {
    gather,
    faces: candidates.face.map((each) => measurable(each, null, (set) => enrolFaces(each, faces[set]!))),
    voices: candidates.voice.flatMap((each) =>
      seconds.map((heard) => measurable(each, heard, (set) => enrolVoices(each, heard, voices[set]!))),
    ),
  }
}
