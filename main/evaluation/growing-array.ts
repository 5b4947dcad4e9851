// Numbers that arrive one by one, kept in typed arrays.

type Numbers = Float64Array | Uint32Array

/** A typed array that doubles when it is full. */
export class GrowingArray<T extends Numbers> {
  #values: T
  #length = 0
  readonly #make: (capacity: number) => T

  constructor(make: (capacity: number) => T, capacity = 1024) {
    this.#make = make
    this.#values = make(capacity)
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(2 * this.#length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = value
  }

  /** What has arrived so far, a view. */
  values(): T {
    return this.#values.subarray(0, this.#length) as T
  }
}

export const growingFloats = (): GrowingArray<Float64Array> =>
  new GrowingArray<Float64Array>((capacity) => new Float64Array(capacity))
export const growingIndices = (): GrowingArray<Uint32Array> =>
  new GrowingArray<Uint32Array>((capacity) => new Uint32Array(capacity))
