export const tfjsTypes = { f32: 'float32', i32: 'int32', bool: 'bool' } as const
