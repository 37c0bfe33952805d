// Runs every packages/*/examples/quickstart.ts from source and compares what it prints with the output block of the
// package's README, which must also quote the program word for word. A program that draws, if given a path, is given one:
// out/examples/PACKAGE.svg, to look at.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

let failures = 0
for (const name of readdirSync('packages')) {
  const folder = join('packages', name, 'examples')
  if (!existsSync(join(folder, 'quickstart.ts'))) {
    console.log(`FAIL packages/${name}: has no examples/quickstart.ts`)
    failures++
    continue
  }
  const readme = readFileSync(join('packages', name, 'README.md'), 'utf8')
  check(join(folder, 'quickstart.ts'), readme, join('out', 'examples', `${name}.svg`))
}
process.exit(failures === 0 ? 0 : 1)

function check(path, readme, drawing) {
  const draws = readFileSync(path, 'utf8').includes('process.argv[2]')
  mkdirSync(join('out', 'examples'), { recursive: true })
  rmSync(drawing, { force: true })
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@asdf/source', '--import', 'tsx', path, ...(draws ? [drawing] : [])],
    { encoding: 'utf8' },
  )
  const faults = []
  if (draws && !(existsSync(drawing) && /^<svg .*<\/svg>$/s.test(readFileSync(drawing, 'utf8').trim())))
    faults.push(`it did not draw ${drawing}`)
  if (status !== 0) faults.push(`it failed:\n${stderr}`)
  if (!readme.includes(readFileSync(path, 'utf8').trim())) faults.push('the README does not quote it word for word')
  if (stdout.trim() !== '' && !readme.includes(stdout.trim()))
    faults.push(`the README does not show its output:\n${stdout}`)
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${path}`)
  for (const fault of faults) console.log(`     ${fault}`)
  failures += faults.length
}
