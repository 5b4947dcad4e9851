// Texts of the Co-design screen.

import type { FactorName, Measure } from '../../main/codesign/columns.ts'
import { counted } from './counted.ts'

const factors: Record<FactorName, string> = {
  modality: 'Modality',
  face_network: 'Face network',
  face_width: 'Face width',
  face_depth: 'Face depth',
  face_size: 'Face pixels',
  face_precision: 'Face precision',
  voice_network: 'Voice network',
  voice_width: 'Voice width',
  voice_depth: 'Voice depth',
  voice_precision: 'Voice precision',
  seconds: 'Seconds',
  board: 'Board',
  cpu_mhz: 'CPU MHz',
  flash: 'Flash',
  psram: 'PSRAM',
  arena: 'Arena',
  kernels: 'Kernels',
}

const measures: Record<Measure, string> = {
  fnmr: 'FNMR at the FMR',
  eer: 'EER',
  latency_ms: 'Waiting for the board',
  attempt_ms: 'Whole attempt',
  time_to_success_s: 'Time to success',
  attempts: 'Attempts to success',
  asks_voice: 'Attempts that ask for the voice',
  energy_mj: 'Energy of an attempt',
  attempts_per_1000_mah: 'Attempts per 1,000 mAh',
  bom_dollars: 'Bill of materials',
  peak_ram_bytes: 'Peak RAM',
  flash_bytes: 'Flash used',
  macs: 'Multiply-accumulates',
}

const short: Record<Measure, string> = {
  fnmr: 'FNMR',
  eer: 'EER',
  latency_ms: 'Wait',
  attempt_ms: 'Attempt',
  time_to_success_s: 'To success',
  attempts: 'Attempts',
  asks_voice: 'Asks voice',
  energy_mj: 'Energy',
  attempts_per_1000_mah: 'Per charge',
  bom_dollars: 'BOM',
  peak_ram_bytes: 'RAM',
  flash_bytes: 'Flash',
  macs: 'MACs',
}

export const codesign = {
  title: 'Co-design: which network, precision, sensors and board',
  about:
    'Every point is a whole design, placed on its emulated board and timed there (estimates). Error rates were measured on its quantised networks, or are left open.',
  factors,
  measures,
  short,
  reading: 'Reading the networks of the space…',
  working: (what: string) => (what === '' ? 'Designs placed on their boards' : `Reading ${what}`),
  counts: (all: number, fitting: number, measured: number) =>
    `${counted(all, 'design', 'designs')}, ${fitting.toLocaleString('en')} fit, ${measured.toLocaleString('en')} with measured error rates.`,
  people: (set: string, chimeric: boolean) =>
    `Error rates of ${set}${chimeric ? '; faces and voices of different people (chimeric) where both decide' : ''}.`,
  extrapolated: (why: string) => `Extrapolated at this FMR: ${why}`,
  unmeasured: {
    title: 'No error rates were measured for these designs.',
    hint: 'Their costs are shown. Measure them with “npm run -s viseme -- codesign measure”, then start Viseme again.',
  },
  notMeasured: 'not measured',
  none: 'none',
  unknown: 'unknown',
  design: 'Design',
  unfit: 'does not fit',
  onFront: 'on the front',
  scatter: (shown: number, front: number) =>
    `Scatter of ${counted(shown, 'design', 'designs')}, ${front} on the front. Arrow keys walk along the front, Enter selects.`,
  frontTable: (count: number) => `The front as a table: ${counted(count, 'design', 'designs')}`,
  parallel: (drawn: number, shown: number) =>
    `Drag along an axis to bound it, click it to open it again; the fields below do the same.${drawn < shown ? ` ${drawn.toLocaleString('en')} of ${shown.toLocaleString('en')} lines are drawn.` : ''}`,
  choices: {
    across: 'Across',
    up: 'Up',
    third: 'Third objective',
    noThird: 'none',
    fmr: 'Stated FMR',
    colour: 'Colour',
  },
  part: {
    title: (all: string) => `Part of the space (${all} designs in all)`,
    compute: 'Show these designs',
    everything: 'All levels',
    designs: (count: string) => `${count} designs`,
  },
  constraints: {
    title: 'Constraints',
    met: (met: number, all: number) =>
      `${met.toLocaleString('en')} of ${counted(all, 'design', 'designs')} meet them.`,
    clear: 'Clear all',
    atMost: 'at most',
    atLeast: 'at least',
    levels: 'Factors',
    nothing: 'No design meets these constraints.',
    nothingKnown:
      'No design meets these constraints, and none that fits has all these figures measured: open the factors, or give up a constraint on what is not measured.',
    nearest: 'Nearest of those that fit:',
    misses: (measure: string, value: string, change: string, bound: string) =>
      `${measure} ${value}, ${change} from ${bound}`,
    relax: (measure: string, designs: number) =>
      `Giving up the bound on “${measure}” alone would leave ${counted(designs, 'design', 'designs')}.`,
  },
  active: {
    foot: (id: string) => `Design in use: ${id}`,
    label: (id: string) => `Design in use: ${id}. Opens Co-design.`,
    title: 'Live attempts, trials and enrolments run with this design:',
    reset: 'Back to the default system',
    using: 'In use for live attempts',
    use: 'Use for live attempts',
    used: 'This design is in use now. People enrolled with other networks have to be enrolled again.',
  },
  actions: {
    board: 'Open on the Board',
    compare: 'Compare with another',
    pick: 'Now select the design to compare with.',
  },
  export: {
    title: 'Export: designs, firmware recipe',
    folder: 'Folder',
    choose: 'Choose',
    onlyFront: (count: number) => `only the front (${counted(count, 'design', 'designs')})`,
    json: 'Designs as JSON',
    csv: 'Designs as CSV',
    recipe: 'Firmware recipe',
    selectFirst: 'Select a design for its firmware recipe.',
    recipeHint:
      'The recipe is of the selected design: sdkconfig lines, partition table, arenas, model files, thresholds.',
    done: 'Written:',
  },
  prices: {
    title: 'Prices',
    about:
      'What a design has to buy, in US dollars, each with the day and the place the price was read. Where a board has no row, its designs have no bill.',
    columns: {
      board: 'Board',
      part: 'Part',
      needed: 'Needed',
      dollars: 'Dollars',
      date: 'Date',
      source: 'Source',
    },
    needed: { always: 'always', face: 'for the face', voice: 'for the voice', psram: 'for PSRAM' },
    use: 'Use these prices',
    add: 'Add a price',
    undo: 'Undo',
    reset: 'Back to the shipped prices',
    remove: 'Remove',
    newPart: 'part',
    ownSource: 'own',
  },
  additions: {
    title: 'Add a board or a network',
    board: 'Add a board file',
    modality: 'Network of the',
    face: 'face',
    voice: 'voice',
    model: 'Add a .tflite',
    remove: (boards: number, models: number) =>
      `Remove what was added (${counted(boards, 'board', 'boards')}, ${counted(models, 'network', 'networks')})`,
    hint: 'Begin a board from “viseme boards esp-eye --json”. A network takes the place of the embedding network; its error rates are open until codesign measure has measured them. Choose what was added under “Part of the space”.',
    boardAdded: (id: string) => `The board ${id} is in the space now.`,
    modelAdded: (name: string) => `The network ${name} is in the space now.`,
    removed: 'The space is the shipped one again.',
  },
  guidelines: {
    title: 'Guidelines and interactions',
    about: (fmr: string) =>
      `Derived from the whole space at a stated FMR of ${fmr}. A measured one has survived a test over people, corrected (Holm) for all tests made.`,
    derive: 'Derive the guidelines',
    response: 'Effect on',
    responses: {
      fnmr: 'FNMR',
      latency_ms: 'wait for the board',
      attempt_ms: 'whole attempt',
      energy_mj: 'energy',
      flash_bytes: 'flash',
      internal_ram_bytes: 'internal RAM',
      time_to_success_s: 'time to success',
      bom_dollars: 'bill of materials',
      fits: 'whether it fits',
    },
    show: 'Show the interactions',
    working: 'Comparing designs that differ in these factors alone',
    counts: (kept: number, tests: number, refused: number) =>
      `${counted(kept, 'guideline', 'guidelines')}; of ${counted(tests, 'test', 'tests')} made, ${refused} did not survive the correction.`,
    refused: (count: number) => `Tested and not carried (${count})`,
    adjusted: (p: number, people: number) =>
      `adjusted p ${p.toPrecision(2)}, ${counted(people, 'person', 'people')}`,
    computed: (pairs: number) =>
      `Computed from the board’s cost model for ${counted(pairs, 'pair', 'pairs')} of designs.`,
    measured: (change: string, people: number, pairs: number) =>
      `FNMR changes by ${change}, 95 % over ${counted(people, 'person', 'people')}, in ${counted(pairs, 'pair', 'pairs')} of designs.`,
    p: (p: number) => `Adjusted p ${p.toPrecision(2)}.`,
    scope: (scope: string, boards: string) => `Holds for ${boards}: ${scope}.`,
    noPairs: 'No two factors can be compared over this effect: too little was measured.',
    pairs: (count: number) =>
      `${counted(count, 'pair', 'pairs')} of factors, the strongest interaction first. Parallel lines mean that the factors only add.`,
    caption: (
      [one, other]: readonly [string, string],
      response: string,
      effect: string,
      share: string,
      sets: number,
      people: number | null,
      p: number | null,
    ) =>
      `${one} × ${other} on ${response}: difference of differences ${effect}; ${share} of the variance is interaction; ${counted(sets, 'matched set', 'matched sets')}${people === null ? '' : `, ${counted(people, 'person', 'people')}`}${p === null ? '' : `, p ${p.toPrecision(2)}`}.`,
  },
  comparison: {
    title: 'Two designs side by side',
    figure: 'Figure',
    first: 'Selected',
    second: 'Compared with',
    difference: 'Difference',
    apart: 'intervals apart',
    overlap: 'intervals overlap',
    close: 'Close',
    same: 'same',
    test: (set: string, fmr: string) => `FNMR at FMR ${fmr} on ${set} (only reported)`,
  },
  explanation: {
    title: 'The design looked at',
    none: 'Point at a design to see what it is.',
    keys: 'With the plot focused, the arrow keys walk along the front, and Enter selects.',
    front: (names: string) => `On the front: nothing known here is better in ${names} together.`,
    unfit: 'Does not fit.',
    unknown: (names: string) => `On no front: not known: ${names}.`,
    equal: 'Equal in every objective to one on the front:',
    dominated: (count: number) =>
      `Not on the front: ${counted(count, 'design is', 'designs are')} as good or better in everything. Nearest:`,
  },
}
