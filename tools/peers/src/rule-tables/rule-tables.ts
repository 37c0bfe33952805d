import type { RuleTable } from './rule-table.ts'
import { bills, housing, orders, payroll } from './business.ts'
import { grades, patients, sensors, sessions, trips } from './records.ts'

/** Invented tables by name. */
export const ruleTables: Readonly<Record<string, RuleTable>> = {
  orders,
  payroll,
  housing,
  bills,
  sessions,
  sensors,
  patients,
  grades,
  trips,
}
