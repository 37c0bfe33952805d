import { register } from 'tsx/esm/api'

// Starts forest-worker.ts in tests and programs that run from source: tsx does not reach into worker threads by itself on
// Node 20. The build does not contain this file.
register()
await import('./forest-worker.ts')
