import { type CheckedLevel, NEWEST_POLICY, podSecurityChecker } from '../pod-security/level.ts'
import { reasonAt, type Standard } from './standard.ts'

const VERSIONS = Array.from({ length: NEWEST_POLICY + 1 }, (_, minor) => `v1.${minor}`)

const levelStandard = (level: CheckedLevel): Standard => ({
  name: `pss:${level}`,
  versions: VERSIONS,
  checkerFor: (version) => {
    const judge = podSecurityChecker(level, Number(version.slice('v1.'.length)))
    return {
      checkPod: (pod) =>
        judge(pod).map(({ check, asks, container, pointer }) => ({
          check,
          ...(container === undefined ? {} : { container }),
          pointer,
          reason: reasonAt(pod.object, pod.objectPointer, pointer, asks),
        })),
      checkObject: () => [],
    }
  },
})

/** The Pod Security Standards, with the ids and versions of Kubernetes' own admission library. */
export const POD_SECURITY: readonly Standard[] = [levelStandard('baseline'), levelStandard('restricted')]
