// Voices of people who do not exist, from a source-filter synthesiser: the same seed is the same person, a session is
// a recording day with its own form, room, microphone and noise, an utterance is a sentence nobody understands.

import type { Samples } from '../../voice/samples.ts'
import { Random } from './random.ts'
import { voiceTraits } from './voice-person.ts'
import { sentence } from './voice-phones.ts'
import { recordIn, traitsOfTheDay, voiceSession } from './voice-session.ts'
import { synthesise } from './voice-synthesis.ts'

const SENTENCE_SECONDS = 2.6
const LEAD_SECONDS = 0.25
const UTTERANCE_STREAM = 0x07732

/** About 3 s of the person speaking; deterministic. */
export function simulatedVoice(personSeed: number, session: number, utterance: number): Samples {
  const random = new Random(UTTERANCE_STREAM, personSeed, session, utterance)
  const day = voiceSession(personSeed, session)
  const traits = traitsOfTheDay(voiceTraits(personSeed), day)
  const spoken = synthesise(sentence(random, SENTENCE_SECONDS, traits.rate), traits, random)
  return recordIn(spoken, traits.bumps, day, LEAD_SECONDS, random)
}
