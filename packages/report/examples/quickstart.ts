import { tableFromRows } from '@asdf/core'
import { describeBrokenRules, describeColumns, renderMarkdown } from '@asdf/report'

const orders = Array.from({ length: 200 }, (_, index) => ({ quantity: 1 + (index % 5), price: 10 + (index % 7) }))
const train = tableFromRows(orders.map((one) => ({ ...one, total: one.quantity * one.price })))
const synthetic = tableFromRows(orders.map((one) => ({ ...one, total: 30 + one.quantity })))

const { ruleCount, brokenRules } = await describeBrokenRules({ train, synthetic })
const report = renderMarkdown({
  title: 'orders',
  rows: { train: train.rowCount, synthetic: synthetic.rowCount },
  measured: [
    {
      id: 'rules',
      label: 'rows that break a rule',
      group: 'fidelity',
      goal: 'minimize',
      range: [0, 1],
      result: { value: Math.max(...brokenRules.map(({ share }) => share)), ceiling: { value: 0, n: 200 } },
    },
  ],
  columns: describeColumns({ train, synthetic }),
  brokenRules,
  ruleCount,
})
console.log(report)
