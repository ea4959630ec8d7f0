import { type CheckedLevel, NEWEST_POLICY, podSecurityChecker } from '../pod-security/level.ts'
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
export const POD_SECURITY: readonly Standard[] = [levelStandard('baseline'), levelStandard('restricted')]
