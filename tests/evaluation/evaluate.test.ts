import { describe, expect, it } from 'vitest'
import { type Fusion, logLikelihoodRatio } from '../../main/authentication/fusion.ts'
import { calibrate } from '../../main/evaluation/calibrate.ts'
import type { Captured, Source } from '../../main/evaluation/capture-task.ts'
import type { DataSample, DataSet } from '../../main/evaluation/data-set.ts'
import { allAttempts, enrolPerson } from '../../main/evaluation/enrolled-people.ts'
import { evaluate as evaluated } from '../../main/evaluation/evaluate.ts'
import type { EvaluationRequest } from '../../main/evaluation/evaluation-request.ts'
import { evaluationText } from '../../main/evaluation/evaluation-text.ts'
import { contentsOf } from '../../main/evaluation/fitted-samples.ts'
import { simulatedSet } from '../../main/evaluation/simulated-set.ts'
import { embeddingOf, fakeCapture } from './fake-capture.ts'
import { errorsAt } from './textbook.ts'

/** `people` people with `each` samples of every modality, one a session; paths are `p<person>-<session>-<modality>`. */
function madeUpSet(people: number, each: number, modalities: ('face' | 'voice')[], groups = {}): DataSet {
  const samples: DataSample[] = []
  for (let person = 0; person < people; person++) {
    for (let session = 0; session < each; session++) {
      for (const modality of modalities) {
        const path = `p${person}-${session}-${modality}`
        samples.push({
          person: `p${person}`,
          session: String(session),
          modality,
          name: path,
          path,
          start: null,
          end: null,
          groups,
        })
      }
    }
  }
  return { name: 'made up', folder: '.', samples }
}

const SPREAD = { face: 0.8, voice: 1.6 }

function answered(source: Source, modality: 'face' | 'voice'): Captured {
  if (source.kind !== 'file') throw new Error('data sets hold files')
  const [person, session] = source.path.slice(1).split('-').map(Number)
  const embedding = embeddingOf(person + (modality === 'face' ? 0 : 500), session, SPREAD[modality])
  return { embedding, quality: 1 }
}

const developed = () =>
  calibrate({
    sets: { face: madeUpSet(12, 6, ['face']), voice: madeUpSet(9, 6, ['voice']) },
    capture: fakeCapture(answered).capture,
    networks: { face: 'f'.repeat(64), voice: 'e'.repeat(64) },
    enrolment: { face: 3, voice: 2 },
    fmrs: [0.1, 0.05, 0.0001],
    defaultFmr: 0.05,
    draws: 20,
  })

const evaluate = async (request: EvaluationRequest) => (await evaluated(request)).evaluation

const request = (set: DataSet, fusion: Fusion | null = null) => ({
  set,
  trials: null,
  modalities: ['face', 'voice'] as ('face' | 'voice')[],
  capture: fakeCapture(answered).capture,
  fusion,
  resamples: 50,
})

describe('evaluation of a data set', () => {
  it('compares all pairs of one modality, and says that there is no other', async () => {
    const document = await evaluate(request(madeUpSet(5, 4, ['face'])))
    expect(document).toMatchObject({
      dataset: 'made up',
      protocol: 'all-pairs',
      people: 5,
      samples: 20,
      simulated: false,
      fta: { face: { value: 0, errors: 0, trials: 20 }, voice: null },
      fte: { value: 0, errors: 0, trials: 5 },
      systems: {
        face: { genuine: 5 * 6, impostor: 10 * 16, people: 5 },
        voice: null,
        fused: null,
      },
    })
    expect(document.systems.face!.eer.value).toBeLessThan(0.05)
  })

  it('fuses the face and the voice of one session by their calibrated ratios', async () => {
    const { systems } = await evaluate(request(madeUpSet(8, 3, ['face', 'voice']), await developed()))
    expect(systems.fused).toMatchObject({ genuine: 8 * 3, impostor: 28 * 9 })
    expect(systems.fused!.eer.value).toBeLessThanOrEqual(
      Math.min(systems.face!.eer.value, systems.voice!.eer.value),
    )
    expect(systems.fused!.cllr).toBeLessThan(systems.voice!.cllr!)
    expect(systems.voice!.cllr).toBeLessThan(1)
  })

  it('counts the enrolments that live authentication would refuse, by the shipped calibration only', async () => {
    const fitted = await developed()
    const [loosest] = fitted.operating_points
    const refusing = {
      ...loosest,
      face: { ...loosest.face, fnmr: 0.01 },
      voice: { ...loosest.voice, fnmr: 0.3 },
    }
    const fusion = { ...fitted, operating_points: [refusing] }
    const mixed = fakeCapture((source, modality) =>
      answered(
        source.kind === 'file' && source.path === 'p0-1-face' ? { ...source, path: 'p7-9-face' } : source,
        modality,
      ),
    )
    const faces = { ...request(madeUpSet(8, 3, ['face']), fusion), capture: mixed.capture }
    const document = await evaluate(faces)
    expect(document.calibration?.source).toBe('shipped')
    expect(document.enrolments_refused).toMatchObject({ face: { errors: 1, trials: 8 }, voice: null })
    expect(evaluationText(document).join('\n')).toMatch(
      /enrolments refused, face +12\.50 %.* 1 of 8 \(first samples/,
    )
    expect((await evaluate({ ...faces, calibration: 'cross-validated' })).enrolments_refused).toBeNull()
    expect((await evaluate({ ...faces, fusion: null })).enrolments_refused).toBeNull()
  })

  it('makes only the listed comparisons, and captures only what they need', async () => {
    const set = madeUpSet(3, 2, ['face'])
    const trials = [
      { enrolled: set.samples[0], tested: set.samples[1] },
      { enrolled: set.samples[0], tested: set.samples[2] },
    ]
    const fake = fakeCapture(answered)
    const document = await evaluate({ ...request(set), trials, capture: fake.capture })
    expect(fake.asked).toHaveLength(3)
    expect(document).toMatchObject({ protocol: 'given-pairs', samples: 3, people: 2 })
    expect(document.systems.face).toMatchObject({ genuine: 1, impostor: 1 })
  })

  it('gives back every score with its two sides', async () => {
    const { systems } = await evaluated(request(madeUpSet(2, 2, ['voice'])))
    const { table, scores } = systems.voice!
    const names = (kind: 'genuine' | 'impostor') =>
      [...table[kind].enrolled].map((enrolled, row) =>
        [enrolled, table[kind].tested[row]].map((side) => table.sides[side].name).join(' '),
      )
    expect(names('genuine')).toEqual(['p0-0-voice p0-1-voice', 'p1-0-voice p1-1-voice'])
    expect(names('impostor')).toHaveLength(4)
    expect(scores.genuine).toEqual(table.genuine.scores.voice)
    for (const score of [...scores.genuine, ...scores.impostor])
      expect(Math.abs(score)).toBeLessThanOrEqual(1)
  })

  it('counts what could not be acquired, lists it, and leaves its comparisons out', async () => {
    const set = madeUpSet(4, 3, ['face'])
    const failing: Record<string, Captured> = {
      'p0-0-face': { failed: 'capture', code: 'no-face', message: 'No face.' },
      'p1-2-face': { failed: 'read', code: 'unreadable-image', message: 'Not a picture.' },
      ...Object.fromEntries(
        [0, 1, 2].map((session) => [
          `p3-${session}-face`,
          { failed: 'capture', code: 'no-face', message: 'No face.' },
        ]),
      ),
    }
    const { capture } = fakeCapture(
      (source, modality) => failing[source.kind === 'file' ? source.path : ''] ?? answered(source, modality),
    )
    const trials = set.samples.slice(1).map((tested) => ({ enrolled: set.samples[0], tested }))
    const allPairs = await evaluate({ ...request(set), capture })
    // The unreadable file was never presented: 4 of 11 others failed; one of four people has nothing left.
    expect(allPairs.fta.face).toMatchObject({ errors: 4, trials: 11 })
    expect(allPairs.fte).toMatchObject({ errors: 1, trials: 4 })
    expect(allPairs.systems.face).toMatchObject({ genuine: 1 + 1 + 3, impostor: 4 + 6 + 6 })
    expect(allPairs.skipped).toHaveLength(5)
    expect(allPairs.skipped[0]).toEqual({
      sample: 'p0-0-face',
      modality: 'face',
      person: 'p0',
      stage: 'capture',
      code: 'no-face',
      message: 'No face.',
    })
    expect(evaluationText(allPairs).join('\n')).toMatch(
      /skipped samples\s+5 \(4 face no-face, 1 face unreadable-image\)\n\s+p0-0-face: No face\./,
    )

    const listed = await evaluate({ ...request(set), trials, capture })
    expect(listed.trials_skipped).toBe(trials.length)
    expect(listed.systems.face).toBeNull()
  })

  it('says why a set without impostors has no figures', async () => {
    const document = await evaluate(request(madeUpSet(1, 3, ['face'])))
    expect(document.systems.face).toBeNull()
    expect(document.notes).toEqual([
      expect.stringMatching(/^no calibration: fewer than five people/),
      'face: 3 genuine and 0 impostor comparisons give no error rates',
      'voice: 0 genuine and 0 impostor comparisons give no error rates',
      'fused: no error rates without a calibration of both modalities',
    ])
  })

  it('says why a list of comparisons leaves out the fused system, where both modalities were asked for', async () => {
    const set = madeUpSet(2, 2, ['face', 'voice'])
    const trials = set.samples
      .filter(({ modality }) => modality === 'face')
      .map((tested) => ({ enrolled: set.samples[0], tested }))
    const both = await evaluate({ ...request(set, await developed()), trials })
    expect(both.systems.fused).toBeNull()
    expect(both.notes).toContainEqual(expect.stringMatching(/^fused: a list compares single samples/))
    const faces = await evaluate({ ...request(set, await developed()), trials, modalities: ['face'] })
    expect(faces.notes).toEqual([])
  })

  it('counts a person of whom one modality could not be acquired as one failure to enrol', async () => {
    const { capture } = fakeCapture((source, modality) =>
      source.kind === 'file' && source.path.startsWith('p0') && modality === 'voice'
        ? { failed: 'capture', code: 'silence', message: 'Silence.' }
        : answered(source, modality),
    )
    const { fta, fte } = await evaluate({ ...request(madeUpSet(4, 2, ['face', 'voice'])), capture })
    expect(fta).toMatchObject({ face: { errors: 0, trials: 8 }, voice: { errors: 2, trials: 8 } })
    expect(fte).toMatchObject({ value: 0.25, errors: 1, trials: 4 })
  })

  it('is refused where there is nothing to measure', async () => {
    const faces = madeUpSet(3, 2, ['face'])
    await expect(evaluate({ ...request(faces), modalities: ['voice'] })).rejects.toMatchObject({
      code: 'no-samples',
      exitCode: 2,
      message: 'made up holds no voice sample.',
    })
    const { capture } = fakeCapture(() => ({ failed: 'capture', code: 'no-face', message: 'No face.' }))
    await expect(evaluate({ ...request(faces), capture })).rejects.toMatchObject({
      code: 'nothing-acquired',
      exitCode: 2,
      message: 'None of 6 samples could be acquired; p0-0-face: No face.',
    })
  })

  it('gives both error rates within each group of a further column', async () => {
    const set = madeUpSet(9, 3, ['face'])
    for (const sample of set.samples)
      sample.groups = { light: Number(sample.person.slice(1)) < 2 ? 'dark' : 'bright' }
    const { groups, operating_points, notes } = await evaluate(request(set))
    expect(groups.map(({ column, group, fmr, fnmr }) => [column, group, fmr?.trials, fnmr?.trials])).toEqual([
      ['light', 'dark', 9, 6],
      ['light', 'bright', 21 * 9, 21],
    ])
    // 324 impostor comparisons of 36 pairs of people carry no FMR below 10 %.
    expect(operating_points).toMatchObject([{ system: 'face', stated_fmr: 0.1 }])
    expect(groups[0].threshold).toBe(operating_points[0].score_threshold)
    expect(groups[0]).toMatchObject({ stated_fmr: 0.1, people: { fmr: 2, fnmr: 2 } })
    expect(notes).toContain(
      'face: the data do not carry FMR 0.001: groups and attacks are measured at another threshold, that of FMR 0.1',
    )
    const few = await evaluate(
      request({ ...set, samples: set.samples.filter(({ person }) => person < 'p4') }),
    )
    expect(few.groups[0]).toMatchObject({ stated_fmr: 'eer', threshold: few.systems.face!.eer_threshold })
    expect(few.notes).toContainEqual(
      expect.stringMatching(/another threshold, where its error rates are equal$/),
    )
  })
})

describe('a claim of a false-accept rate', () => {
  it('is judged for each system by pairs of people', async () => {
    const set = madeUpSet(9, 4, ['face'])
    const carried = await evaluate({ ...request(set), far: 0.1 })
    expect(carried.claims).toMatchObject({ face: { carried: true, pairs: 36, reason: null }, voice: null })
    const refused = await evaluate({ ...request(set), far: 0.05 })
    expect(refused.claims!.face).toMatchObject({ carried: false, comparisons_needed: 59, people_needed: 12 })
    expect(evaluationText(refused).join('\n')).toMatch(
      /face {4}refused: FAR <= 0.05 needs at least 59 .*36 different pairs/,
    )
    expect((await evaluate(request(set))).claims).toBeNull()
  })
})

describe('an evaluation of very many samples', () => {
  it('is refused before anything is captured, and says what to do', async () => {
    const fake = fakeCapture(answered)
    const huge = { ...request(madeUpSet(1001, 10, ['face'])), capture: fake.capture }
    await expect(evaluate(huge)).rejects.toMatchObject({
      code: 'too-many-comparisons',
      message: expect.stringMatching(/^All pairs of 10,010 face samples are 50,095,045 comparisons/),
    })
    expect(fake.asked).toHaveLength(0)
  })
})

describe('an evaluation by another protocol', () => {
  /** Everybody's names get a letter, so that sets share nobody. */
  const renamed = (set: DataSet, letter: string): DataSet => ({
    ...set,
    name: letter,
    samples: set.samples.map((sample) => ({ ...sample, person: letter + sample.person })),
  })
  const both = (people: number, each: number) => madeUpSet(people, each, ['face', 'voice'])

  it('measures every way to fuse on the same comparisons, calibrated on development people', async () => {
    const { evaluation, rules } = await evaluated({
      ...request(both(12, 4)),
      protocol: 'sessions',
      development: renamed(both(25, 4), 'd'),
    })
    expect(evaluation.calibration).toMatchObject({
      source: 'development',
      data: 'd',
      people: { face: 25, voice: 25 },
    })
    expect(evaluation.enrol_samples).toEqual({ face: 1, voice: 1 })
    for (const metrics of Object.values(evaluation.fusion_rules)) {
      expect(metrics).toMatchObject({ genuine: 12 * 3, impostor: 12 * 11 * 3 })
    }
    expect(evaluation.fusion_rules.sum!.eer).toEqual(evaluation.systems.fused!.eer)
    expect(evaluation.fusion_rules['weighted-sum']!.cllr).toBeLessThan(0.5)
    const { cascade } = evaluation.fusion_rules.cascade!
    const unsure = [...rules.cascade!.scores.genuine].filter(Number.isFinite).length
    expect(cascade!.asked.genuine).toMatchObject({ hits: unsure, trials: 36 })
    const halfTotals = evaluation.development_thresholds.filter(({ stated_fmr }) => stated_fmr === 'eer')
    expect(halfTotals.map(({ system }) => system)).toEqual(['face', 'voice', 'fused'])
    expect(evaluation.systems.voice!.hter).toMatchObject({
      value: halfTotals[1].hter.value,
      development: { genuine: 25 * 3, impostor: 25 * 24 * 3 },
    })
  })

  it('cross-validates the calibration where there is no other, and says so', async () => {
    const document = await evaluate(request(both(10, 3)))
    expect(document.calibration).toMatchObject({
      source: 'cross-validated',
      lines: { face: null, voice: null },
    })
    expect(document.notes[0]).toMatch(/cross-validated over the people measured/)
    expect(document.systems.fused!.cllr).toBeLessThan(1)
    expect(document.operating_points.filter(({ system }) => system === 'face')[0].threshold).toBeNull()
    expect(document.development_thresholds.every(({ threshold }) => threshold === null)).toBe(true)
  })

  it('pairs a face set with a voice set, labels it chimeric, and averages over the draws', async () => {
    const faces = madeUpSet(9, 5, ['face'])
    const voices = renamed(madeUpSet(6, 4, ['voice']), 'v')
    const set = { ...faces, name: 'faces + voices', samples: [...faces.samples, ...voices.samples] }
    const chimeric = { ...request(set, await developed()), protocol: 'chimeric' as const, draws: 7, seed: 3 }
    const document = await evaluate(chimeric)
    // Templates of 3 faces and 2 voices leave 2 attempts of each of the 6 people of a draw.
    expect(document).toMatchObject({
      chimeric: true,
      enrol_samples: { face: 3, voice: 2 },
      draws: { count: 7, seed: 3, people: 6, faces: 'faces', voices: 'voices' },
      systems: { fused: { genuine: 7 * 6 * 2, impostor: 7 * 6 * 5 * 2, people: 6 }, face: { people: 9 } },
    })
    expect(document.draws!.systems.fused!.eer.mean).toBeLessThanOrEqual(
      document.draws!.systems.voice!.eer.mean,
    )
    expect(await evaluate(chimeric)).toEqual(document)
    // Face and voice alone are measured once, whatever the draws: all templates with all 2 attempts of everybody.
    expect(document.systems.voice).toMatchObject({ genuine: 6 * 2, impostor: 6 * 5 * 2, pairs: 15 })
    expect(document.systems.face).toMatchObject({ genuine: 9 * 2, impostor: 9 * 8 * 2, pairs: 36 })
    // Draws bring no new people: 420 fused comparisons are of the 15 pairs of voices, too few for 10 %.
    expect(document.systems.fused!.pairs).toBe(15)
    expect(document.systems.fused!.fnmr_at_fmr[0].reason).toMatch(
      /needs at least 29 .*you have 420 from 6 people \(15 different pairs\)$/,
    )
    expect(document.operating_points.some(({ system }) => system === 'fused')).toBe(false)
    const other = await evaluate({ ...chimeric, seed: 4 })
    expect(other.systems.face!.cllr).toBe(document.systems.face!.cllr)
    expect(other.systems.fused!.cllr).not.toBe(document.systems.fused!.cllr)
    expect(evaluationText(document).join('\n')).toMatch(
      /fused \(chimeric\)[\s\S]*chimeric draws: 7 of 6 people \(seed 3\)/,
    )
  })

  it('normalises by a cohort and then calibrates anew', async () => {
    const cohort = { set: renamed(both(15, 2), 'c'), top: 10 }
    const document = await evaluate({ ...request(both(8, 3), await developed()), cohort })
    expect(document.as_norm).toEqual({ cohort: 'c', people: { face: 15, voice: 15 }, top: 10 })
    expect(document.calibration!.source).toBe('cross-validated')
    const plain = await evaluate(request(both(8, 3), await developed()))
    expect(document.systems.voice!.eer_threshold).not.toBe(plain.systems.voice!.eer_threshold)
  })

  it('refuses a cohort of fewer than two people, with their counts, and tells what of a cohort was skipped', async () => {
    const failing = (names: string[]) =>
      fakeCapture((source, modality) =>
        source.kind === 'file' && names.includes(source.path)
          ? { failed: 'capture', code: 'no-face', message: 'No face.' }
          : answered(source, modality),
      ).capture
    const cohort = { set: renamed(madeUpSet(3, 1, ['face']), 'c'), top: 10 }
    const faces = { ...request(both(8, 3)), cohort }
    const alone = { ...faces, modalities: ['face' as const] }
    await expect(
      evaluate({
        ...alone,
        cohort: { ...cohort, set: { ...cohort.set, samples: cohort.set.samples.slice(0, 1) } },
      }),
    ).rejects.toMatchObject({ code: 'too-few-cohort-people', exitCode: 2 })
    await expect(evaluate(faces)).rejects.toThrow(
      /has a voice of 0 people \(0 samples of 0 people, 0 not acquired\)/,
    )
    const set = { ...alone.set, samples: alone.set.samples.slice(6) } // p0 is of the cohort alone
    const document = await evaluate({ ...alone, set, capture: failing(['p0-0-face']) })
    expect(document.as_norm!.people).toEqual({ face: 2, voice: 0 })
    expect(document.notes).toContain('AS-norm cohort: 1 of 3 samples were skipped (1 face no-face)')
  })

  it('is not judged by a calibration that was fitted on the very samples', async () => {
    const set = simulatedSet('simulated:8:3:5')!
    const capture = fakeCapture((source, modality) => {
      if (source.kind !== 'simulated') throw new Error('simulated people are no files')
      const identity = source.seed + (modality === 'face' ? 0 : 500)
      return { embedding: embeddingOf(identity, source.session, SPREAD[modality]), quality: 1 }
    }).capture
    const fusion = await developed()
    const contents = await contentsOf(simulatedSet('simulated:2:1:5')!.samples)
    const known = { ...fusion, fitted: { ...fusion.fitted, contents } }
    const own = { ...request(set), capture }
    expect((await evaluate({ ...own, fusion })).calibration!.source).toBe('shipped')
    const document = await evaluate({ ...own, fusion: known })
    expect(document.calibration!.source).toBe('cross-validated')
    expect(document.notes[0]).toMatch(
      /was fitted on 12 of the samples measured, of 2 people .*: it is not used on them/,
    )
    await expect(evaluate({ ...own, fusion: known, calibration: 'shipped' })).rejects.toMatchObject({
      code: 'people-shared',
      exitCode: 2,
    })
    const chimeric = await evaluate({
      ...own,
      fusion: known,
      protocol: 'chimeric',
      draws: 3,
      enrolSamples: { face: 1, voice: 1 },
    })
    expect(chimeric.calibration).toBeNull()
  })

  it('is called simulated where only the people it is fitted on are', async () => {
    const development = renamed(both(8, 3), 'd')
    const drawn = {
      ...development,
      samples: development.samples.map((one) => ({ ...one, simulated: true as const })),
    }
    expect((await evaluate({ ...request(both(8, 3)), development })).simulated).toBe(false)
    expect((await evaluate({ ...request(both(8, 3)), development: drawn })).simulated).toBe(true)
  })

  it('leaves attacks out where nobody is compared with them', async () => {
    const set = both(6, 4)
    const attacked = {
      ...set,
      samples: set.samples.map((one, i) => (i === 0 ? { ...one, attack: 'print' } : one)),
    }
    const fusion = await developed()
    const chimeric = await evaluate({ ...request(attacked, fusion), protocol: 'chimeric', draws: 2 })
    expect(chimeric.notes.join()).not.toMatch(/attack/)
    expect(chimeric.samples).toBe(6 * 4 * 2 - 4)
    const all = await evaluate(request(attacked, fusion))
    expect(all.notes.join()).toMatch(/There is no attack detection of its own/)
  })

  it('counts nobody as not enrolled of whom no file could be read', async () => {
    const { capture } = fakeCapture((source, modality) =>
      source.kind === 'file' && source.path.startsWith('p0')
        ? { failed: 'read', code: 'unreadable-image', message: 'Not a picture.' }
        : answered(source, modality),
    )
    const { fta, fte, skipped } = await evaluate({ ...request(madeUpSet(4, 2, ['face'])), capture })
    expect(fta.face).toMatchObject({ errors: 0, trials: 6 })
    expect(fte).toMatchObject({ errors: 0, trials: 3 })
    expect(skipped).toHaveLength(2)
  })

  it('identifies among the people enrolled', async () => {
    const { identification } = await evaluate({
      ...request(both(8, 3), await developed()),
      protocol: 'identification',
    })
    for (const system of ['face', 'voice', 'fused'] as const) {
      expect(identification![system]).toMatchObject({ gallery: 8, searches: 8 * 2 })
      const hits = identification![system]!.cmc.map(({ rate }) => rate.hits)
      expect(hits).toEqual([...hits].sort((a, b) => a - b))
      expect(hits.at(-1)).toBe(16)
    }
  })

  it('refuses people who are measured among those it is fitted on or normalised by', async () => {
    const set = both(6, 2)
    const shared = expect.objectContaining({ code: 'people-shared', exitCode: 2 })
    await expect(evaluate({ ...request(set), development: set })).rejects.toEqual(shared)
    await expect(evaluate({ ...request(set), cohort: { set, top: 5 } })).rejects.toEqual(shared)
    const others = renamed(set, 'd')
    await expect(
      evaluate({ ...request(set), development: others, cohort: { set: others, top: 5 } }),
    ).rejects.toEqual(shared)
  })
})

describe('calibration on development people', () => {
  it('finds rising lines and thresholds at the stated rates, and drops rates that the data cannot carry', async () => {
    const fusion = await developed()
    expect(fusion.calibration.face.slope).toBeGreaterThan(0)
    expect(fusion.operating_points.map(({ fmr }) => fmr)).toEqual([0.1, 0.05])
    const [loose, strict] = fusion.operating_points
    for (const evidence of ['face', 'voice', 'fused'] as const) {
      expect(strict[evidence].threshold).toBeGreaterThanOrEqual(loose[evidence].threshold)
      expect(strict[evidence].fnmr).toBeGreaterThanOrEqual(loose[evidence].fnmr)
    }
    expect(strict.fused.fnmr).toBeLessThanOrEqual(strict.voice.fnmr)
    expect(fusion.fitted).toMatchObject({
      // 6 samples each: two templates of 3 faces, three of 2 voices; what a template holds is no attempt on it.
      face: { people: 12, samples: 72, genuine: 12 * 2 * 3, impostor: 12 * 2 * 11 * 6, pairs: 66 },
      voice: { people: 9, samples: 54, genuine: 9 * 3 * 4, impostor: 9 * 3 * 8 * 6, pairs: 36 },
      chimeric: { draws: 20, people: 9, seed: 1, genuine: 20 * 9 * 3, impostor: 20 * 9 * 3 * 8, pairs: 36 },
      enrolment: { face: 3, voice: 2 },
    })
  })

  it('sets thresholds that keep the stated false-match rate of the same attempts', async () => {
    const { calibration, operating_points } = await developed()
    const people = Array.from({ length: 12 }, (_, person) =>
      enrolPerson(
        `p${person}`,
        'face',
        'f'.repeat(64),
        Array.from({ length: 6 }, (_, session) => embeddingOf(person, session, SPREAD.face)),
        { enrol: 3, attempts: 10 },
      ),
    )
    const { genuine, impostor } = allAttempts(people).scores
    const ratio = (cosine: number) => logLikelihoodRatio(calibration.face, cosine)
    const ratios = { genuine: genuine.map(ratio), impostor: impostor.map(ratio) }
    for (const { fmr, face } of operating_points) {
      const errors = errorsAt(ratios, face.threshold)
      expect(errors.fmr).toBeLessThanOrEqual(fmr)
      expect(errors.fmr).toBeGreaterThan(fmr - 2 / impostor.length)
      expect(errors.fnmr).toBe(face.fnmr)
    }
  })

  it('is refused where no two people have enough samples', async () => {
    await expect(
      calibrate({
        sets: { face: madeUpSet(4, 3, ['face']), voice: madeUpSet(4, 6, ['voice']) },
        capture: fakeCapture(answered).capture,
        networks: { face: '', voice: '' },
        enrolment: { face: 3, voice: 2 },
        fmrs: [0.1],
        defaultFmr: 0.1,
      }),
    ).rejects.toThrow(/fewer than two people with 4 usable face samples/)
  })

  it('is refused where the default rate cannot be carried', async () => {
    await expect(
      calibrate({
        sets: { face: madeUpSet(4, 5, ['face']), voice: madeUpSet(4, 6, ['voice']) },
        capture: fakeCapture(answered).capture,
        networks: { face: '', voice: '' },
        enrolment: { face: 3, voice: 2 },
        fmrs: [0.001],
        defaultFmr: 0.001,
      }),
    ).rejects.toThrow(/FMR 0\.001 needs 2995 impostor comparisons; there are \d+/)
  })
})
