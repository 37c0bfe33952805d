import { adasyn, borderlineSmote, kMeansSmote, randomOversampling, smote, smoteN, smoteNc, svmSmote } from '@asdf/smote'
import { describeSynthesizer } from '@asdf/testkit/vitest'

describeSynthesizer({ factory: smote })
describeSynthesizer({ factory: borderlineSmote })
describeSynthesizer({ factory: borderlineSmote, options: { variant: 2 } })
describeSynthesizer({ factory: adasyn })
describeSynthesizer({ factory: svmSmote })
describeSynthesizer({ factory: kMeansSmote })
describeSynthesizer({ factory: smoteNc })
describeSynthesizer({ factory: smoteN })
describeSynthesizer({ factory: randomOversampling })
