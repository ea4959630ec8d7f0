import { GENERATORS } from '../../generate/index.ts'
import { type Generator, type GeneratorResult, withFileAnnotations } from '../../generate/objects.ts'
import { asObject } from '../../kube/pod/pod.ts'
import type { Assessment, InputFile, InputObject, JsonObject, Operation, Stance } from '../../model.ts'
import { EditableObject } from '../editable-object.ts'
import { decide } from '../harden/decide.ts'
import { matchExemptions, readRequestedExemptions } from '../harden/exemptions.ts'
import type {
  Addition,
  AdditionPlace,
  InputDocument,
  ObjectResult,
  ParsedInput,
  RunContext,
  Verdict,
  VerdictList,
} from '../types.ts'
import {
  gatherHardenedInput,
  type HardenedDocuments,
  nextRef,
  parseForGenerators,
  placeIn,
  resourceOf,
} from './input.ts'

/** The hardened input after generators: their verdicts are among the results, the objects that they add beside them. */
export interface GeneratedObjects extends HardenedDocuments {
  additions: Addition[]
}

/** Turns what generators find into additions, and into verdicts of the objects that are in the input. */
class Generation {
  readonly additions: Addition[] = []
  readonly objects: HardenedDocuments['objects']
  readonly results: ObjectResult[][]
  readonly #documents: readonly InputDocument[]
  readonly #context: RunContext
  readonly #places = new Map<InputFile, AdditionPlace>()
  readonly #withExemptions = new Set<ObjectResult>()
  /** The objects of the input and those that were added. */
  readonly #all: Pick<InputObject, 'value'>[]

  /** Keeps results of its own, which it changes. */
  constructor({ documents, objects, results }: HardenedDocuments, context: RunContext) {
    this.objects = objects
    this.results = results.map((list) =>
      list.map((result) => {
        const { resource, pointer, value } = result.object
        const { verdicts, matched, notices } = result
        const object = new EditableObject(resource, pointer, value)
        return { ...result, object, verdicts: [...verdicts], matched: [...matched], notices: [...notices] }
      }),
    )
    this.#documents = documents
    this.#context = context
    this.#all = objects.flat()
  }

  /** Records what a generator found of one object. */
  record(generator: Generator, stance: Stance, finding: GeneratorResult): void {
    const { document, pointer } = finding.about.at
    const result = this.results[document]?.find(({ object }) => object.pointer === pointer)
    if (result === undefined || this.#documents[document]?.file.evidenceOnly) return
    if (finding.pod === undefined) this.#readExemptions(finding.about, result)
    if (finding.added === undefined) this.#change(generator, stance, finding, result)
    else this.#add(generator, stance, { ...finding, added: withFileAnnotations(finding.added, this.#all) }, result)
  }

  /** Hardening reads the requested exemptions of workloads only. */
  #readExemptions(object: InputObject, result: ObjectResult): void {
    if (this.#withExemptions.has(result)) return
    this.#withExemptions.add(result)
    result.requested = readRequestedExemptions(object, [], this.#context.options.configuration)
    result.notices.push(...result.requested.notices)
  }

  /** Changes the object itself. */
  #change(generator: Generator, stance: Stance, finding: GeneratorResult, result: ObjectResult): void {
    const verdict = this.#decide(generator, stance, finding, finding.assessment, result)
    result.verdicts.push(listOf(verdict, result))
    if (verdict.verdict === 'changed') result.object.value = result.object.patched(verdict.operations).value
  }

  /** Adds an object to the file of the one that it is for. */
  #add(
    generator: Generator,
    stance: Stance,
    finding: GeneratorResult & { added: JsonObject },
    result: ObjectResult,
  ): void {
    const { document } = finding.about.at
    const place = this.#placeOf(document)
    const path = place.list === undefined ? '' : `/items/${place.next}`
    const operation: Operation = { op: 'add', path, value: finding.added }
    // A file without a place takes no object, whatever the stance.
    const objection = place.refusal ?? finding.assessment.objection
    const assessment: Assessment = {
      ...finding.assessment,
      operations: [operation],
      ...(objection === undefined ? {} : { objection }),
    }
    const verdict = this.#decide(generator, stance, finding, assessment, result)
    if (verdict.verdict !== 'changed') {
      result.verdicts.push(listOf(verdict, result))
      return
    }
    const isNamed = this.#documents.some(({ ref }) => ref.file !== undefined)
    this.additions.push({
      origin: document,
      like: finding.pod === undefined ? this.#firstWithPods(document) : document,
      resource: resourceOf(finding.added),
      verdict,
      ref: nextRef(place, isNamed),
      value: finding.added,
      place,
    })
    this.#all.push({ value: finding.added })
    place.next++
  }

  #decide(
    control: Generator,
    stance: Stance,
    { about: { resource, value }, pod }: GeneratorResult,
    assessment: Assessment,
    result: ObjectResult,
  ): Verdict {
    if (assessment.state === 'compliant') return { verdict: 'compliant', control, assessment }
    const { object, pods } = result.requested
    const { exemption, matched } = matchExemptions(this.#context, [...object, ...pods.flat()], {
      control: control.id,
      resource,
      labels: [asObject(asObject(value.metadata).labels), asObject(pod?.metadata.labels)],
      ...(pod === undefined ? {} : { containers: pod.containers.map(({ name }) => name) }),
    })
    if (matched !== undefined) result.matched.push(matched)
    return decide(assessment, { control, stance, exemption, kind: resource.kind })
  }

  #placeOf(document: number): AdditionPlace {
    const { file } = this.#documents[document] as InputDocument
    const place = this.#places.get(file) ?? placeIn(file, this.#documents)
    this.#places.set(file, place)
    return place
  }

  /** Finds the first document with a pod in the same file, for its style of lists, or gives the document itself. */
  #firstWithPods(document: number): number {
    const file = this.#documents[document]?.file
    const found = this.results.findIndex(
      (list, i) => this.#documents[i]?.file === file && list.some(({ pods }) => pods.length > 0),
    )
    return found < 0 ? document : found
  }
}

/** Lists a verdict on its own. An object that would be added beside another is no operation on the other. */
const listOf = (verdict: Verdict, { object }: ObjectResult): VerdictList => {
  const list: VerdictList = { changed: [], held: [], compliant: [], immutable: false }
  if (verdict.verdict === 'compliant') return { ...list, compliant: [verdict] }
  if (verdict.verdict === 'changed') return { ...list, changed: [verdict] }
  const { operations = [], ...held } = verdict
  const isOwn = operations.length > 0 && operations.every(({ path }) => path.startsWith(`${object.pointer}/`))
  return { ...list, held: [isOwn ? verdict : held] }
}

/** Runs the generators that are on. Their verdicts join the results; objects that they add are listed beside them. */
export const generateObjects = (
  { documents, objects, context }: ParsedInput,
  results: readonly (readonly ObjectResult[])[],
): GeneratedObjects => {
  const { controls, kinds, settings } = context.options.configuration
  const active = GENERATORS.filter(({ id }) => (controls[id] ?? 'off') !== 'off')
  if (active.length === 0) return { documents, objects, results, additions: [] }
  const parsed = parseForGenerators({ documents, objects, results }, kinds)
  const generation = new Generation(parsed, context)
  for (const generator of active)
    for (const finding of generator.assess(gatherHardenedInput(generation, settings)))
      generation.record(generator, controls[generator.id] as Stance, finding)
  const { additions } = generation
  return { documents: parsed.documents, objects: parsed.objects, results: generation.results, additions }
}
