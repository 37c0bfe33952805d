import { classCounts, columnOf, createRng, decodeArtifact, encodeArtifact, parseCsv } from '@asdf/core'
import { sequentialTrees } from '@asdf/forest'

// 4,000 customers as a CSV text: those with monthly contracts pay more and leave more often.
const rng = createRng(7)
const lines = Array.from({ length: 4000 }, (_, row) => {
  const isMonthly = rng.next() < 0.5
  const price = (isMonthly ? 60 : 30) + 20 * rng.next()
  const left = rng.next() < (isMonthly ? 0.4 : 0.1)
  return `${row},${isMonthly ? 'monthly' : 'yearly'},${price.toFixed(2)},${left}`
})
const csv = ['id,contract,price,left', ...lines].join('\n')
const train = await parseCsv(csv, { target: 'left', roles: { id: 'identifier' } })

// Fit, then draw rows: the classes of the target come in the shares of the training rows.
const model = await sequentialTrees().fit(train, { seed: 1 })
const rows = await model.sample(4000, { seed: 2 })
const [, , , field] = train.schema.fields
console.log('left:', [train, rows].map((table) => classCounts(field!, columnOf(table, 'left'))[1]).join(', then '))

// Any columns can be fixed, missing cells filled in, rows scored.
const left = await model.sample(100, { seed: 3, where: { contract: 'monthly', left: true } })
console.log(left.rowCount, 'rows with a monthly contract that left')
const { fields } = train.schema
const schema = { fields: fields.map((one) => ({ ...one, nullable: true })) }
const asked = await parseCsv('id,contract,price,left\n1,monthly,70.00,\n2,yearly,70.00,', { schema })
const filled = await model.impute(asked, { seed: 4 })
const [usual, odd] = model.logLikelihood(filled)
console.log('a yearly contract for 70 is less likely:', odd! < usual! - 2)

// The model is data without a training row, and says what it promises.
const copy = sequentialTrees.load(decodeArtifact(encodeArtifact(model.save())))
console.log(copy.report.promises!.join('\n'))
