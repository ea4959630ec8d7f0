import { expectedIf, objection, objectionIf } from '../../evidence/evidence.ts'
import { type Located, stringsIn } from '../../evidence/text/commands.ts'
import { isHostNote, namesOf } from '../../kube/names.ts'
import { asObject } from '../../kube/pod/pod.ts'
import { accountFrom } from '../../kube/pod/service-accounts.ts'
import { WordFinder } from '../../lib/words.ts'
import type {
  Assessment,
  Evidence,
  EvidenceContext,
  InputEvidence,
  InputObject,
  JsonObject,
  ObjectControl,
  Objection,
} from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'
import { findBindings } from './rbac.ts'

/** Fields that are not searched for account names: charts give all objects the same name and labels. */
const OWN_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata']

/** Fields of Secrets that are never read. */
const SECRET_FIELDS: readonly string[] = ['data', 'stringData']

const annotationsOf = ({ metadata }: JsonObject): JsonObject => {
  const annotations = asObject(asObject(metadata).annotations)
  if (!Object.keys(annotations).some(isHostNote)) return annotations
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !isHostNote(key)))
}

/** Finds the strings of an object that match a pattern. */
const wordsOf = ({ resource, value, at }: InputObject, pattern: Pick<RegExp, 'test'>): Located[] => [
  ...stringsIn(annotationsOf(value), join(at.pointer, 'metadata', 'annotations'), pattern),
  ...Object.entries(value).flatMap(([key, item]) =>
    OWN_FIELDS.includes(key) || (resource.kind === 'Secret' && SECRET_FIELDS.includes(key))
      ? []
      : stringsIn(item, join(at.pointer, key), pattern),
  ),
]

/** A name, or a host name that starts with one. */
const WORD = /[\w.-]+/g

/** A place where an object contains the name of an account as a whole word. */
interface NameUse {
  object: InputObject
  pointer: string
}

/** Objects that refer to Services, and those that let accounts use security policies. */
const NO_STARTERS = /^(?:route|security)\.openshift\.io\//

const findNameUses = ({ serviceAccounts, objects }: InputEvidence): Map<string, NameUse[]> => {
  const found = new Map(serviceAccounts.flatMap(namesOf).map((name): [string, NameUse[]] => [name, []]))
  if (found.size === 0) return found
  const add = (word: string, naming: NameUse): void => {
    const namings = found.get(word)
    if (namings !== undefined && namings.at(-1)?.pointer !== naming.pointer) namings.push(naming)
  }
  // Few strings contain a name, and only those are split into words.
  const finder = new WordFinder(found.keys())
  const names = { test: (text: string): boolean => finder.isIn(text) }
  let longest = 0
  for (const { length } of found.keys()) longest = Math.max(longest, length)
  for (const object of objects.filter(({ resource }) => !NO_STARTERS.test(resource.apiVersion)))
    for (const { text, pointer } of wordsOf(object, names))
      for (const [word] of text.matchAll(WORD)) {
        if (word.length <= longest) add(word, { object, pointer })
        for (let dot = word.indexOf('.'); dot > 0 && dot <= longest; dot = word.indexOf('.', dot + 1))
          add(word.slice(0, dot), { object, pointer })
      }
  return found
}

/** Caches the names found in an input, for all of its accounts. */
const NAME_USES = new WeakMap<InputEvidence, Map<string, NameUse[]>>()

/** A field of a pod or a custom resource that selects the account of pods. */
const ACCOUNT_FIELD = /\/serviceAccount(?:Name)?$/

/** Finds where another object in the input names the account: in a service account field if there is one, else the first place. */
export const findNameUse = (account: InputObject, { input }: EvidenceContext): Evidence | undefined => {
  const namings = NAME_USES.get(input) ?? findNameUses(input)
  NAME_USES.set(input, namings)
  const { at } = account
  const others = namesOf(account).flatMap((name) =>
    (namings.get(name) ?? [])
      .filter(({ object }) => object.at.document !== at.document || object.at.pointer !== at.pointer)
      .map((naming) => ({ ...naming, name })),
  )
  const found = others.find(({ pointer }) => ACCOUNT_FIELD.test(pointer)) ?? others[0]
  if (found === undefined) return undefined
  const { object, pointer, name } = found
  const text = `"${name}" in ${object.resource.kind} "${object.resource.name}"`
  return { source: 'manifest', text, at: { document: object.at.document, pointer } }
}

const FIELD = 'automountServiceAccountToken'

/** Finds evidence that pods outside the input may need this account's token. */
const findObjection = (object: InputObject, context: EvidenceContext): Objection | undefined => {
  const account = accountFrom(object)
  const hint = `if no pod outside the input needs its token, set ${FIELD}: false on the ServiceAccount`
  if (object.resource.name === 'default') {
    const at = { document: object.at.document, pointer: join(object.at.pointer, 'metadata', 'name') }
    const name: Evidence = { source: 'manifest', text: 'metadata.name: default', at }
    return objection('pods without a serviceAccountName use this service account', hint, [name])
  }
  const bound = findBindings(account, context)
  if (bound.evidence.length > 0)
    return objection('the input binds roles to the service account', hint, bound.evidence, expectedIf(bound.expected))
  const naming = findNameUse(object, context)
  if (naming?.at !== undefined && ACCOUNT_FIELD.test(naming.at.pointer))
    return objection('an object in the input starts pods with the service account', hint, [naming], { expected: true })
  return objectionIf(
    naming === undefined ? [] : [naming],
    'another object in the input names the service account and may start pods with it',
    hint,
  )
}

const assess = (object: InputObject, context: EvidenceContext): Assessment[] => {
  const { value, at } = object
  const path = join(at.pointer, FIELD)
  if (value[FIELD] === false) return [{ path, state: 'compliant' }]
  const text = value[FIELD] === true ? `${FIELD}: true` : `no ${FIELD} in ServiceAccount "${object.resource.name}"`
  const found = findObjection(object, context)
  return [
    {
      path,
      state: 'open',
      operations: setField({ value, pointer: at.pointer }, [FIELD], false),
      reason: 'pods with this service account got an API token by default',
      evidence: [{ source: 'manifest', text, at: value[FIELD] === true ? { ...at, pointer: path } : at }],
      confidence: 'assumed',
      ...(found === undefined ? {} : { objection: found }),
    },
  ]
}

/** Assesses ServiceAccounts. Those that the input binds or names are held, because operators may start pods with them. */
export const serviceAccounts: ObjectControl = { group: '', kinds: ['ServiceAccount'], fields: [`/${FIELD}`], assess }
