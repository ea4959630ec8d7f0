import { locatePods, objectsOf } from '../../src/kube/pod/locate.ts'
import { viewPod } from '../../src/kube/pod/pod.ts'
import { accountObjects, accountOf } from '../../src/kube/pod/service-accounts.ts'
import type { InputObject, Json, JsonObject, Operation, Options, Pod } from '../../src/model.ts'
import { applyOperations } from '../../src/patch/apply.ts'
import { join, valueAt } from '../../src/pointer.ts'
import { splice } from '../../src/yaml/edit/splice.ts'
import { type Parsed, parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { hardenText } from '../../test/support/hardening.ts'

const CONTROL = 'no-service-account-token'
const FIELD = 'automountServiceAccountToken'

/** The author's choice about the token of a pod, on the pod or its service account, and casehard's verdict. */
export interface TokenChoice {
  /** Kind and name of the workload. */
  resource: string
  account: string
  theirs: 'token' | 'no token'
  ours: 'token' | 'no token'
  /**
   * `decision`: the author turned it off, or on again where the account says off; `default`: a `true` that says what
   * Kubernetes does anyway; `operator`: the kind has no such field, whatever the account says its operator decides.
   */
  nature: 'decision' | 'default' | 'operator'
  /** Why we decide so. */
  cause: string
}

interface Document {
  text: string
  index: number
  parsed?: Parsed
  objects: InputObject[]
}

const read = (stream: string): Document[] =>
  splitStream(stream).map(({ text, index }) => {
    const parsed = parseSlice(text)
    return parsed === undefined
      ? { text, index, objects: [] }
      : { text, index, parsed, objects: objectsOf(parsed.value, index) }
  })

const podsIn = (documents: readonly Document[]): Pod[] =>
  documents.flatMap(({ parsed, objects }) =>
    objects.flatMap((object) =>
      locatePods(object).pods.map((location) => {
        const at = (pointer = ''): JsonObject => (valueAt(parsed?.value, pointer) ?? {}) as JsonObject
        return viewPod(location, object.value, at(location.spec), at(location.metadata))
      }),
    ),
  )

const withoutFields = (document: Document, pods: readonly Pod[]): string => {
  const { text, index, parsed, objects } = document
  const accounts = objects.filter(({ resource }) => resource.kind === 'ServiceAccount').map(({ at }) => at.pointer)
  const specs = pods.filter((pod) => pod.document === index).map(({ pointer }) => pointer)
  const operations = [...accounts, ...specs].flatMap((pointer): Operation[] => {
    const path = join(pointer, FIELD)
    return valueAt(parsed?.value, path) === undefined ? [] : [{ op: 'remove', path }]
  })
  if (parsed === undefined || operations.length === 0) return text
  return splice(parsed, applyOperations(parsed.value, operations), () => 0).text
}

/** Every pod of a stream whose author chose about its token: the choice is taken away, made anew, and compared. */
export const compareTokens = (stream: string, options: Options): TokenChoice[] => {
  const documents = read(stream)
  const pods = podsIn(documents)
  const accounts = documents.flatMap(({ objects }) =>
    objects.filter(({ resource }) => resource.kind === 'ServiceAccount'),
  )
  const { report } = hardenText(documents.map((document) => withoutFields(document, pods)).join(''), options)
  const isAbout =
    (pod: Pod) =>
    (entry: { control: string; document: { index: number }; path: string }): boolean =>
      entry.control === CONTROL && entry.document.index === pod.document && entry.path === join(pod.pointer, FIELD)
  return pods.flatMap((pod): TokenChoice[] => {
    const account = accountOf(pod)
    const said = accountObjects(account, accounts, options.configuration.settings).map(({ value }) => value[FIELD])
    const own = pod.spec[FIELD] ?? undefined
    const effective: Json | undefined = own ?? said.find((value) => typeof value === 'boolean')
    if (typeof effective !== 'boolean') return []
    const held = report.held.find(isAbout(pod))
    const entry = held ?? report.changes.find(isAbout(pod))
    return [
      {
        resource: `${pod.resource.kind} ${pod.resource.name}`,
        account: account.name,
        theirs: effective ? 'token' : 'no token',
        ours: held === undefined ? 'no token' : 'token',
        nature: held?.cause === 'api-rule' ? 'operator' : effective && !said.includes(false) ? 'default' : 'decision',
        cause: [entry?.reason ?? 'nothing was said of it', ...(held?.evidence ?? []).map(({ text }) => text)].join(
          '; ',
        ),
      },
    ]
  })
}
