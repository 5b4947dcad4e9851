// Numbers with their nouns.

/** A count with its noun: "1 person", "2 people". */
export const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const morePeople = (left: number) => `${left} more ${left === 1 ? 'person fits' : 'people fit'}`

/** What happened and what to do next. */
export type Told = [message: string, next: string]
