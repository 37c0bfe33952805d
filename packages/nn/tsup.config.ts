import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

/** The entries of `exports`, keeping their folders. ONNX Runtime stays outside: it is looked for when it is needed. */
export default defineConfig({
  ...(base as object),
  entry: {
    index: 'src/index.ts',
    'onnx/node': 'src/onnx/node.ts',
    'onnx/web': 'src/onnx/web.ts',
    'reference/engine': 'src/reference/engine.ts',
    'checks/index': 'src/checks/index.ts',
    'training/index': 'src/training/index.ts',
    'table/index': 'src/table/index.ts',
    'tfjs/engine': 'src/tfjs/engine.ts',
  },
  external: [/^node:/, 'onnxruntime-node', 'onnxruntime-web'],
})
