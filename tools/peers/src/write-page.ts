import { writePage } from './page.ts'

// Makes docs/benchmarks.md anew after docs/synthesizers.md has changed; what measures does it by itself:
//   node --conditions=@asdf/source --import tsx tools/peers/src/write-page.ts
await writePage()
