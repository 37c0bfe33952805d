import { defineConfig } from 'tsup'
import base from '../../tsup.config.ts'

export default defineConfig({ ...base, platform: 'node' })
