import { GENERATORS } from '../../generate/index.ts'
import { withFileAnnotations } from '../../generate/objects.ts'
import type { Generator, GeneratorResult } from '../../generate/types.ts'
import { asObject } from '../../kube/pod/pod.ts'
import type { Assessment, InputFile, InputObject, JsonObject, Operation, Stance } from '../../model.ts'
import { decide } from '../harden/decide.ts'
import { exemptionFor, readRequestedExemptions } from '../harden/exemptions.ts'
import type { Addition, AdditionPlace, InputDocument, ObjectOutcome, Outcome, Prepared, Verdict } from '../types.ts'
import { nextRef, placeIn, resourceOf } from './place.ts'
import { gatherHardenedInput, parseNeeded } from './stream.ts'

/** Turns what generators find into verdicts: additions to the stream, and outcomes of the objects that are there. */
class Generation {
  readonly additions: Addition[] = []
  readonly #prepared: Prepared
  readonly #outcomes: ObjectOutcome[][]
  readonly #places = new Map<InputFile, AdditionPlace>()
  readonly #asked = new Set<ObjectOutcome>()
  readonly #all: Pick<InputObject, 'value'>[]

  constructor(prepared: Prepared, outcomes: ObjectOutcome[][]) {
    this.#prepared = prepared
    this.#outcomes = outcomes
    this.#all = prepared.objects.flat()
  }

  settle(generator: Generator, stance: Stance, finding: GeneratorResult): void {
    const { document, pointer } = finding.about.at
    const { file } = this.#prepared.documents[document] as InputDocument
    const found = this.#outcomes[document]?.find(({ subject }) => subject.pointer === pointer)
    if (found === undefined || file.evidenceOnly) return
    if (finding.pod === undefined) this.#readExemptions(finding.about, found)
    if (finding.added === undefined) this.#change(generator, stance, finding, found)
    else this.#add(generator, stance, { ...finding, added: withFileAnnotations(finding.added, this.#all) }, found)
  }

  /** Of an object without pods nobody has read the exemptions that it asks for. */
  #readExemptions(object: InputObject, found: ObjectOutcome): void {
    if (this.#asked.has(found)) return
    this.#asked.add(found)
    found.asked = readRequestedExemptions(object, [], this.#prepared.ruling.options.configuration)
    found.notices.push(...found.asked.notices)
  }

  /** Changes the object itself. */
  #change(generator: Generator, stance: Stance, finding: GeneratorResult, found: ObjectOutcome): void {
    const { assessment } = finding
    const verdict = this.#decide(generator, stance, finding, assessment, found)
    record(found, generator, assessment, verdict)
    if (verdict.verdict === 'changed') found.subject.object = found.subject.patched(verdict.operations)
  }

  /** Adds an object to the file of the one that it is for. */
  #add(
    generator: Generator,
    stance: Stance,
    finding: GeneratorResult & { added: JsonObject },
    found: ObjectOutcome,
  ): void {
    const { documents } = this.#prepared
    const { document } = finding.about.at
    const place = this.#placeOf(document)
    const operation: Operation = {
      op: 'add',
      path: place.list === undefined ? '' : `/items/${place.next}`,
      value: finding.added,
    }
    // Where there is no place nobody can enforce anything.
    const objection = place.refusal ?? finding.assessment.objection
    const assessment: Assessment = {
      ...finding.assessment,
      operations: [operation],
      ...(objection === undefined ? {} : { objection }),
    }
    const verdict = this.#decide(generator, stance, finding, assessment, found)
    if (verdict.verdict !== 'changed') {
      record(found, generator, assessment, verdict)
      return
    }
    this.additions.push({
      origin: document,
      like: finding.pod === undefined ? this.#podDocument(document) : document,
      resource: resourceOf(finding.added),
      settled: { control: generator, assessment, verdict },
      ref: nextRef(
        place,
        documents.some(({ ref }) => ref.file !== undefined),
      ),
      value: finding.added,
      place,
    })
    this.#all.push({ value: finding.added })
    place.next++
  }

  #decide(
    { id }: Generator,
    stance: Stance,
    { about: { resource, value }, pod }: GeneratorResult,
    assessment: Assessment,
    found: ObjectOutcome,
  ): Verdict {
    if (assessment.state === 'compliant') return { verdict: 'compliant' }
    const target = {
      control: id,
      resource,
      labels: [asObject(asObject(value.metadata).labels), asObject(pod?.metadata.labels)],
      ...(pod === undefined ? {} : { containers: pod.containers.map(({ name }) => name) }),
    }
    const own = [...found.asked.object, ...found.asked.pods.flat()]
    const exemption = exemptionFor(this.#prepared.ruling, own, found.exempt, target)
    return decide(assessment, { control: id, stance, exemption, kind: resource.kind })
  }

  #placeOf(document: number): AdditionPlace {
    const { documents } = this.#prepared
    const { file } = documents[document] as InputDocument
    const place = this.#places.get(file) ?? placeIn(file, documents)
    this.#places.set(file, place)
    return place
  }

  /** The first document with a pod in the file of another, since there are lists in it; or that other. */
  #podDocument(document: number): number {
    const { documents } = this.#prepared
    const { file } = documents[document] as InputDocument
    const found = this.#outcomes.findIndex(
      (list, i) => documents[i]?.file === file && list.some(({ pods }) => pods.length > 0),
    )
    return found < 0 ? document : found
  }
}

const NOTHING: Outcome = { changed: [], held: [], compliant: [] }

/** Adds a verdict to those of an object; what would be added beside it is no operation on the object itself. */
const record = (found: ObjectOutcome, control: Generator, assessment: Assessment, verdict: Verdict): void => {
  const immutable = false
  if (verdict.verdict === 'compliant')
    found.outcomes.push({ ...NOTHING, compliant: [{ control, assessment }], immutable })
  else if (verdict.verdict === 'changed')
    found.outcomes.push({ ...NOTHING, changed: [{ control, assessment, verdict }], immutable })
  else {
    const { operations = [], ...held } = verdict
    const isOwn = operations.every(({ path }) => path.startsWith(`${found.subject.pointer}/`))
    const told = isOwn && operations.length > 0 ? verdict : held
    found.outcomes.push({ ...NOTHING, held: [{ control, assessment, verdict: told }], immutable })
  }
}

/** What the generators that are asked for add to a stream; their other verdicts go into the outcomes. */
export const generate = (prepared: Prepared, outcomes: ObjectOutcome[][]): Addition[] => {
  const { controls } = prepared.ruling.options.configuration
  const asked = GENERATORS.filter(({ id }) => (controls[id] ?? 'off') !== 'off')
  if (asked.length === 0) return []
  parseNeeded(prepared, outcomes)
  const generation = new Generation(prepared, outcomes)
  for (const generator of asked)
    for (const finding of generator.assess(gatherHardenedInput(prepared, outcomes)))
      generation.settle(generator, controls[generator.id] as Stance, finding)
  return generation.additions
}
