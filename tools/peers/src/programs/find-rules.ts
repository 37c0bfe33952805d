import { findRules } from '@asdf/core/rules'
import { readPreparedTable } from '../prepared-table.ts'
import { measure, parseArguments, report } from '../program.ts'

// The rules of a table. Quality: how many there are, and how many columns they were searched among.
const { input, warm } = parseArguments()
const table = readPreparedTable(input, 'train')
const { result, times } = await measure(() => findRules(table), warm)
report(times, { rules: result.length, columns: table.schema.fields.length })
