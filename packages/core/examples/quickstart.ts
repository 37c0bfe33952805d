import { createRng, headRows, parseCsv, rowsFromTable, shuffleRows, splitTable, tableFromRows } from '@asdf/core'

const text = `id,joined,age,plan,churned
1,2024-01-03,34,basic,no
2,2024-01-09,51,plus,no
3,2024-02-11,,basic,yes
4,2024-02-17,29,plus,no
5,2024-03-02,44,basic,yes
6,2024-03-05,38,plus,no
`

const table = await parseCsv(text, { target: 'churned' })
for (const { name, kind, role, nullable } of table.schema.fields) {
  console.log(`${name}: ${kind}, ${role}${nullable ? ', nullable' : ''}`)
}

const { train, validation, test } = splitTable(table, { seed: 1, train: 0.5, validation: 0.25 })
console.log(train.rowCount, validation.rowCount, test.rowCount)

const ages = shuffleRows(table, createRng(1)).columns[2]
console.log(ages?.kind === 'numeric' && ages.values.length)

// Plain objects become a table, and a table plain objects.
const plain = tableFromRows([
  { age: 34, joined: new Date('2024-01-03'), plan: 'basic' },
  { age: 51, plan: 'plus' },
])
console.log(plain.schema.fields.map(({ name, kind }) => `${name}: ${kind}`).join(', '))
console.log(rowsFromTable(headRows(plain, 1)))
