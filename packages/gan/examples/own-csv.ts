import { readCsvFile, writeArtifactFile, writeCsvFile } from '@asdf/core/node'
import { adaptive } from '@asdf/gan'

const [, , file = 'data.csv', target = 'label', output = 'synthetic.csv'] = process.argv
const train = await readCsvFile(file, { target })
const model = await adaptive().fit(train, { seed: 1, onProgress: ({ phase, step }) => console.error(phase, step) })
await writeCsvFile(output, await model.sample(train.rowCount, { seed: 2 }))
await writeArtifactFile(`${output}.asdf`, model.save())
for (const warning of model.report.warnings) console.log(warning)
