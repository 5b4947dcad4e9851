// One end of the bridge between the preload's isolated world and the page's own world. Values cross by structured
// clone; functions and promises cross as references to this end, and an exposed function that answers at once
// answers at once on the other side too, as in Electron. Sent to the page as source text: refers to nothing outside.

export interface Peer {
  /** Makes `value` available on the other side under `name`. */
  expose(name: string, value: unknown): void
  /** Takes a message of the other side. Delivery has to be synchronous in both directions. */
  receive(message: unknown): void
}

/**
 * @param send delivers a message to the other end, which calls `receive` before `send` returns
 * @param exposed is told what the other side exposes; throws where it cannot be accepted
 */
export function createPeer(
  send: (message: unknown) => void,
  exposed: (name: string, value: unknown) => void,
): Peer {
  // biome-ignore lint/suspicious/noExplicitAny: every shape passes here
  type Any = any
  /** A value for structured clone, with what cannot be cloned listed beside it by its path. */
  interface Packed {
    value: unknown
    parts: { path: (string | number)[]; kind: 'function' | 'promise' | 'error'; id: number; error?: Any }[]
  }
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const promises = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>()
  const returned = new Map<number, { ok: boolean; value: Packed }>()
  let lastId = 0

  function pack(whole: unknown): Packed {
    const parts: Packed['parts'] = []
    const walk = (value: Any, path: (string | number)[]): unknown => {
      if (typeof value === 'function') {
        parts.push({ path, kind: 'function', id: ++lastId })
        functions.set(lastId, value)
        return null
      }
      if (value instanceof Promise) {
        const id = ++lastId
        parts.push({ path, kind: 'promise', id })
        const settle = (ok: boolean) => (v: unknown) => send({ type: 'settle', id, ok, value: pack(v) })
        value.then(settle(true), settle(false))
        return null
      }
      if (value instanceof Error) {
        const { name, message, code } = value as Any
        parts.push({ path, kind: 'error', id: 0, error: { name, message, code } })
        return null
      }
      if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]))
      if (
        value !== null &&
        typeof value === 'object' &&
        [Object.prototype, null].includes(Object.getPrototypeOf(value))
      )
        return Object.fromEntries(Object.keys(value).map((key) => [key, walk(value[key], [...path, key])]))
      return value
    }
    return { value: walk(whole, []), parts }
  }

  function unpack({ value, parts }: Packed): unknown {
    const root: Any = { value }
    for (const { path, kind, id, error } of parts) {
      const steps = ['value', ...path]
      const last = steps.pop()!
      const holder = steps.reduce<Any>((object, step) => object[step], root)
      if (kind === 'function') holder[last] = (...args: unknown[]) => call(id, args)
      else if (kind === 'promise')
        holder[last] = new Promise((resolve, reject) => promises.set(id, { resolve, reject }))
      else {
        const { name, message, code } = error
        holder[last] = Object.assign(new Error(message), { name }, code === undefined ? {} : { code })
      }
    }
    return root.value
  }

  function call(target: number, args: unknown[]): unknown {
    const id = ++lastId
    send({ type: 'call', id, target, args: pack(args) })
    const answer = returned.get(id)
    returned.delete(id)
    if (!answer) throw new Error('The other side of the bridge has gone')
    const value = unpack(answer.value)
    if (answer.ok) return value
    throw value
  }

  function answer(attempt: () => unknown): { ok: boolean; value: Packed } {
    try {
      return { ok: true, value: pack(attempt()) }
    } catch (error) {
      return { ok: false, value: pack(error) }
    }
  }

  return {
    expose(name, value) {
      const id = ++lastId
      send({ type: 'expose', id, name, value: pack(value) })
      const accepted = returned.get(id)
      returned.delete(id)
      if (accepted && !accepted.ok) throw unpack(accepted.value)
    },
    receive(message) {
      const m = message as Any
      if (m.type === 'return') returned.set(m.id, m)
      else if (m.type === 'settle') {
        const promise = promises.get(m.id)
        promises.delete(m.id)
        promise?.[m.ok ? 'resolve' : 'reject'](unpack(m.value))
      } else {
        const attempt =
          m.type === 'call'
            ? () => functions.get(m.target)!(...(unpack(m.args) as unknown[]))
            : () => exposed(m.name, unpack(m.value))
        send({ type: 'return', id: m.id, ...answer(attempt) })
      }
    },
  }
}
