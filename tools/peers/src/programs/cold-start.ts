import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, parseArguments, report } from '../program.ts'

// The built `asdf` command as a user starts it: from nothing to synthetic rows in a file, the whole process timed.
const { input, output, warm, more } = parseArguments({ rows: '100' })
const main = fileURLToPath(new URL('../../../../packages/cli/dist/main.js', import.meta.url))
const table = join(input, 'table.csv')
const out = join(output, 'synthetic.csv')
const command = [main, 'synth', table, '--model', 'smote', '--target', 'risk', '--rows', more['rows']!, '-o', out]

const { times } = await measure(() => {
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`asdf synth ended with ${status}: ${stderr}`)
}, warm)
// The header is not a row.
report({ ...times, peakMegabytes: null }, { rows: readFileSync(out, 'utf8').trim().split('\n').length - 1 })
