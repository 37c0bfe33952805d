import { columnOf, createRng, isAsdfError, tableFromRows } from '@asdf/core'

/** How the functions of a module are called. */
export interface OddCallOptions {
  /** Arguments that some functions take, to stand beside odd ones, such as a tensor of a graph. */
  readonly usual?: readonly unknown[]
  /** Names of functions that take their arguments on trust, because they are called once a cell, or in an inner loop. */
  readonly unchecked?: readonly string[]
  readonly seed?: number
}

const callsOfEach = 80

/** Nothing a function could want, in ways that JavaScript users and broken files come up with. */
const odd: readonly unknown[] = [
  null,
  undefined,
  3n,
  Number.NaN,
  '',
  'x',
  {},
  [],
  [null],
  new Uint8Array(2),
  Float32Array.of(1, 2),
  Float64Array.of(1, Number.NaN),
  -1,
  2.5,
  4,
  true,
  () => 1,
]

/**
 * Calls every function that a module exports with odd arguments, alone and beside usual ones (a table and its parts, numbers,
 * a stream of random numbers), and lists those that threw anything but an `AsdfError`, each with what it was: a raw
 * `TypeError` says nothing to who made the mistake. The same seed makes the same calls.
 */
export async function oddCallFaults(
  module: Readonly<Record<string, unknown>>,
  { usual = [], unchecked = [], seed = 1 }: OddCallOptions = {},
): Promise<string[]> {
  const faults: string[] = []
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== 'function' || name === 'AsdfError' || unchecked.includes(name)) continue
    const fault = await firstFault(value as (...given: readonly unknown[]) => unknown, usual, seed)
    if (fault !== undefined) faults.push(`${name}: ${fault}`)
  }
  return faults
}

async function firstFault(
  call: (...given: readonly unknown[]) => unknown,
  own: readonly unknown[],
  seed: number,
): Promise<string | undefined> {
  const rng = createRng(seed).fork(call.name)
  const usual = [...usualArguments(), ...own]
  const pick = (values: readonly unknown[]) => values[Math.floor(rng.next() * values.length)]
  for (let attempt = 0; attempt < callsOfEach; attempt++) {
    const count = Math.max(1, call.length + (attempt % 3))
    const given = Array.from({ length: count }, () => pick(rng.next() < 0.5 ? odd : usual))
    try {
      await begin(call(...given))
    } catch (error) {
      if (!isAsdfError(error)) return String(error)
    }
  }
  return undefined
}

/** Waits for a promise, and takes the first step of a generator, which does nothing before. */
async function begin(result: unknown): Promise<void> {
  const made = (await result) as Partial<AsyncIterator<unknown>> | null | undefined
  if (typeof made?.next === 'function' && Symbol.asyncIterator in made) await made.next()
}

function usualArguments(): readonly unknown[] {
  const rows = [
    { a: 1, b: 'x', c: true },
    { a: 2.5, b: 'y', c: false },
    { a: 3, b: 'x', c: true },
  ]
  const table = tableFromRows(rows, { target: 'b' })
  const { schema } = table
  const others = [createRng(1), { seed: 1 }, Float64Array.of(1, 2, 3), Int32Array.of(0, 1, 0), 2, 'a', [1, 2]]
  return [table, schema, columnOf(table, 'a'), schema.fields[0], ...others]
}
