import type { Table } from '@asdf/contract'
import type { Secret } from './planted-table.ts'
import assert from 'node:assert/strict'

/** Whether a text occurs, numbers only where no digit goes on. */
export function isIn(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const beside = [text[at - 1] ?? ' ', text[at + wanted.length] ?? ' ']
    if (!/^-?\d/.test(wanted) || !beside.some((character) => /[\d.]/.test(character))) return true
  }
  return false
}

/** Fails where a secret can be read in a text. */
export function expectAbsent(text: string, secret: Secret, where: string): void {
  const found = secret.texts.find((one) => isIn(text, one))
  assert.equal(found, undefined, `${secret.what} of '${secret.column}' is in ${where}`)
}

/** A value that is repeated comes as often as one row in so many of the training rows, 33 times in 10,000. */
export function expectRare(text: string, { texts, what, column }: Secret): void {
  const times = text.split(texts[0]!).length - 1
  assert.ok(times < 10, `${what} of '${column}' comes ${times} times in the rows`)
}

/** Fails where a number column holds a secret to the digit. */
export function expectAbsentNumbers({ schema, columns }: Table, secrets: readonly Secret[]): void {
  for (const { column: name, what, value } of secrets) {
    const column = columns[schema.fields.findIndex((field) => field.name === name)]!
    if (typeof value !== 'number' || column.kind !== 'numeric') continue
    assert.ok(!column.values.includes(value), `${what} of '${name}' is in the rows`)
  }
}
