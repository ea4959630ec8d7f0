/** Why images must be root, by the words that sources use. */
const ROOT_REASONS: readonly [pattern: RegExp, reason: string][] = [
  [/\bs6\b|s6-overlay/, 's6 changes users and the owners of files at start, then steps down'],
  [/setcap/, 'its entrypoint sets file capabilities at start'],
  [/dockerd/, 'it runs the Docker daemon'],
  [/nfs-ganesha/, 'it runs an NFS server'],
  [/mounts and namespaces of builds/, 'it mounts file systems for builds'],
  [/logs of the node/, 'it reads the logs of the node'],
  [/\b(?:iptables|ARP|node proxy|CNI files|routes)\b/, 'it programs the network of the node'],
  [/\bBPF\b/, 'it loads BPF programs'],
  [/KubeVirt/, 'it runs the virtual machines of the node'],
  [/storage of the node/, 'it manages the storage of the node'],
  [/(?:of|on) the node|\/var\/lib\/docker/, 'it reads processes and files of the node'],
  [/supervis/, 'it runs several services, each as its own user'],
  [/steps down/, 'it opens a low port, then steps down to its own user'],
]

/**
 * The reason in casehard's words.
 * @throws Error for a reason that the table lacks
 */
export const rootReason = (text: string): string => {
  const [, reason] = ROOT_REASONS.find(([pattern]) => pattern.test(text)) ?? []
  if (reason === undefined) throw new Error(`no phrase for the reason to be root: ${text}`)
  return reason
}

const STEPS_DOWN = /\b(?:gosu|su-exec|setpriv|chroot --userspec|steps? down|clickhouse su|with su)\b/

/** What an entrypoint does as root, in casehard's words; undefined if it does nothing that needs root. */
export const entrypointPhrase = (text: string): string | undefined => {
  const does = [
    ...(/\bchowns?\b/.test(text) ? ['changes the owners of its files'] : []),
    ...(/\bsetcap\b/.test(text) ? ['sets file capabilities'] : []),
    ...(STEPS_DOWN.test(text) ? ['steps down to its own user'] : []),
  ]
  return does.length === 0 ? undefined : does.join(', ')
}

/** The repositories and commits of `OWNER/REPO@COMMIT:PATH`, each once, with short commits. */
export const sourcesOf = (sources: readonly string[]): string => {
  const short = sources.map((source) => source.replace(/^([^@]+@[^:]{1,8})[^:]*(?::.*)?$/, '$1'))
  return [...new Set(short)].join(', ')
}
