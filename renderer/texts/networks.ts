// Texts of the Networks screen.

export const networks = {
  title: 'Networks',
  hint: (board: string) =>
    `What Viseme ships with. Times are estimates for the ${board}; SubNets (with a slash) share the weights of one image.`,
  list: 'Networks that ship',
  network: 'Network',
  macs: 'MMAC',
  latency: 'ms',
  time: 'Time on the board (estimate)',
  operations: 'Multiply-accumulates',
  weights: 'Weights',
  arena: 'Tensor arena',
  file: 'Model file',
  precision: 'Precision',
  sha256: (sha256: string) => `SHA-256 ${sha256}`,
  measured: 'Measured',
  unmeasured: 'Nothing was measured on exactly these bytes yet.',
  heads: ['Set', 'Measure', 'Value (95 % limits)', 'Counted'],
  command: (commands: string[]) => `By ${commands.join('; ')}`,
  card: 'Card',
  picture: (what: string, file: string) => `${what}: picture ${file}, not part of the card.`,
  empty: 'No network ships with this copy.',
  emptyHint: 'Restore the folder models/ from the repository.',
}
