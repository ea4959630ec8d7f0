import { judgeBy } from './by-rules.ts'
import { CIS_VERSIONS, type CisVersion, RECOMMENDATIONS } from './cis-recommendations.ts'
import type { Standard } from './types.ts'

/** The CIS Kubernetes Benchmark, as far as manifests of workloads can meet it, with the numbers of each version. */
export const CIS: Standard = {
  name: 'cis:5.2',
  versions: CIS_VERSIONS,
  judgeFor: (version) =>
    judgeBy(
      RECOMMENDATIONS.flatMap(({ numbers, rule }) => {
        const check = numbers[version as CisVersion]
        if (check === undefined || rule === undefined) return []
        return [{ check, ...(typeof rule === 'function' ? rule(version as CisVersion) : rule) }]
      }),
    ),
}
