// Small systems of linear equations.

/** Solves a small symmetric positive definite system by Gaussian elimination. */
export function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]])
  for (let pivot = 0; pivot < rows.length; pivot++) {
    for (let below = pivot + 1; below < rows.length; below++) {
      const factor = rows[below][pivot] / rows[pivot][pivot]
      rows[below] = rows[below].map((value, column) => value - factor * rows[pivot][column])
    }
  }
  const solution = new Array<number>(rows.length).fill(0)
  for (let row = rows.length - 1; row >= 0; row--) {
    const known = solution.reduce((sum, value, column) => sum + rows[row][column] * value, 0)
    solution[row] = (rows[row][rows.length] - known) / rows[row][row]
  }
  return solution
}
