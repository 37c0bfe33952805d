import assert from 'node:assert/strict'

/**
 * Fails when `action` writes to the console, to standard output or to standard error, asks for the time of day, or draws
 * random numbers other than from its seed. Looks at this thread only.
 */
export async function checkNoSideEffects(action: () => Promise<void>): Promise<void> {
  const faults = new Set<string>()
  const restorers = watched.flatMap(([name, target, methods]) =>
    methods.map((method) => watch(target, method, () => faults.add(`${name}.${method} was called`))),
  )
  try {
    await action()
  } finally {
    for (const restore of restorers) restore()
  }
  assert.deepEqual([...faults], [])
}

const watched: readonly (readonly [name: string, target: object, methods: readonly string[]])[] = [
  ['Math', Math, ['random']],
  ['Date', Date, ['now']],
  ['crypto', globalThis.crypto, ['getRandomValues', 'randomUUID']],
  ['console', console, ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table']],
  ['process.stdout', process.stdout, ['write']],
  ['process.stderr', process.stderr, ['write']],
]

/** Reports every call of a method, which still does its work, until the function returned is called. */
function watch(target: object, method: string, report: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(target, method)
  const original = Reflect.get(target, method) as (...values: unknown[]) => unknown
  const value = (...values: unknown[]) => {
    report()
    return original.apply(target, values)
  }
  Object.defineProperty(target, method, { value, configurable: true, writable: true })
  return () => {
    // A method inherited from the prototype comes back by taking the own one away.
    if (own === undefined) Reflect.deleteProperty(target, method)
    else Object.defineProperty(target, method, own)
  }
}
