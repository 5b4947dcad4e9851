// Bounds-checked access to a FlatBuffers file (flatbuffers.dev/internals): nothing is trusted, every offset and
// length is checked before use. What may be decoded in total is limited to a small multiple of the file's size,
// so that a file whose tables share one vector a million times costs no more than an honest one.

import { ModelError } from './errors.ts'

/** Honest files are decoded about once; vectors and strings may be shared a few times. */
const DECODING_BUDGET_FACTOR = 4
const DECODING_BUDGET_FLOOR = 65536

export class FlatBuffer {
  readonly bytes: Uint8Array
  readonly view: DataView
  private budget: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.budget = bytes.length * DECODING_BUDGET_FACTOR + DECODING_BUDGET_FLOOR
  }

  /** The table at the root, after checking the four-character identifier at byte 4. */
  root(identifier: string): Table {
    if (this.bytes.length < 12) {
      throw new ModelError(`the file has only ${this.bytes.length} bytes: too short for a model`)
    }
    const found = String.fromCharCode(...this.bytes.subarray(4, 8))
    if (found !== identifier) throw new ModelError(`the file does not carry the identifier ${identifier}`)
    return this.table(0, 'root')
  }

  /** Throws unless [at, at + bytes) lies inside the file. */
  check(at: number, bytes: number, where: string): void {
    if (at < 0 || bytes < 0 || at + bytes > this.bytes.length) {
      throw new ModelError(
        `${where}: bytes ${at} to ${at + bytes} lie outside the file (${this.bytes.length})`,
      )
    }
  }

  /** Takes `bytes` from what may still be decoded. */
  spend(bytes: number, where: string): void {
    this.budget -= bytes
    if (this.budget < 0) throw new ModelError(`${where}: the file refers to the same data too often`)
  }

  u16(at: number, where: string): number {
    this.check(at, 2, where)
    return this.view.getUint16(at, true)
  }

  u32(at: number, where: string): number {
    this.check(at, 4, where)
    return this.view.getUint32(at, true)
  }

  /** The table the unsigned offset stored at `at` points to. */
  table(at: number, where: string): Table {
    const position = at + this.u32(at, where)
    this.check(position, 4, where)
    const vtable = position - this.view.getInt32(position, true)
    const vtableBytes = this.u16(vtable, `${where}: vtable`)
    if (vtableBytes < 4 || vtableBytes % 2 !== 0)
      throw new ModelError(`${where}: vtable of ${vtableBytes} bytes`)
    this.check(vtable, vtableBytes, `${where}: vtable`)
    const tableBytes = this.view.getUint16(vtable + 2, true)
    if (tableBytes < 4) throw new ModelError(`${where}: table of ${tableBytes} bytes`)
    this.check(position, tableBytes, where)
    this.spend(tableBytes, where)
    return new Table({ buffer: this, position, vtable, vtableBytes, tableBytes, where })
  }
}

interface TablePlace {
  buffer: FlatBuffer
  position: number
  vtable: number
  vtableBytes: number
  tableBytes: number
  where: string
}

/** One table; fields are addressed by their number in the schema. */
export class Table {
  readonly where: string
  private readonly place: TablePlace

  constructor(place: TablePlace) {
    this.place = place
    this.where = place.where
  }

  /** Position of a field of `bytes` bytes, or null where the file leaves it at its default. */
  private field(id: number, bytes: number): number | null {
    const { buffer, position, vtable, vtableBytes, tableBytes, where } = this.place
    const slot = 4 + 2 * id
    if (slot >= vtableBytes) return null
    const offset = buffer.view.getUint16(vtable + slot, true)
    if (offset === 0) return null
    if (offset < 4 || offset + bytes > tableBytes)
      throw new ModelError(`${where}: field ${id} outside its table`)
    return position + offset
  }

  u8(id: number, otherwise: number): number {
    const at = this.field(id, 1)
    return at === null ? otherwise : this.place.buffer.view.getUint8(at)
  }

  i8(id: number, otherwise: number): number {
    const at = this.field(id, 1)
    return at === null ? otherwise : this.place.buffer.view.getInt8(at)
  }

  i32(id: number, otherwise: number): number {
    const at = this.field(id, 4)
    return at === null ? otherwise : this.place.buffer.view.getInt32(at, true)
  }

  u32(id: number, otherwise: number): number {
    const at = this.field(id, 4)
    return at === null ? otherwise : this.place.buffer.view.getUint32(at, true)
  }

  u64(id: number, otherwise: bigint): bigint {
    const at = this.field(id, 8)
    return at === null ? otherwise : this.place.buffer.view.getBigUint64(at, true)
  }

  f32(id: number, otherwise: number): number {
    const at = this.field(id, 4)
    return at === null ? otherwise : this.place.buffer.view.getFloat32(at, true)
  }

  table(id: number, name: string): Table | null {
    const at = this.field(id, 4)
    return at === null ? null : this.place.buffer.table(at, `${this.where}.${name}`)
  }

  /** Elements of a vector: its first byte and length; null where the field is absent. */
  private vector(id: number, elementBytes: number, name: string): { at: number; length: number } | null {
    const field = this.field(id, 4)
    if (field === null) return null
    const { buffer } = this.place
    const where = `${this.where}.${name}`
    const start = field + buffer.u32(field, where)
    const length = buffer.u32(start, where)
    buffer.check(start + 4, length * elementBytes, where)
    return { at: start + 4, length }
  }

  private countedVector(
    id: number,
    elementBytes: number,
    name: string,
  ): { at: number; length: number } | null {
    const vector = this.vector(id, elementBytes, name)
    if (vector !== null) this.place.buffer.spend(vector.length * elementBytes, `${this.where}.${name}`)
    return vector
  }

  /** Bytes of a vector, as a view into the file. */
  bytes(id: number, name: string): Uint8Array | null {
    const vector = this.vector(id, 1, name)
    return vector && this.place.buffer.bytes.subarray(vector.at, vector.at + vector.length)
  }

  text(id: number, name: string): string | null {
    const vector = this.countedVector(id, 1, name)
    if (vector === null) return null
    return new TextDecoder().decode(this.place.buffer.bytes.subarray(vector.at, vector.at + vector.length))
  }

  i32s(id: number, name: string): number[] | null {
    const vector = this.countedVector(id, 4, name)
    if (vector === null) return null
    const { view } = this.place.buffer
    return Array.from({ length: vector.length }, (_, i) => view.getInt32(vector.at + 4 * i, true))
  }

  f32s(id: number, name: string): Float32Array | null {
    const vector = this.countedVector(id, 4, name)
    if (vector === null) return null
    const { view } = this.place.buffer
    return Float32Array.from({ length: vector.length }, (_, i) => view.getFloat32(vector.at + 4 * i, true))
  }

  i64s(id: number, name: string): bigint[] | null {
    const vector = this.countedVector(id, 8, name)
    if (vector === null) return null
    const { view } = this.place.buffer
    return Array.from({ length: vector.length }, (_, i) => view.getBigInt64(vector.at + 8 * i, true))
  }

  tables(id: number, name: string): Table[] {
    const vector = this.countedVector(id, 4, name)
    if (vector === null) return []
    const { buffer } = this.place
    return Array.from({ length: vector.length }, (_, i) =>
      buffer.table(vector.at + 4 * i, `${this.where}.${name}[${i}]`),
    )
  }
}
