// Comparisons of a face network and a voice network on chimeric people: the face of one person, the voice of another,
// paired the same way for all networks, so that designs are compared on the same attempts.

import { cosine } from '../../authentication/template.ts'
import type { EnrolledPerson, Enrolment } from '../../evaluation/enrolled-people.ts'
import { growingFloats, growingIndices } from '../../evaluation/growing-array.ts'
import type { Pairing } from '../../evaluation/protocols/chimeric.ts'
import type { People, Scores } from '../../evaluation/scores.ts'

export interface ChimericComparisons {
  /** Cosines of both modalities, in the same order. */
  face: Scores
  voice: Scores
  /** Counted by the voice, of which there are fewer; the faces are its partners. */
  people: People
}

/** People by name, of those who have a template. */
export const enrolledByName = (people: readonly EnrolledPerson[]): Map<string, EnrolledPerson> =>
  new Map(people.filter(({ enrolments }) => enrolments.length > 0).map((person) => [person.name, person]))

/** Every chimeric person's attempts (k-th face with k-th voice) with every template of the same draw. */
export function chimericComparisons(
  pairings: readonly Pairing[],
  faces: ReadonlyMap<string, EnrolledPerson>,
  voices: ReadonlyMap<string, EnrolledPerson>,
): ChimericComparisons {
  const indexOf = { face: indices([...faces.keys()]), voice: indices([...voices.keys()]) }
  const kinds = { genuine: collected(), impostor: collected() }
  const distinct = { genuine: new Set<string>(), impostor: new Set<string>() }
  pairings.forEach((pairing, draw) => {
    const people = pairing.flatMap(({ face, voice }) => {
      const [own, other] = [voices.get(voice), faces.get(face)]
      if (!own || !other) return []
      const voiceTurn = draw % own.enrolments.length
      return [
        {
          ...{ voice: own.enrolments[voiceTurn], face: other.enrolments[draw % other.enrolments.length] },
          ...{ voiceIndex: indexOf.voice.get(voice)!, faceIndex: indexOf.face.get(face)!, voiceTurn },
        },
      ]
    })
    for (const enrolled of people) {
      const compared = cosinesWith(enrolled)
      for (const tested of people) {
        const kind = enrolled === tested ? 'genuine' : 'impostor'
        const attempts = Math.min(tested.face.attempts.length, tested.voice.attempts.length)
        for (let k = 0; k < attempts; k++) {
          const { face, voice } = compared(tested, k)
          kinds[kind].face.push(face)
          kinds[kind].voice.push(voice)
          kinds[kind].enrolled.push(enrolled.voiceIndex)
          kinds[kind].tested.push(tested.voiceIndex)
          kinds[kind].enrolledPartner.push(enrolled.faceIndex)
          kinds[kind].testedPartner.push(tested.faceIndex)
          distinct[kind].add(
            `${enrolled.voiceIndex} ${enrolled.voiceTurn} ${tested.voiceIndex} ${tested.voiceTurn} ${k}`,
          )
        }
      }
    }
  })
  const { genuine, impostor } = kinds
  return {
    face: { genuine: genuine.face.values(), impostor: impostor.face.values() },
    voice: { genuine: genuine.voice.values(), impostor: impostor.voice.values() },
    people: {
      count: voices.size,
      genuine: genuine.enrolled.values(),
      impostorEnrolled: impostor.enrolled.values(),
      impostorTested: impostor.tested.values(),
      partners: {
        count: faces.size,
        genuine: genuine.enrolledPartner.values(),
        impostorEnrolled: impostor.enrolledPartner.values(),
        impostorTested: impostor.testedPartner.values(),
      },
      distinct: { genuine: distinct.genuine.size, impostor: distinct.impostor.size },
    },
  }
}

interface Pair {
  face: Enrolment
  voice: Enrolment
}

const cosinesWith =
  (enrolled: Pair) =>
  (tested: Pair, k: number): { face: number; voice: number } => ({
    face: cosine(tested.face.attempts[k], enrolled.face.template),
    voice: cosine(tested.voice.attempts[k], enrolled.voice.template),
  })

const indices = (names: readonly string[]): Map<string, number> =>
  new Map(names.map((name, index) => [name, index]))

const collected = () => ({
  face: growingFloats(),
  voice: growingFloats(),
  enrolled: growingIndices(),
  tested: growingIndices(),
  enrolledPartner: growingIndices(),
  testedPartner: growingIndices(),
})
