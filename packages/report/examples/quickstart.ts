import { tableFromRows } from '@asdf/core'
import { brokenRules, columnShapes } from '@asdf/metrics'
import { describeBrokenRules, describeColumns, renderHtml, renderMarkdown } from '@asdf/report'

// Synthetic orders whose total is not the product of quantity and price in one row of six.
const orders = Array.from({ length: 600 }, (_, index) => ({ quantity: 1 + (index % 6), price: 10 + (index % 7) }))
const train = tableFromRows(orders.map((one) => ({ ...one, total: one.quantity * one.price })))
const synthetic = tableFromRows(
  orders.map((one) => ({ ...one, total: one.quantity * one.price + +(one.quantity === 3) })),
)

const measured = await Promise.all(
  [columnShapes, brokenRules()].map(async (metric) => ({
    ...metric,
    // `withCeiling` of @asdf/metrics measures this with hold-out rows.
    result: {
      ...(await metric.compute({ train, synthetic }, { seed: 1 })),
      ceiling: { value: metric.goal === 'maximize' ? 1 : 0, n: 600 },
    },
  })),
)
const evaluation = {
  title: 'orders',
  rows: { train: train.rowCount, synthetic: synthetic.rowCount },
  seeds: { evaluate: 1 },
  measured,
  columns: describeColumns({ train, synthetic }),
  ...(await describeBrokenRules({ train, synthetic }, { examples: 1 })),
}

console.log(`${Math.round(renderHtml(evaluation).length / 1000)} kB of HTML\n`)
console.log(renderMarkdown(evaluation).split('## Glossary')[0])
