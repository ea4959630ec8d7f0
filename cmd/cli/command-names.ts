/** The commands that write patches. */
export const EXPORTS = ['export kustomize', 'export flux', 'export argocd', 'export fleet'] as const

/** The commands that write hardened manifests to stdout. */
export const HARDENERS = ['filter', 'exec', 'fn'] as const

/** The commands that take files and folders. */
export const WALKERS = ['check', 'diff', 'fix'] as const

/** The commands; `filter` is the bare `casehard`. */
export type CommandName =
  | 'filter'
  | 'exec'
  | 'fn'
  | 'check'
  | 'diff'
  | 'fix'
  | 'explain'
  | 'config init'
  | 'config check'
  | 'config from-psp'
  | (typeof EXPORTS)[number]
  | 'plugin helm'
  | 'plugin kustomize'
  | 'doctor'
  | 'report'
