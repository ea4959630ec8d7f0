/** Short names of kinds, as `kubectl api-resources` lists them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cj: 'cronjob',
  deploy: 'deployment',
  ds: 'daemonset',
  ns: 'namespace',
  po: 'pod',
  rc: 'replicationcontroller',
  rs: 'replicaset',
  sa: 'serviceaccount',
  sts: 'statefulset',
  // Custom resources that have pods.
  ksvc: 'service',
  ro: 'rollout',
  sj: 'scaledjob',
  vmi: 'virtualmachineinstance',
  wf: 'workflow',
}

/** Returns whether a word names a kind as in kubectl: in upper or lower case, in the plural, or by its short name. */
export const isKindName = (word: string, kind: string): boolean => {
  const asked = word.toLowerCase()
  const name = kind.toLowerCase()
  const plural = /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : name.replace(/([^aeiou])y$/, '$1ie').concat('s')
  return asked === name || asked === plural || (Object.hasOwn(SHORT_NAMES, asked) && SHORT_NAMES[asked] === name)
}
