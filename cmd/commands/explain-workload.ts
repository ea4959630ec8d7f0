import { isKindName } from '../../src/kube/kinds/kind-names.ts'
import { findNearest } from '../../src/lib/suggest.ts'
import type { InputFile, Resource } from '../../src/model.ts'
import { explainWorkloads } from '../../src/pipeline/explain/explain.ts'
import { explanationText } from '../../src/report/explain/text.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { EXIT_WRITTEN, usageFailure } from '../cli/failure.ts'
import { single, type Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import type { Io } from '../io/io.ts'
import { loadSettings, readToday } from '../run/configuration.ts'
import { builtinImages } from '../run/images.ts'
import { readInputFile, readStdin } from '../run/input.ts'
import { mayColor, print } from '../run/output.ts'

/** The workloads that are named at most where none fits. */
const MOST_NAMES = 20

interface Wanted {
  kind: string
  namespace?: string
  name: string
}

/** Reads `KIND/NAME` or `KIND/NAMESPACE/NAME`; undefined where it is neither. */
const readWanted = (word: string): Wanted | undefined => {
  const [kind = '', ...rest] = word.split('/')
  const [first = '', second] = rest
  if (rest.length > 2 || kind === '' || rest.includes('')) return undefined
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second }
}

/** An object that names no namespace is in the one that was said for it, or may be in any. */
const fits = ({ kind, namespace, name }: Wanted, resource: Resource, own: string | undefined): boolean => {
  const actual = resource.namespace ?? own
  return (
    resource.name === name &&
    isKindName(kind, resource.kind) &&
    (namespace === undefined || actual === undefined || actual === namespace)
  )
}

const nameOf = ({ kind, namespace, name }: Resource | Wanted): string =>
  [kind, namespace, name].filter((part) => part !== undefined).join('/')

/** What a user may have meant to write for a workload: also with the word for its kind that was used. */
const spellings = (resource: Resource, asked: string): string[] => {
  const kinds = isKindName(asked, resource.kind) ? [resource.kind, asked] : [resource.kind]
  return kinds.flatMap((kind) => [nameOf({ ...resource, kind }), `${kind}/${resource.name}`])
}

const refuse = (wanted: Wanted, workloads: readonly Resource[]): never => {
  const word = nameOf(wanted)
  const names = [...new Set(workloads.map(nameOf))]
  if (names.length === 0) throw usageFailure(`explain: there is no workload at all in the input, so no ${word} either`)
  const spelt = workloads.flatMap((resource) =>
    spellings(resource, wanted.kind).map((spelling) => ({ spelling, name: nameOf(resource) })),
  )
  const nearest = findNearest(
    word,
    spelt.map(({ spelling }) => spelling),
  )
  const meant = spelt.find(({ spelling }) => spelling === nearest)
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  throw usageFailure(
    `explain: ${word} is not in the input; ${meant === undefined ? '' : `did you mean "${meant.name}"? `}` +
      `it has ${names.slice(0, MOST_NAMES).join(', ')}${more}`,
  )
}

const readFiles = async (io: Io, values: Values): Promise<InputFile[]> => {
  const files: InputFile[] = []
  for (const name of new Set(values.filename?.values ?? ['-']))
    files.push(name === '-' ? await readStdin(io, 'name files with -f, or pipe them in') : readInputFile(io, name))
  return files
}

/** `casehard explain KIND/NAME -f FILE`: prints all that was weighed for a workload, and what would change it. */
export const runExplainWorkload = async (io: Io, said: Values, word: string): Promise<number> => {
  const read = readWanted(word)
  if (read === undefined) throw usageFailure(`explain: "${word}": name it KIND/NAME or KIND/NAMESPACE/NAME`)
  const { configuration, values } = loadSettings(io, said)
  const namespace = read.namespace ?? single(said, 'namespace')
  const wanted: Wanted = { ...read, ...(namespace === undefined ? {} : { namespace }) }
  const options = { configuration, images: builtinImages(), version: VERSION, today: readToday(values, io) }
  const files = await readFiles(io, values)
  const { explanation, workloads } = explainWorkloads(files, options, (resource) =>
    fits(wanted, resource, configuration.settings.namespace),
  )
  if (explanation.workloads.length === 0) refuse(wanted, workloads)
  const isJson = single(values, 'format') === 'json'
  await print(io, isJson ? reportJson(explanation) : explanationText(explanation, { color: mayColor(io, io.stdout) }))
  return EXIT_WRITTEN
}
