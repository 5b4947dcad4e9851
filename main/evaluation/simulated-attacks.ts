// Presentation attacks on simulated people, and bona fide presentations beside them: what the checks let through, and
// what the whole system accepts. Everything here is simulated and labelled so; real instruments differ.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { suspicionOf } from '../authentication/attempt.ts'
import { fuse } from '../authentication/fusion.ts'
import { type HeadAction, headActions } from '../authentication/liveness/challenge.ts'
import { Presence, type PresenceReport } from '../authentication/liveness/presence.ts'
import type { System } from '../authentication/system.ts'
import { cosine, makeTemplate, readTemplate, type Template } from '../authentication/template.ts'
import { simulatedClip } from '../capture/simulated/clip.ts'
import { headAction, type Motion, still } from '../capture/simulated/motion.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import { Random } from '../capture/simulated/random.ts'
import { VisemeError } from '../errors.ts'
import type { Image } from '../face/image.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'
import { type AttackErrors, attackErrors } from './attack-errors.ts'
import { type CountedRate, clopperPearson } from './interval.ts'
import { quantile } from './quantile.ts'

/** Kinds of attack instrument, and what each is. */
export const attackKinds = {
  'print-held': "a printed picture of the person, held still; the voice is the person's recorded one",
  'print-moved': 'the same print, moved and tilted before the camera',
  'replayed-video': 'a film of the person looking into the camera and drifting, from another day',
  'replayed-movement': 'a film of the person making another movement than the one asked for',
  'two-movements': 'a film of the person making first another movement, then the one asked for',
  'print-then-own-head': "a printed picture of the person, then somebody else's head, turned already",
  'looped-video': 'a film of two seconds, played over and over',
  'replayed-voice': "somebody else's face, and the person's voice through a telephone",
  'other-voice': "a film of the person that makes the movement asked for, with somebody else's voice",
  'other-face': "somebody else makes the movement, with the person's recorded voice",
} as const
export type AttackKind = keyof typeof attackKinds

export interface AttackRequest {
  people: number
  seed: number
  system: System
  onPresentation?: (done: number, total: number) => void
}

/** The JSON document of `viseme attacks`. */
export interface AttackReport {
  simulated: true
  people: number
  seed: number
  /** The checks alone (ISO/IEC 30107-3): APCER of each kind, BPCER. */
  detection: AttackErrors
  /** Checks and comparison together: how many attacks of each kind were accepted (IAPAR), and bona fide ones were not. */
  system: { kinds: { name: AttackKind; what: string; accepted: CountedRate }[]; rejected: CountedRate }
  /** How often each check failed, by kind of presentation. */
  checks: Record<string, Record<string, number>>
  /** Of the faces in the frames, by kind: 5 %, median, 95 %. No check rests on it, since it does not tell them apart. */
  sharpness: Record<string, { low: number; median: number; high: number }>
  /** Depth of the movement that was shown, by kind: what the check of depth goes by. */
  depth: Record<string, { least: number; most: number }>
}

const FPS = 8
const SECONDS = 5
/** The head moves from here on; before it the challenge sees it straight. */
const MOVES_AT = 1.2
const MOVE_SECONDS = 2

interface Presentation {
  frames: Iterable<Image>
  voice: Samples
}

/** Runs every kind of attack and a bona fide presentation for each person. VisemeError `too-few-people`. */
export async function simulateAttacks({
  people,
  seed,
  system,
  onPresentation,
}: AttackRequest): Promise<AttackReport> {
  if (people < 2) {
    throw new VisemeError({
      code: 'too-few-people',
      message: 'Attacks need at least two people: some present somebody else.',
      next: 'Give --people 2 or more.',
      exitCode: 2,
    })
  }
  const kinds = Object.keys(attackKinds) as AttackKind[]
  const random = new Random(seed, 0xa77ac)
  const passed = new Map<string, number[]>()
  const accepted = new Map<string, number[]>()
  const checks: AttackReport['checks'] = {}
  const frames = new Map<string, number[]>()
  const depths = new Map<string, number[]>()
  const total = people * (kinds.length + 1)
  for (let person = 0; person < people; person++) {
    const who = seed * 1000 + person
    const other = seed * 1000 + ((person + 1) % people)
    const templates = await enrolled(system, who)
    for (const kind of ['bona-fide', ...kinds] as const) {
      const action = random.pick(headActions)
      const presentation = presented(kind, who, other, action, random)
      const { report, isAccepted, sharpness } = await outcome(system, templates, action, presentation)
      add(passed, kind, report.passed)
      add(accepted, kind, isAccepted)
      const own = frames.get(kind) ?? []
      frames.set(kind, [...own, ...sharpness])
      checks[kind] ??= {}
      for (const { check, passed: isPassed, value } of report.checks) {
        if (check === 'depth' && value !== null) depths.set(kind, [...(depths.get(kind) ?? []), value])
        checks[kind][check] = (checks[kind][check] ?? 0) + (isPassed ? 0 : 1)
      }
      onPresentation?.(person * (kinds.length + 1) + kinds.indexOf(kind as AttackKind) + 2, total)
    }
  }
  const scores = (kind: string) => Float64Array.from(passed.get(kind) ?? [])
  const detection = attackErrors(
    { bonaFide: scores('bona-fide'), attacks: new Map(kinds.map((kind) => [kind, scores(kind)])) },
    1,
  )
  const rate = (kind: string, wanted: number) => {
    const values = accepted.get(kind) ?? []
    return clopperPearson(values.filter((value) => value === wanted).length, values.length)
  }
  return {
    simulated: true,
    people,
    seed,
    detection: detection!,
    system: {
      kinds: kinds.map((name) => ({ name, what: attackKinds[name], accepted: rate(name, 1) })),
      rejected: rate('bona-fide', 0),
    },
    checks,
    sharpness: Object.fromEntries([...frames].map(([kind, values]) => [kind, middle(values)])),
    depth: Object.fromEntries(
      [...depths].map(([kind, values]) => [kind, { least: Math.min(...values), most: Math.max(...values) }]),
    ),
  }
}

function middle(values: number[]): { low: number; median: number; high: number } {
  const sorted = Float64Array.from(values).sort()
  return { low: quantile(sorted, 0.05), median: quantile(sorted, 0.5), high: quantile(sorted, 0.95) }
}

function add(counts: Map<string, number[]>, kind: string, value: boolean): void {
  counts.set(kind, [...(counts.get(kind) ?? []), Number(value)])
}

async function enrolled(system: System, who: number): Promise<Record<Modality, Template>> {
  const person = simulatedPerson(who)
  const template = (modality: Modality, embeddings: Float32Array[]) =>
    readTemplate(makeTemplate(modality, 1, system.models[modality], embeddings).record)
  return system.attempt(async () => ({
    face: template(
      'face',
      [0, 1, 2].map((index) => system.face.capture(person.face(0, index).image).embedding),
    ),
    voice: template(
      'voice',
      [0, 1].map((index) => system.voice.capture(person.voice(0, index)).embedding),
    ),
  }))
}

/** What stands before camera and microphone. The genuine person comes in session 1; recordings are of session 2. */
export function presented(
  kind: AttackKind | 'bona-fide',
  who: number,
  other: number,
  action: HeadAction,
  random: Random,
): Presentation {
  const person = simulatedPerson(who)
  const film = (seed: number, session: number, motion: Motion, seconds = SECONDS): Image[] =>
    [...simulatedClip(seed, session, { frames: seconds * FPS, fps: FPS, motion })].map(({ image }) => image)
  const asked = headAction(action, MOVES_AT, MOVE_SECONDS)
  const another = random.pick(headActions.filter((candidate) => candidate !== action))
  switch (kind) {
    case 'bona-fide':
      return { frames: film(who, 1, asked), voice: person.voice(1, 0) }
    case 'print-held':
      return { frames: print(person.face(2, 0).image, 0.4, random), voice: person.voice(2, 0) }
    case 'print-moved':
      return { frames: print(person.face(2, 0).image, 10, random), voice: person.voice(2, 0) }
    case 'replayed-video':
      return { frames: film(who, 2, still), voice: person.voice(2, 0) }
    case 'replayed-movement':
      return {
        frames: film(who, 2, headAction(another, MOVES_AT, MOVE_SECONDS)),
        voice: person.voice(2, 0),
      }
    case 'two-movements': {
      const [first, second] = [headAction(another, MOVES_AT, 1.8), headAction(action, MOVES_AT + 1.8, 1.8)]
      const both: Motion = (seconds) => (seconds < MOVES_AT + 1.8 ? first(seconds) : second(seconds))
      return { frames: film(who, 2, both), voice: person.voice(2, 0) }
    }
    case 'print-then-own-head': {
      const held = [...print(person.face(2, 0).image, 0.4, random)]
      const own = film(other, 1, asked).slice(Math.round((MOVES_AT + 0.4 * MOVE_SECONDS) * FPS))
      return { frames: [...held.slice(0, MOVES_AT * FPS), ...own], voice: person.voice(2, 0) }
    }
    case 'looped-video': {
      const piece = film(who, 2, still, 2)
      return {
        frames: Array.from({ length: SECONDS * FPS }, (_, at) => piece[at % piece.length]),
        voice: person.voice(2, 0),
      }
    }
    case 'replayed-voice':
      return { frames: film(other, 1, asked), voice: telephone(person.voice(2, 0)) }
    case 'other-voice':
      return { frames: film(who, 2, asked), voice: simulatedPerson(other).voice(1, 0) }
    case 'other-face':
      return { frames: film(other, 1, asked), voice: person.voice(2, 0) }
  }
}

/** A print before the camera: the picture under affine tilts and shifts (a plane has no depth), with sensor noise. */
function* print(picture: Image, reach: number, random: Random): Generator<Image> {
  const { width, height, data } = picture
  const phase = Array.from({ length: 4 }, () => random.uniform(0, 2 * Math.PI))
  for (let frame = 0; frame < SECONDS * FPS; frame++) {
    const sway = (index: number, hertz: number) =>
      Math.sin((2 * Math.PI * hertz * frame) / FPS + phase[index])
    const [dx, dy] = [reach * sway(0, 0.4), 0.6 * reach * sway(1, 0.3)]
    // A tilt about the vertical axis narrows a plane; it moves no nose against its eyes.
    const narrow = 1 + 0.012 * reach * Math.abs(sway(2, 0.25))
    const shear = 0.006 * reach * sway(3, 0.35)
    const seen = new Uint8Array(data.length)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = (x - width / 2) * narrow + shear * (y - height / 2) + width / 2 - dx
        const v = y - dy
        const left = Math.min(Math.max(Math.round(u), 0), width - 1)
        const top = Math.min(Math.max(Math.round(v), 0), height - 1)
        for (let c = 0; c < 3; c++) {
          const value = 24 + 0.8 * data[(top * width + left) * 3 + c] + random.normal(0, 1.5)
          seen[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, value))
        }
      }
    }
    yield { width, height, channels: 3, data: seen }
  }
}

/** Speech through a telephone: four poles at 300 Hz and eight at 3.4 kHz. */
export function telephone(samples: Samples): Samples {
  let sound = samples
  const pole = (hertz: number) => 1 - Math.exp((-2 * Math.PI * hertz) / SAMPLE_RATE)
  for (let stage = 0; stage < 8; stage++) {
    let low = 0
    const share = pole(3400)
    sound = sound.map((value) => (low += share * (value - low)))
  }
  for (let stage = 0; stage < 2; stage++) {
    let low = 0
    const share = pole(300)
    sound = sound.map((value) => {
      low += share * (value - low)
      return value - low
    })
  }
  return sound
}

/** Runs a presentation through challenge, checks and comparison. */
async function outcome(
  system: System,
  templates: Record<Modality, Template>,
  action: HeadAction,
  { frames, voice }: Presentation,
): Promise<{ report: PresenceReport; isAccepted: boolean; sharpness: number[] }> {
  return system.attempt(async () => {
    const presence = new Presence(action, '', 0)
    const sharpness: number[] = []
    let at = 0
    for (const image of frames) {
      at += 1000 / FPS
      const inspection = system.face.inspect(image)
      if (inspection.quality) sharpness.push(inspection.quality.sharpness)
      const { stage } = presence.see(image, inspection, at)
      if (stage === 'passed' || stage === 'failed') break
    }
    const { quality, problem } = system.voice.inspect(voice)
    const embed = (image: Image) => system.face.capture(image).embedding
    const heard = { samples: voice, levelDb: quality.levelDb }
    const report = presence.assess(system.fusion, embed, heard, Math.max(at, 1000 * SECONDS))
    if (!report.passed || !presence.frontal || problem) return { report, isAccepted: false, sharpness }
    const embeddings = { face: embed(presence.frontal), voice: system.voice.capture(voice).embedding }
    const cosines = Object.fromEntries(
      modalities.map((modality) => [modality, cosine(embeddings[modality], templates[modality])]),
    )
    const fused = fuse(system.fusion, cosines)
    return { report, isAccepted: fused.accepted && suspicionOf(report, fused) === null, sharpness }
  })
}
