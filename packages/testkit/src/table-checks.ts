import type { Column, Field, Table } from '@asdf/contract'
import assert from 'node:assert/strict'
import { checkTable, columnLength, createTable, isPresent } from '@asdf/core'

/**
 * Fails unless every cell is what its field allows: finite, whole or on the grid of its decimals where the field is, a
 * known category, null only where nullable.
 */
export function checkFitsSchema(table: Table): void {
  assert.equal(table.columns.length, table.schema.fields.length)
  table.schema.fields.forEach((field, index) => {
    const column = table.columns[index]!
    assert.equal(column.kind, field.kind, `column '${field.name}' is ${column.kind}`)
    assert.equal(columnLength(column, field), table.rowCount, `column '${field.name}' has the wrong length`)
    // createTable looks into every cell of these.
    if (field.kind === 'image' || field.kind === 'series') createTable({ fields: [field] }, [column])
    for (let row = 0; row < table.rowCount; row++) {
      if (isPresent(column, row))
        assert.ok(isAllowed(field, column, row), `column '${field.name}', row ${row + 1} breaks its field`)
      else assert.ok(field.nullable, `column '${field.name}', row ${row + 1} is null, but the field is not nullable`)
    }
  })
}

/** Fails unless these are as many rows as asked for, and every number that is not null is finite: what any model makes. */
export function checkSoundRows(table: Table, rowCount: number): void {
  checkTable('sampled rows', table)
  assert.equal(table.rowCount, rowCount)
  table.schema.fields.forEach((field, index) => {
    const column = table.columns[index]!
    if (column.kind !== 'numeric' && column.kind !== 'datetime') return
    const isSound = column.values.every((value, row) => Number.isFinite(value) || !isPresent(column, row))
    assert.ok(isSound, `column '${field.name}' has numbers that are not finite`)
  })
}

function isAllowed(field: Field, column: Column, row: number): boolean {
  switch (column.kind) {
    case 'numeric': {
      if (field.kind !== 'numeric') return false
      const value = column.values[row]!
      const { minimum = -Infinity, maximum = Infinity, integer, decimals } = field
      const isOnGrid = decimals === undefined || Number(value.toFixed(decimals)) === value
      return value >= minimum && value <= maximum && Number.isFinite(value) && isOnGrid && (!integer || value % 1 === 0)
    }
    case 'categorical':
      return field.kind === 'categorical' && column.codes[row]! >= 0 && column.codes[row]! < field.categories.length
    case 'boolean':
      return column.values[row] === 0 || column.values[row] === 1
    case 'datetime':
      return Number.isFinite(column.values[row]!)
    case 'text':
      return typeof column.values[row] === 'string'
    case 'image':
    case 'series':
      return true
  }
}
