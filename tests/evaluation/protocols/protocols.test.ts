import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Acquired } from '../../../main/evaluation/acquire.ts'
import { allPairs } from '../../../main/evaluation/protocols/all-pairs.ts'
import { chimeric, drawPairings, eligiblePeople } from '../../../main/evaluation/protocols/chimeric.ts'
import { givenPairs } from '../../../main/evaluation/protocols/given-pairs.ts'
import { leaveOneOut } from '../../../main/evaluation/protocols/leave-one-out.ts'
import { attemptsOf } from '../../../main/evaluation/protocols/presentation.ts'
import { sessions } from '../../../main/evaluation/protocols/sessions.ts'
import { acquiredOf, noting, sampleOf } from '../made-up.ts'

const face = (person: string, session: string, number = 1, axis = 0) =>
  acquiredOf(sampleOf(person, session, 'face', number), axis)
const voice = (person: string, session: string, number = 1) =>
  acquiredOf(sampleOf(person, session, 'voice', number))
const attackOn = (person: string, kind: string) =>
  acquiredOf(sampleOf(person, 'attack', 'face', 1, { attack: kind, name: `${kind} on ${person}` }))

describe('attempts', () => {
  it('are the single samples of one modality, and the k-th face with the k-th voice of a session of both', () => {
    const acquired = [
      ...[face('a', '1', 1), face('a', '1', 2), face('a', '2')],
      ...[voice('a', '1'), voice('a', '2', 1), voice('a', '2', 2), voice('b', '1')],
    ]
    const names = (modalities: ('face' | 'voice')[]) =>
      attemptsOf(acquired, modalities).map(({ name }) => name)
    expect(names(['face'])).toEqual(['a.1.face1', 'a.1.face2', 'a.2.face1'])
    expect(names(['face', 'voice'])).toEqual(['a.1.face1+a.1.voice1', 'a.2.face1+a.2.voice1'])
  })

  it('have the groups that all their samples share', () => {
    const one = acquiredOf(sampleOf('a', '1', 'face', 1, { groups: { sex: 'f', light: 'dark' } }))
    const other = acquiredOf(sampleOf('a', '1', 'voice', 1, { groups: { sex: 'f', light: 'bright' } }))
    expect(attemptsOf([one, other], ['face', 'voice'])[0].groups).toEqual({ sex: 'f' })
  })
})

describe('all pairs', () => {
  it('compares each with every later one, and an attack only with the person it is on', () => {
    const { compare, pairs } = noting()
    const acquired = [face('a', '1'), face('a', '2'), face('b', '1'), attackOn('b', 'print')]
    allPairs(attemptsOf(acquired, ['face']), compare)
    expect(pairs).toEqual([
      'a.1.face1 a.2.face1',
      'a.1.face1 b.1.face1',
      'a.2.face1 b.1.face1',
      'b.1.face1 print on b',
    ])
  })

  it('makes n (n - 1) / 2 comparisons of n attempts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 }), (people) => {
        const { compare, pairs } = noting()
        const acquired = people.map((person, i) => face(person, String(i)))
        allPairs(attemptsOf(acquired, ['face']), compare)
        expect(new Set(pairs).size).toBe((people.length * (people.length - 1)) / 2)
      }),
    )
  })
})

describe('given pairs', () => {
  it('makes the listed comparisons, labels attacks, and counts what lacks a sample', () => {
    const [a1, a2, b1] = [face('a', '1'), face('a', '2'), face('b', '1')]
    const lost = sampleOf('b', '2', 'face')
    const { compare, pairs, sides } = noting()
    const missing = givenPairs(
      [
        { enrolled: a1.sample, tested: a2.sample },
        { enrolled: a1.sample, tested: lost },
        { enrolled: a1.sample, tested: b1.sample },
        { enrolled: a1.sample, tested: b1.sample, attack: 'mask' },
      ],
      attemptsOf([a1, a2, b1], ['face']),
      compare,
    )
    expect(missing).toBe(1)
    expect(pairs).toEqual(['a.1.face1 a.2.face1', 'a.1.face1 b.1.face1', 'a.1.face1 b.1.face1'])
    // The attack is b's picture presented as a's.
    expect(sides.map(([, tested]) => [tested.person, tested.attack])).toEqual([
      ['a', null],
      ['b', null],
      ['a', 'mask'],
    ])
  })
})

describe('sessions', () => {
  it('enrols on the first session with enough samples and tests on the others', () => {
    const acquired = [
      // a: session 1 has too few for a template of two, so that 2 enrols; 1 and 3 are tests.
      ...[face('a', '1'), face('a', '2', 1), face('a', '2', 2), face('a', '3')],
      // b: enrolled, its third sample of that session unused; no test.
      ...[face('b', '1', 1), face('b', '1', 2), face('b', '1', 3)],
      // c: nowhere enough.
      face('c', '1'),
    ]
    const { compare, pairs } = noting()
    const missing = sessions(acquired, ['face'], { face: 2, voice: 1 }, compare)
    expect([...missing]).toEqual(['c'])
    expect(pairs).toEqual([
      'a@2 a.1.face1',
      'a@2 a.3.face1',
      'a@2 c.1.face1',
      'b@1 a.1.face1',
      'b@1 a.3.face1',
      'b@1 c.1.face1',
    ])
  })

  it('keeps faces and voices of a template, and tests pairs of them', () => {
    const acquired = ['1', '2'].flatMap((session) => [face('a', session), voice('a', session)])
    const { compare, sides } = noting()
    sessions(acquired, ['face', 'voice'], { face: 1, voice: 1 }, compare)
    expect(sides).toHaveLength(1)
    expect(Object.keys(sides[0][0].vectors)).toEqual(['face', 'voice'])
    expect(sides[0][1].name).toBe('a.2.face1+a.2.voice1')
  })

  it('tests attacks against the template of the person they are on', () => {
    const { compare, pairs } = noting()
    sessions(
      [face('a', '1'), face('b', '1'), attackOn('a', 'replay')],
      ['face'],
      { face: 1, voice: 1 },
      compare,
    )
    expect(pairs).toEqual(['a@1 replay on a'])
  })

  it('makes templates times tests comparisons', () => {
    const person = fc.record({
      sessions: fc.integer({ min: 1, max: 4 }),
      each: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(person, { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), (people, enrol) => {
        const acquired = people.flatMap(({ sessions, each }, p) =>
          Array.from({ length: sessions * each }, (_, i) =>
            face(`p${p}`, String(Math.floor(i / each)), i % each),
          ),
        )
        const { compare, pairs } = noting()
        const missing = sessions(acquired, ['face'], { face: enrol, voice: 1 }, compare)
        const enrolled = people.filter(({ each }) => each >= enrol)
        const tests = people.reduce(
          (sum, { sessions, each }) => sum + (each >= enrol ? sessions - 1 : sessions) * each,
          0,
        )
        expect(missing.size).toBe(people.length - enrolled.length)
        expect(pairs).toHaveLength(enrolled.length * tests)
      }),
    )
  })
})

describe('leave one out', () => {
  it('tests each sample against the others of its person, and against everybody else whole', () => {
    const acquired = [face('a', '1', 1, 0), face('a', '2', 1, 1), face('a', '3', 1, 2), face('b', '1', 1, 3)]
    const { compare, pairs, sides } = noting()
    leaveOneOut(attemptsOf(acquired, ['face']), compare)
    expect(pairs).toEqual([
      'a-without-a.1.face1 a.1.face1',
      'a-without-a.2.face1 a.2.face1',
      'a-without-a.3.face1 a.3.face1',
      'a b.1.face1',
      'b a.1.face1',
      'b a.2.face1',
      'b a.3.face1',
    ])
    // Axes 1 and 2 in equal parts, and nothing of the sample left out.
    const { face: without } = sides[0][0].vectors
    expect([...without!.subarray(0, 3)]).toEqual([0, Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)])
  })
})

describe('chimeric people', () => {
  const many = (modality: 'face' | 'voice', person: string, samples: number): Acquired[] =>
    Array.from({ length: samples }, (_, i) => acquiredOf(sampleOf(person, '1', modality, i + 1)))

  it('are enrolled on the first samples and try themselves and each other with the rest', () => {
    const enrol = { face: 2, voice: 1 }
    const acquired = [
      ...many('face', 'f1', 4),
      ...many('face', 'f2', 3),
      ...many('face', 'few', 2),
      ...many('voice', 'v1', 2),
      ...many('voice', 'v2', 9),
    ]
    const people = {
      face: eligiblePeople(acquired, 'face', enrol),
      voice: eligiblePeople(acquired, 'voice', enrol),
    }
    expect([...people.face.keys()]).toEqual(['f1', 'f2'])
    const { compare, pairs, sides } = noting()
    const pairing = [
      { face: 'f1', voice: 'v2' },
      { face: 'f2', voice: 'v1' },
    ]
    chimeric(pairing, people, enrol, 'voice', compare)
    // f1 with v2: faces 3 and 4 with voices 2 and 3; f2 with v1: face 3 with voice 2.
    expect(pairs).toEqual([
      'f1+v2 f1.1.face3+v2.1.voice2',
      'f1+v2 f1.1.face4+v2.1.voice3',
      'f1+v2 f2.1.face3+v1.1.voice2',
      'f2+v1 f1.1.face3+v2.1.voice2',
      'f2+v1 f1.1.face4+v2.1.voice3',
      'f2+v1 f2.1.face3+v1.1.voice2',
    ])
    expect(sides.map(([enrolled]) => enrolled.person)).toEqual(['v2', 'v2', 'v2', 'v1', 'v1', 'v1'])
  })

  it('are everybody of the smaller set with somebody of the larger, nobody twice in a draw', () => {
    const names = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`)
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 0, max: 1e6 }),
        (faces, voices, seed) => {
          const draws = drawPairings(names('f', faces), names('v', voices), 5, seed)
          expect(draws).toHaveLength(5)
          for (const pairing of draws) {
            expect(pairing).toHaveLength(Math.min(faces, voices))
            expect(new Set(pairing.map(({ face }) => face)).size).toBe(pairing.length)
            expect(new Set(pairing.map(({ voice }) => voice)).size).toBe(pairing.length)
          }
          expect(drawPairings(names('f', faces), names('v', voices), 5, seed)).toEqual(draws)
        },
      ),
    )
  })

  it('need two people of each kind', () => {
    expect(() => drawPairings(['f'], ['v', 'w'], 1, 1)).toThrow(/there are 1 and 2/)
  })
})
