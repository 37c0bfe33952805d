import { register } from 'tsx/esm/api'

// Starts flow-worker.ts in tests and programs that run from source: tsx does not reach into worker threads by itself on
// Node 20. The build does not contain this file.
register()
await import('./flow-worker.ts')
