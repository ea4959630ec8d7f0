import { kubernetes } from '../controls/common/references.ts'
import { asObject, isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject, Operation, Options } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { setField } from '../patch/operations.ts'
import { join } from '../pointer.ts'
import type { GeneratedObjects } from './generate/generate.ts'
import type { Addition, ChangedVerdict, ObjectResult, Rule } from './types.ts'

/** The annotation that names the version and the profile that hardened an object. */
const STEPS = ['metadata', 'annotations', 'casehard.dev/hardened-by']

/** What gives the verdict of a mark. */
export const MARK: Rule = {
  id: 'hardened-by',
  references: [
    kubernetes('Annotations', 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/'),
  ],
}

const takesAnnotation = (value: JsonObject): boolean => {
  const isMapping = (one: Json | undefined): boolean => one === undefined || one === null || isObject(one)
  return isMapping(value.metadata) && isMapping(asObject(value.metadata).annotations)
}

/** Builds the operations that mark an object; none if it is marked already, or has no place for annotations. */
const markOperations = (
  root: { value: JsonObject; pointer: string },
  { version, configuration }: Options,
): Operation[] => (takesAnnotation(root.value) ? setField(root, STEPS, `${version} ${configuration.profile}`) : [])

/** Marks an object of the input if it is changed. An older mark on an object without a change stays. */
const markResult = (result: ObjectResult, options: Options): ObjectResult => {
  const { object, verdicts } = result
  const operations = verdicts.some(({ changed }) => changed.length > 0) ? markOperations(object, options) : []
  if (operations.length === 0) return result
  const mark: ChangedVerdict = {
    verdict: 'changed',
    control: MARK,
    assessment: { path: join(object.pointer, ...STEPS), state: 'open', operations },
    reason: 'the object is hardened and has no mark that says so',
    evidence: [{ source: 'configuration', text: 'mark: true' }],
    operations,
    confidence: 'likely',
  }
  const list = { changed: [mark], held: [], compliant: [], immutable: false }
  return { ...result, object: object.patched(operations), verdicts: [...verdicts, list] }
}

/** Marks an object that is added. */
const markAddition = (addition: Addition, options: Options): Addition => {
  const { verdict } = addition
  const value = applyOperations(
    addition.value,
    markOperations({ value: addition.value, pointer: '' }, options),
  ) as JsonObject
  const operations = verdict.operations.map((operation) => ({ ...operation, value }) as Operation)
  return { ...addition, value, verdict: { ...verdict, operations } }
}

/** Adds an annotation to each object that is changed or added, if the configuration says so. */
export const markObjects = (generated: GeneratedObjects, options: Options): GeneratedObjects => {
  if (options.configuration.mark !== true) return generated
  return {
    ...generated,
    results: generated.results.map((list) => list.map((result) => markResult(result, options))),
    additions: generated.additions.map((addition) => markAddition(addition, options)),
  }
}
