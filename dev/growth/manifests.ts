import type { GrowthInput } from './dimension.ts'

/** Joins what a function returns for 0 to n - 1. */
export const times = (n: number, make: (index: number) => string, separator = ''): string =>
  Array.from({ length: n }, (_, index) => make(index)).join(separator)

/** Makes the input of one stream. */
export const stream = (...documents: readonly string[]): GrowthInput => ({
  files: [{ name: 'stdin', text: documents.join('---\n') }],
})

/** Makes the input of one stream with n documents, or with n groups of documents. */
export const documents = (n: number, make: (index: number) => string | readonly string[]): GrowthInput =>
  stream(...Array.from({ length: n }, (_, index) => make(index)).flat())

/** A container without any hardening field; `more` are its other fields. */
export const container = (index: number, more = ''): string =>
  `  - name: c${index}\n    image: example/app${index}:1.0\n${more}`

/** A pod; `spec` and `metadata` are the fields besides containers and name. */
export const pod = (name: string, containers = container(0), spec = '', metadata = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${metadata}spec:\n${spec}  containers:\n${containers}`

/** An object with a name, and what follows its metadata. */
export const object = (apiVersion: string, kind: string, name: string, rest = '', metadata = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${metadata}${rest}`

const RBAC = 'rbac.authorization.k8s.io'

/** A pod with its service account, a role, and the binding of both. */
export const boundPod = (index: number): string[] => {
  const account = `{kind: ServiceAccount, name: a${index}, namespace: default}`
  return [
    object('v1', 'ServiceAccount', `a${index}`),
    object(`${RBAC}/v1`, 'Role', `r${index}`, 'rules:\n- {apiGroups: [""], resources: [pods], verbs: [get]}\n'),
    object(
      `${RBAC}/v1`,
      'RoleBinding',
      `b${index}`,
      `roleRef: {apiGroup: ${RBAC}, kind: Role, name: r${index}}\nsubjects:\n- ${account}\n`,
    ),
    pod(`p${index}`, container(0), `  serviceAccountName: a${index}\n`),
  ]
}
