import { type CheckedLevel, NEWEST_POLICY, podSecurityChecker } from '../pod-security/level.ts'
import { CIS } from './cis.ts'
import { NSA } from './nsa.ts'
import { SCC } from './scc.ts'
import { reasonAt, type Standard } from './standard.ts'

const VERSIONS = Array.from({ length: NEWEST_POLICY + 1 }, (_, minor) => `v1.${minor}`)

const levelStandard = (level: CheckedLevel): Standard => ({
  name: `pss:${level}`,
  versions: VERSIONS,
  checkerFor: (version) => {
    const check = podSecurityChecker(level, Number(version.slice('v1.'.length)))
    return {
      checkPod: (pod) =>
        check(pod).map(({ check: id, requirement, container, pointer }) => ({
          check: id,
          ...(container === undefined ? {} : { container }),
          pointer,
          reason: reasonAt(pod.object, pod.objectPointer, pointer, requirement),
        })),
      checkObject: () => [],
    }
  },
})

/** The Pod Security Standards, with the check ids and versions of k8s.io/pod-security-admission. */
const POD_SECURITY: readonly Standard[] = [levelStandard('baseline'), levelStandard('restricted')]

/** All standards that manifests can be checked against. */
export const STANDARDS: readonly Standard[] = [...POD_SECURITY, CIS, NSA, ...SCC]

/** A standard in one of its versions; findings contain its `name`: `pss:restricted@v1.37`. */
export interface VersionedStandard {
  name: string
  standard: Standard
  version: string
}

const LATEST = 'latest'

/** An invalid name of a standard: the unknown part and its legal values. */
export interface UnknownStandard {
  wrong: string
  noun: 'standard' | 'version'
  legal: readonly string[]
}

/** Parses `NAME[@VERSION]`; without a version, or with `latest`, it is the newest. */
export const readStandard = (word: string): VersionedStandard | UnknownStandard => {
  const [name = '', version = LATEST, ...more] = word.split('@')
  const standard = STANDARDS.find((row) => row.name === name)
  if (standard === undefined) return { wrong: name, noun: 'standard', legal: STANDARDS.map((row) => row.name) }
  const found = version === LATEST ? standard.versions.at(-1) : standard.versions.find((known) => known === version)
  if (found === undefined || more.length > 0)
    return { wrong: [version, ...more].join('@'), noun: 'version', legal: [...standard.versions, LATEST] }
  return { name: `${name}@${found}`, standard, version: found }
}
