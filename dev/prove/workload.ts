import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** One thing to do with a running workload. It holds where the answer matches. */
export type Step =
  /** Sends an HTTP request from the node to `SERVICE[:PORT][/PATH]`. */
  | { kind: 'request'; to: string; answer: RegExp }
  /** Runs a shell command in a container. */
  | { kind: 'run'; target: string; container?: string; command: string; answer: RegExp }
  /** Compares the user of each process whose command line contains a word. */
  | { kind: 'workers'; target: string; container?: string; word: string; user: string }
  /** Looks for a line in the log of all containers. */
  | { kind: 'log'; target: string; answer: RegExp }
  /** Starts all pods anew. */
  | { kind: 'restart'; target: string }
  /** Starts a job of a CronJob and waits until it is complete. */
  | { kind: 'start'; target: string }

/** A manifest and how to see that it works. */
export interface Workload {
  name: string
  path: string
  /** A configuration of casehard beside the manifest. */
  config?: string
  /** What the first line says of it. */
  title: string
  /** Whether it works as it is, by its header: never, always, or only on nodes with open low ports. */
  works: 'always' | 'never' | 'open-ports'
  steps: readonly Step[]
  /** Lines of the log that look like an error and are none. */
  allowed: readonly RegExp[]
}

const TARGET = String.raw`(?<target>\w+/[\w-]+)(?: -c (?<container>[\w-]+))?`

const STEPS: Record<Step['kind'], RegExp> = {
  request: /^request (?<to>\S+) -> (?<answer>.+)$/,
  run: RegExp(`^run ${TARGET}: (?<command>.+) -> (?<answer>.+)$`),
  workers: RegExp(`^workers ${TARGET}: (?<word>.+) -> (?<user>\\d+)$`),
  log: RegExp(`^log ${TARGET} -> (?<answer>.+)$`),
  restart: RegExp(`^restart ${TARGET}$`),
  start: RegExp(`^start ${TARGET}$`),
}

const readStep = (line: string): Step | undefined => {
  for (const [kind, pattern] of Object.entries(STEPS)) {
    const groups = pattern.exec(line)?.groups
    if (groups === undefined) continue
    const { answer, ...rest } = groups
    return { kind, ...rest, ...(answer === undefined ? {} : { answer: RegExp(answer) }) } as Step
  }
  return undefined
}

const readWorks = (line: string): Workload['works'] | undefined =>
  ({ 'fails as it is': 'never' as const, 'needs open ports as it is': 'open-ports' as const })[line]

/**
 * Reads the comment lines above a manifest: the title, then a step, an `allow REGEX`, `fails as it is` or
 * `needs open ports as it is` on each line.
 *
 * @throws Error that names the line that is none of these, or says that there is no step
 */
export const readHeader = (text: string, path: string): Omit<Workload, 'name' | 'path' | 'config'> => {
  const end = text.search(/^(?!#)/m)
  const [title = '', ...lines] = text
    .slice(0, end)
    .split('\n')
    .map((line) => line.slice(2))
  const steps: Step[] = []
  const allowed: RegExp[] = []
  let works: Workload['works'] = 'always'
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const step = readStep(line)
    if (step !== undefined) steps.push(step)
    else if (line.startsWith('allow ')) allowed.push(RegExp(line.slice('allow '.length)))
    else {
      const read = readWorks(line)
      if (read === undefined) throw new Error(`${path}:${index + 2}: this is no step: ${line}`)
      works = read
    }
  }
  if (title === '' || steps.length === 0) throw new Error(`${path}:1: the header needs a title and a step`)
  return { title, works, steps, allowed }
}

/** Reads the workloads of a folder, sorted by name, whose names contain one of the words. */
export const readWorkloads = (folder: string, words: readonly string[]): Workload[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('.config.yaml'))
    .map((file) => basename(file, '.yaml'))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
    .sort()
    .map((name) => {
      const path = join(folder, `${name}.yaml`)
      const config = join(folder, `${name}.config.yaml`)
      return { name, path, ...(existsSync(config) ? { config } : {}), ...readHeader(readFileSync(path, 'utf8'), path) }
    })
