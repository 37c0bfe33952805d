import type { Column, RunOptions, Table } from '@asdf/contract'
import type { Check } from './check.ts'
import assert from 'node:assert/strict'
import { isAsdfError } from '@asdf/contract'

type Named = readonly [name: string, value: unknown]

/** What is not a sound table, though JavaScript lets anyone pass it: each made from `table`, by what is wrong with it. */
export function oddTables(table: Table): readonly Named[] {
  const numeric = table.columns.findIndex((column) => column.kind === 'numeric')
  const coded = table.columns.findIndex((column) => column.kind === 'categorical')
  const change = (index: number, part: (column: Column) => object): Table => ({
    ...table,
    columns: table.columns.map((column, at) => (at === index ? { ...column, ...part(column) } : column)),
  })
  return [
    ['nothing', undefined],
    ['null', null],
    ['rows as objects', [{ amount: 1 }]],
    ['a table without columns', { schema: table.schema, rowCount: table.rowCount }],
    ['a table with a column too few', { ...table, columns: table.columns.slice(1) }],
    ['a rowCount that is too large', { ...table, rowCount: table.rowCount + 1 }],
    ['a rowCount of NaN', { ...table, rowCount: NaN }],
    ...(numeric < 0
      ? []
      : [
          named(
            'numbers in a plain array',
            change(numeric, (column) => ({ values: Array.from(numbersOf(column)) })),
          ),
          named(
            'numbers in a Float32Array',
            change(numeric, (column) => ({ values: Float32Array.from(numbersOf(column)) })),
          ),
          named(
            'bigints',
            change(numeric, () => ({ values: new BigInt64Array(table.rowCount) })),
          ),
          named(
            'a NaN that valid does not mark',
            change(numeric, (column) => ({ values: numbersOf(column).fill(NaN, 3, 4) })),
          ),
          named(
            'a valid that is too short',
            change(numeric, () => ({ valid: new Uint8Array(1) })),
          ),
        ]),
    ...(coded < 0
      ? []
      : [
          named(
            'a code without a category',
            change(coded, () => ({ codes: new Int32Array(table.rowCount).fill(99) })),
          ),
        ]),
  ]
}

function named(name: string, value: unknown): Named {
  return [name, value]
}

function numbersOf(column: Column): Float64Array {
  return column.kind === 'numeric' ? column.values.slice() : new Float64Array(0)
}

/** What are no run options. */
export const oddRuns: readonly Named[] = [
  ['no run options', undefined],
  ['null for run options', null],
  ['a number for run options', 7],
  ['run options without a seed', {}],
  ['a seed that is a text', { seed: '1' }],
  ['a seed that is not whole', { seed: 1.5 }],
  ['a signal that is none', { seed: 1, signal: {} }],
  ['an onProgress that is no function', { seed: 1, onProgress: 1 }],
]

/** What is no number of rows. */
export const oddCounts: readonly Named[] = [-1, 1.5, NaN, Infinity, '2', null, undefined, [3], 1e15].map(
  (count): Named => [`a count of ${String(count)}`, count],
)

/** What is no `where`. */
export const oddConditions: readonly Named[] = [
  ['null for where', null],
  ['a text for where', 'outcome=rare'],
  ['a list for where', ['rare']],
  ['a map for where', new Map([['outcome', 'rare']])],
]

/** What is no number of training steps. */
export const oddSteps: readonly Named[] = [-1, 1.5, NaN, Infinity, '2', null, undefined, [3], 1n, 1e15].map(
  (steps): Named => [`${typeof steps} ${String(steps)} for steps`, steps],
)

/** What is no context of errors for a target of these classes. */
export function oddContexts(classes: readonly string[]): readonly Named[] {
  const errors = new Float64Array(classes.length)
  const bad = [NaN, Infinity, -1, '1', null, 1n, [0.5], undefined]
  return [
    ['nothing for the context', undefined],
    ['null for the context', null],
    ['a number for the context', 7],
    ['a list for the context', [...errors]],
    ['no classes', { errors }],
    ['no errors', { classes }],
    ['null for errors', { classes, errors: null }],
    ['an object for errors', { classes, errors: Object.fromEntries(classes.map((name) => [name, 1])) }],
    ['bigints for errors', { classes, errors: new BigInt64Array(classes.length) }],
    ['an error too few', { classes, errors: errors.subarray(1) }],
    ['an error too many', { classes, errors: new Float64Array(classes.length + 1) }],
    ['classes in a text', { classes: classes[0], errors }],
    ['a class that there is not', { classes: classes.with(0, 'no such class'), errors }],
    ['a class that is no text', { classes: [...classes.keys()], errors }],
    ['a class twice', { classes: classes.map(() => classes[0]), errors }],
    ...bad.map((value) =>
      named(`an error of ${typeof value} ${String(value)}`, { classes, errors: classes.map(() => value) }),
    ),
  ]
}

/** What is no list of batches. */
export function oddBatches(table: Table): readonly Named[] {
  return [
    ['nothing for the batches', undefined],
    ['null for the batches', null],
    ['a table for the batches', table],
    ['a text for the batches', 'rows'],
    ...oddTables(table).map(([name, odd]) => named(`${name} for a batch`, [table, odd])),
  ]
}

/** What is no artifact. */
export const oddArtifacts: readonly Named[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', '{}'],
  ['an empty object', {}],
  ['bytes', new Uint8Array(8)],
  [
    'an artifact of nulls',
    { format: 'asdf', formatVersion: 1, writer: null, stateVersion: null, state: null, arrays: null },
  ],
]

/** Values that an option may be given by mistake. */
const oddValues: readonly unknown[] = [
  null,
  NaN,
  Infinity,
  -1,
  0.5,
  1e9,
  '',
  'x',
  '1',
  true,
  1n,
  [],
  [null],
  [-1],
  {},
  { a: null },
  () => 1,
  Symbol('option'),
  new Map(),
  new Float64Array(2),
]

/**
 * One check that a factory answers every option with any value by a configured algorithm or an ASDF error, and what are no
 * options by the error.
 */
export function optionCheck(factory: unknown, defaults: unknown): Check {
  const configure = factory as (options: unknown) => unknown
  return {
    name: 'options of any type and size are taken or refused with a code',
    async run() {
      for (const bad of [null, 7, 'x', [], [1]]) await expectRefused(() => configure(bad), `${String(bad)} for options`)
      for (const option of Object.keys(defaults as object)) {
        for (const value of oddValues) {
          await expectNothingRaw(() => configure({ [option]: value }), `the option '${option}' set to ${String(value)}`)
          const getter = Object.defineProperty({}, option, { enumerable: true, get: () => value })
          await expectNothingRaw(() => configure(getter), `the option '${option}' behind a getter`)
        }
      }
    },
  }
}

/** Fails unless every one of the values makes `action` throw an ASDF error. */
export async function expectAllRefused(
  what: string,
  values: readonly Named[],
  action: (value: never) => unknown,
): Promise<void> {
  for (const [name, value] of values) await expectRefused(() => action(value as never), `${what} with ${name}`)
}

/** Fails unless `action` throws or rejects with an ASDF error of any code. */
async function expectRefused(action: () => unknown, what: string): Promise<void> {
  const isRefused = await expectNothingRaw(action, what)
  assert.ok(isRefused, `${what} should be an ASDF error, but nothing was thrown`)
}

/** Fails when `action` throws or rejects with anything but an ASDF error; returns whether it did throw. */
export async function expectNothingRaw(action: () => unknown, what: string): Promise<boolean> {
  try {
    await action()
    return false
  } catch (error) {
    assert.ok(isAsdfError(error), `${what} should be an ASDF error or work, got ${String(error)}`)
    return true
  }
}

/** The run options of a sample with this condition. */
export function samplingWhere(where: unknown): RunOptions {
  return { seed: 1, where } as RunOptions
}
