export { findPython } from './find-python.ts'
export { writeNpy } from './write-npy.ts'
