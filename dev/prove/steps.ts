import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Cluster } from './cluster.ts'
import type { Step, Workload } from './workload.ts'

/** How long a step is repeated until it holds, in milliseconds. */
const LIMIT = 75_000

/** What programs print where the kernel refused them something. */
const REFUSED = /read-only file ?system|permission denied|operation not permitted|\bE(?:ACCES|PERM|ROFS)\b/i

/** Prints the user and the command line of each process, as far as `/proc` shows them. */
const PROCESSES =
  'for p in /proc/[0-9]*; do while read -r k v _; do [ "$k" != Uid: ] || echo "$v $(tr "\\0" " " < $p/cmdline)"; done < $p/status; done 2> /dev/null'

type Check = (answer: Answer) => string | undefined

const matches =
  (pattern: RegExp): Check =>
  ({ ok, text }) =>
    ok && pattern.test(text) ? undefined : `${ok ? '' : 'it failed and '}answered ${shorten(text)}`

const succeeds: Check = ({ ok, text }) => (ok ? undefined : shorten(text))

/** Applies a manifest with nothing but CronJobs, so that nothing runs yet. */
const create = async (cluster: Cluster, namespace: string, file: string): Promise<Answer> => {
  await cluster.kubectl(namespace, 'create', 'namespace', namespace)
  return cluster.kubectl(namespace, 'apply', '-f', file)
}

const shorten = (text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}...` : line
}

const ownedBy =
  (word: string, user: string): Check =>
  ({ text }) => {
    const found = text.split('\n').filter((line) => line.includes(word) && !line.includes('/proc/[0-9]'))
    if (found.length === 0) return `no process with "${word}": ${shorten(text)}`
    const others = found.filter((line) => !line.startsWith(`${user} `))
    return others.length === 0 ? undefined : `not of user ${user}: ${shorten(others.join('; '))}`
  }

/** Runs one step; returns what is wrong, or undefined. */
const attempt = async (cluster: Cluster, namespace: string, step: Step): Promise<string | undefined> => {
  const kubectl = (...args: string[]): Promise<Answer> => cluster.kubectl(namespace, ...args)
  const shell = (at: { target: string; container?: string }, command: string): Promise<Answer> =>
    kubectl('exec', at.target, ...(at.container === undefined ? [] : ['-c', at.container]), '--', 'sh', '-c', command)
  switch (step.kind) {
    case 'request': {
      const url = `http://${step.to.replace(/^[^:/]+/, `$&.${namespace}`)}`
      return matches(step.answer)(await cluster.onNode('curl', '-sSL', '-m', '10', url))
    }
    case 'run':
      return matches(step.answer)(await shell(step, step.command))
    case 'workers':
      return ownedBy(step.word, step.user)(await shell(step, PROCESSES))
    case 'log':
      return matches(step.answer)(await kubectl('logs', step.target, '--all-containers', '--tail=-1'))
    case 'restart':
      return (
        succeeds(await kubectl('rollout', 'restart', step.target)) ??
        succeeds(await kubectl('rollout', 'status', step.target, '--timeout=180s'))
      )
    case 'start': {
      const job = `started-${Date.now()}`
      return (
        succeeds(await kubectl('create', 'job', job, `--from=${step.target}`)) ??
        succeeds(await kubectl('wait', `job/${job}`, '--for=condition=Complete', '--timeout=90s'))
      )
    }
  }
}

const nameOf = (step: Step): string => {
  const { kind, answer: _, ...rest } = { answer: undefined, ...step }
  return [kind, ...Object.values(rest)].join(' ')
}

const repeat = async (cluster: Cluster, namespace: string, step: Step): Promise<string | undefined> => {
  const end = Date.now() + (step.kind === 'restart' || step.kind === 'start' ? 0 : LIMIT)
  for (;;) {
    const wrong = await attempt(cluster, namespace, step)
    if (wrong === undefined) return undefined
    if (Date.now() >= end) return `${nameOf(step)}: ${wrong}`
    await sleep(1500)
  }
}

/** Returns the first line in which a program says that it was refused something, except allowed ones. */
export const findRefusal = (log: string, allowed: readonly RegExp[]): string | undefined =>
  log.split('\n').find((line) => REFUSED.test(line) && !allowed.some((pattern) => pattern.test(line)))

const readLogs = async (cluster: Cluster, namespace: string): Promise<string> => {
  const { text } = await cluster.kubectl(namespace, 'get', 'pods', '-o', 'name')
  const logs = text
    .split('\n')
    .filter((pod) => pod.startsWith('pod/'))
    .map((pod) => cluster.kubectl(namespace, 'logs', pod, '--all-containers', '--tail=-1'))
  return (await Promise.all(logs)).map((log) => log.text).join('\n')
}

/**
 * Applies a file to a namespace of its own, takes all steps of its workload, reads the logs and deletes the namespace.
 * Returns what is wrong first, or undefined if the workload works.
 */
export const tryOut = async (
  cluster: Cluster,
  { steps, allowed }: Workload,
  namespace: string,
  file: string,
): Promise<string | undefined> => {
  try {
    const isIdle = steps[0]?.kind === 'start'
    const { ok, text } = await (isIdle ? create(cluster, namespace, file) : cluster.apply(namespace, file))
    if (!ok) return `does not run: ${shorten(text.replaceAll(/^good .*\n/gm, ''))}`
    for (const step of steps) {
      const wrong = await repeat(cluster, namespace, step)
      if (wrong !== undefined) return wrong
    }
    const refusal = findRefusal(await readLogs(cluster, namespace), allowed)
    return refusal === undefined ? undefined : `the log says: ${shorten(refusal)}`
  } finally {
    await cluster.kubectl(namespace, 'delete', 'namespace', namespace, '--wait=false')
  }
}
