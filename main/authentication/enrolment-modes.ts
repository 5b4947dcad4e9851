// The three ways of enrolling: as somebody new, in place of the samples there were, or in addition to them.

export const enrolmentModes = ['new', 'replace', 'add'] as const
export type EnrolmentMode = (typeof enrolmentModes)[number]
