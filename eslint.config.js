import nx from '@nx/eslint-plugin'
import importSort from 'eslint-plugin-simple-import-sort'
import tseslint from 'typescript-eslint'

// What each layer may import; packages carry their layer as an Nx tag in package.json.
const layers = {
  contract: [],
  core: ['contract'],
  testkit: ['core', 'contract'],
  model: ['core', 'contract'],
  leaf: ['model', 'core', 'contract'],
  // Algorithms reach these as values only.
  values: ['core', 'contract'],
  compose: ['compose', 'values', 'leaf', 'model', 'core', 'contract'],
  tool: ['tool', 'compose', 'values', 'leaf', 'model', 'testkit', 'core', 'contract'],
}

const depConstraints = Object.entries(layers).map(([layer, below]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: below.map((name) => `layer:${name}`),
}))

// Types before values, each from Node, from packages, from here; the plugin ends the names of types with a zero byte.
const importOrder = ['^node:.*\\u0000$', '^@?\\w.*\\u0000$', '\\u0000$', '^\\u0000', '^node:', '^@?\\w', '^']

export default tseslint.config(
  { ignores: ['**/dist/**', '**/coverage/**', '**/.nx/**', '.venv/**', '**/node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-sort': importSort },
    rules: {
      'import-sort/imports': ['error', { groups: [importOrder] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // An algorithm keeps its async promise even where it has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Our objects hold closures, which have no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 400 }],
      'max-depth': ['error', 3],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Re-export by name.' }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take an Rng: createRng(seed).fork(label).' },
        { object: 'Date', property: 'now', message: 'Results must not depend on the clock.' },
        { object: 'crypto', property: 'getRandomValues', message: 'Take an Rng: createRng(seed).fork(label).' },
        { object: 'process', property: 'stdout', message: 'Libraries do not print.' },
        { object: 'process', property: 'stderr', message: 'Libraries do not print.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Re-export by name.' },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Results must not depend on the clock.',
        },
      ],
      'no-console': 'error',
    },
  },
  {
    // Kernels trade shape for speed.
    files: ['packages/*/src/**/kernels/**/*.ts'],
    rules: { 'max-params': 'off', 'max-depth': 'off', 'max-lines-per-function': ['error', { max: 120 }] },
  },
  {
    // The command line is what prints, and a table may be written to standard output.
    files: ['packages/cli/src/{main,terminal}.ts', 'packages/core/src/node/write-csv-file.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // The testkit watches for exactly what others must not do.
    files: ['packages/testkit/src/side-effects.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  { files: ['**/*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
)
