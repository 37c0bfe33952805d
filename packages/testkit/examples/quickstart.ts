import { synthesizerChecks } from '@asdf/testkit'
import { bootstrap } from './bootstrap.ts'

// Under Vitest: describeSynthesizer({ factory: bootstrap }) from '@asdf/testkit/vitest'. Under anything else:
const checks = synthesizerChecks({ factory: bootstrap })
let held = 0
for (const { name, run } of checks) {
  try {
    await run()
    held++
  } catch (error) {
    console.log('broken:', name, error)
  }
}
console.log(held === checks.length ? 'every promise held' : `${held} of ${checks.length} promises held`)
