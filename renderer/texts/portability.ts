// Texts of the screen of other boards.

export const portability = {
  title: 'Other boards: what to expect where nobody has measured',
  about:
    'Predicted latencies of Viseme’s int8 networks on a board, from published measurements of 39 chips and from any of your own. Portable kernels are assumed; a library with kernels for the chip can be several times faster, and one measurement tells.',
  form: {
    title: 'I have this board',
    device: 'Board or chip',
    own: 'not listed: describe it',
    groups: {
      emulated: 'Boards that Viseme emulates',
      microcontroller: 'Microcontrollers',
      'application processor': 'Application processors',
      'signal processor': 'Signal processors',
      'soft core': 'Soft cores',
    } as Record<string, string>,
    core: 'Core, or the one most like it',
    mhz: 'Clock in MHz',
    flash: 'Flash in KB',
    ram: 'RAM in KB',
    simd: 'SIMD instructions',
    fpu: 'Floating-point unit',
    asCore: 'as the core has',
    simdKinds: { none: 'none', packed: 'packed in registers', vector: 'vector registers' },
    yes: 'yes',
    no: 'no',
    measured: 'Measured on it, from a serial log (network,ms per line)',
    example: 'For example face-embed,905.5',
    predict: 'Predict',
    predicting: 'Predicting…',
    name: 'my board',
  },
  status: (core: string, mhz: number, count: number) =>
    `${core}, ${mhz} MHz; ${count} measured ${count === 1 ? 'network' : 'networks'} of this chip.`,
  covers: (percent: number) =>
    `Intervals hold ${percent} % of what was measured on boards and networks that were left out.`,
  predicted: (name: string) => `Latencies on ${name}`,
  columns: {
    network: 'Network',
    macs: 'MMAC',
    predicted: 'Predicted',
    interval: 'Interval',
    emulated: 'Emulated, ESP-NN',
    energy: 'Energy, emulated',
    arena: 'Arena, emulated',
  },
  measured: 'measured',
  benchmark: 'benchmark network',
  nextTitle: 'What to measure next',
  nextFirst: (network: string, percent: number) =>
    `${network}: the intervals would be ${percent} % narrower (as logarithms).`,
  nextMore: (networks: string) => `Then ${networks}.`,
  nextNothing: 'Every network is measured.',
  nextHow: 'Run it on the board, print network,ms, and paste the line above.',
  recommend: {
    title: 'Recommended design',
    about:
      'What matters to you? A network trained through the predictions gives the design at once; below stands what a search through all measured designs finds.',
    objectives: ['Accuracy', 'Latency', 'Energy', 'Cost'],
    levels: ['nothing', 'little', 'some', 'much', 'most'],
    working: 'Reading the designs…',
    modalities: {
      face: 'Face',
      voice: 'Voice',
      sum: 'Face and voice',
      cascade: 'Face, voice where unsure',
    } as Record<string, string>,
    ofSpeech: (seconds: number) => `${seconds} s`,
    figures: (eer: string, attempt: string, energy: string | null, sensors: string | null) =>
      `EER ${eer} (development people), attempt ${attempt}${energy ? `, ${energy}` : ''}${sensors ? `, sensors ${sensors}` : ''}.`,
    inCodesign: 'On the Co-design screen:',
    openBoard: 'Open on the Board screen',
    bySearch: {
      none: 'Found by the search: no optimiser is trained for these networks and error rates.',
      'does-not-fit': 'Found by the search: the optimiser’s design does not fit.',
      'too-far': 'Found by the search: the optimiser’s design is farther from the best of everything.',
    },
    figuresFrom: {
      emulation: 'Times, energies and what fits are emulated, as on the Co-design screen.',
      predictions: 'Times and energies are estimates, of the networks alone.',
    },
    searched: (regret: number, name: string, figures: string) =>
      regret < 1e-6
        ? 'The search finds the same design, or one as good.'
        : `The search finds ${name}; ${figures} It is ${regret.toFixed(3)} nearer to the best of everything.`,
    frontTitle: 'Front on this board: fewer errors or less time',
    columns: ['Design', 'EER', 'Attempt'],
    proxy: (designs: number, removed: number) =>
      `Of the ${designs} designs on the ESP-EYE’s front ${removed} do not fit here or are not optimal, and are left out.`,
    uncounted: (names: string[]) =>
      names.length === 0
        ? ''
        : `Not counted, because it is the same for all designs here or not known: ${names.join(', ')}.`,
  },
  validation: {
    title: 'How far predictions were off',
    about: 'Every published measurement, predicted with its chip left out. The line is where both agree.',
    measured: 'measured, ms',
    predicted: 'predicted, ms',
    plot: 'Predicted against measured latency',
    working: 'Leaving every chip out in turn…',
    point: (
      device: string,
      network: string,
      measured: string,
      predicted: string,
      low: string,
      high: string,
    ) => `${device}, ${network}: measured ${measured}, predicted ${predicted} (${low} to ${high})`,
    instruction: 'Point at a mark, or use the arrow keys.',
    leftOut: 'Left out',
    predictor: 'Predictor',
    median: 'Median error',
    p90: '90th percentile',
    count: 'Measurements',
    chips: 'Chips',
    errorsAre: 'Errors as factors: ×1.5 is half as much again, or a third less.',
  },
  matrix: {
    title: 'Which devices order networks alike',
    about:
      'Spearman’s rank correlation. Where it reaches 0.9, the best designs for one device are the best for the other.',
    predicted: (networks: number) =>
      `From latencies that the model predicts for ${networks} networks: an expectation, not a measurement. Open a table of measured latencies for the real thing.`,
    measured: (name: string, networks: number) => `From ${name}: ${networks} networks.`,
    open: 'Open a table (JSON or CSV)',
    plot: 'Rank correlation between devices',
    cell: (one: string, other: string, value: string, low: string, high: string, pairs: number) =>
      `${one} and ${other}: ${value} (95 %: ${low} to ${high}; ${pairs} networks)`,
    unknown: 'unknown',
    covers: (proxy: string, covered: string) => `${proxy} serves ${covered}.`,
    everyOther: (count: number) => `all ${count} others`,
    none: 'No device serves another.',
    working: 'Comparing devices…',
    legend: ['−1', '0', '0.5', '0.9', '1'],
  },
}
