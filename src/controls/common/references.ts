import type { PodSecurityLevel, Reference } from '../../model.ts'

/** A check of the Pod Security Standards by its id in Kubernetes' admission library, and the policy version that brought it. */
export const pss = (check: string, level: Exclude<PodSecurityLevel, 'privileged'>, since: string): Reference => ({
  standard: 'Pod Security Standards',
  version: since,
  section: `${level}: ${check}`,
  url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
})

/** A recommendation of the CIS Kubernetes Benchmark; its numbers differ from version to version. */
export const cis = (version: string, section: string): Reference => ({
  standard: 'CIS Kubernetes Benchmark',
  version,
  section,
  url: 'https://www.cisecurity.org/benchmark/kubernetes',
})

/** A section of the NSA/CISA Kubernetes Hardening Guide, version 1.2. */
export const nsa = (section: string): Reference => ({
  standard: 'NSA/CISA',
  version: '1.2',
  section,
  url: 'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF',
})

/** A page of Kubernetes' own documentation, which carries no version. */
export const kubernetes = (section: string, url: string): Reference => ({
  standard: 'Kubernetes',
  version: 'current',
  section,
  url,
})
