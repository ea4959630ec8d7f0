import { idleExemptions } from '../../config/exemptions/stale.ts'
import type {
  Change,
  DocumentRef,
  Evidence,
  Held,
  Notice,
  Options,
  Place,
  Report,
  ReportedEvidence,
  Resource,
} from '../../model.ts'
import { lineAt } from '../../yaml/locate.ts'
import { staleAnnotations } from '../harden/exemptions.ts'
import { leavesMetadata } from '../harden/immutable.ts'
import type { Addition, ChangedVerdict, HeldVerdict, InputDocument, ObjectOutcome, Settled } from '../types.ts'

/** Writes entries of the report: pointers become lines of the input. */
export class Recorder {
  readonly #documents: readonly InputDocument[]

  constructor(documents: readonly InputDocument[]) {
    this.#documents = documents
  }

  /** The line of a place, or of the nearest thing above it that stands in the input. */
  line({ document, pointer }: Place): number {
    const found = this.#documents[document]
    return found?.parsed === undefined ? (found?.ref.line ?? 1) : lineAt(found.parsed, pointer)
  }

  ref(document: number): DocumentRef {
    return (this.#documents[document] as InputDocument).ref
  }

  change(document: number, resource: Resource, settled: Settled<ChangedVerdict>, immutable: boolean): Change {
    const { operations, reason, confidence } = settled.verdict
    return {
      ...this.#entry(document, resource, settled),
      operations,
      reason,
      evidence: this.#evidence(settled.verdict.evidence, this.ref(document)),
      confidence,
      ...(immutable ? { immutable: true } : {}),
      edits: [],
      references: settled.control.references,
    }
  }

  held(document: number, resource: Resource, settled: Settled<HeldVerdict>): Held {
    const { cause, reason, hint, operations, confidence } = settled.verdict
    return {
      ...this.#entry(document, resource, settled),
      cause,
      reason,
      hint,
      evidence: this.#evidence(settled.verdict.evidence, this.ref(document)),
      references: settled.control.references,
      ...(operations === undefined ? {} : { operations }),
      ...(confidence === undefined ? {} : { confidence }),
    }
  }

  #entry(document: number, resource: Resource, { control, assessment }: Settled<unknown>) {
    const { container, path } = assessment
    return {
      control: control.id,
      document: this.ref(document),
      resource,
      ...(container === undefined ? {} : { container }),
      path,
      line: this.line({ document, pointer: path }),
    }
  }

  #evidence(evidence: readonly Evidence[], own: DocumentRef): ReportedEvidence[] {
    return evidence.map(({ source, text, at }) => {
      if (at === undefined) return { source, text }
      const file = this.#documents[at.document]?.ref.file
      return { source, text, line: this.line(at), ...(file === undefined || file === own.file ? {} : { file }) }
    })
  }
}

type Lists = Pick<Report, 'changes' | 'held' | 'skipped' | 'pods' | 'notices'>

/** An empty input is no error, since a chart may render nothing; but it may also be a mistake. */
const EMPTY_INPUT: Notice = {
  code: 'empty-input',
  message:
    'the input is empty: nothing was rendered, or Helm 3 was given --output-dir, which writes its files unhardened ' +
    'before it post-renders; then pipe helm template into casehard instead',
}

/** Adds all that was found out about one object. */
const addObject = (
  lists: Lists,
  recorder: Recorder,
  document: number,
  found: ObjectOutcome,
  namespace: string | undefined,
): void => {
  const { resource } = found.subject
  const ref = recorder.ref(document)
  for (const { changed, held, immutable } of found.outcomes) {
    for (const settled of changed) {
      const isRefused = immutable && leavesMetadata(settled.verdict.operations, found.subject.pointer)
      lists.changes.push(recorder.change(document, resource, settled, isRefused))
    }
    for (const settled of held) lists.held.push(recorder.held(document, resource, settled))
  }
  if (found.skipped !== undefined) lists.skipped.push({ document: ref, resource, reason: found.skipped })
  for (const { pointer, level, policy } of found.pods)
    lists.pods.push({ document: ref, resource, path: pointer, level, ...(policy === undefined ? {} : { policy }) })
  for (const { pointer, field, expected } of found.misplaced) {
    const message = `${field} at ${pointer} has no effect: the API server drops it there; it belongs at ${expected}`
    lists.notices.push({
      code: 'misplaced-field',
      message,
      document: ref,
      resource,
      line: recorder.line({ document, pointer }),
    })
  }
  for (const { pointer, code, message } of [
    ...found.notices,
    ...staleAnnotations(found.asked, found.exempt, namespace),
  ])
    lists.notices.push({ code, message, document: ref, resource, line: recorder.line({ document, pointer }) })
}

/** An added object as the report has it: its document, or the item of a list, is all that it writes. */
const changeOf = ({ origin, resource, settled, ref }: Addition, recorder: Recorder): Change => ({
  ...recorder.change(origin, resource, settled, false),
  document: ref,
  path: settled.verdict.operations[0]?.path ?? '',
})

/** Puts the report together, in the order of the stream (DESIGN: The report). */
export const assembleReport = (
  documents: readonly InputDocument[],
  outcomes: readonly ObjectOutcome[][],
  additions: readonly Addition[],
  { configuration, version, today }: Options,
): Report => {
  const lists: Lists = { changes: [], held: [], skipped: [], pods: [], notices: [] }
  const recorder = new Recorder(documents)
  const isOurs = (document: number): boolean => documents[document]?.file.evidenceOnly !== true
  for (const [document, list] of outcomes.entries())
    if (isOurs(document))
      for (const found of list) addObject(lists, recorder, document, found, configuration.settings.namespace)
  lists.changes.push(...additions.map((addition) => changeOf(addition, recorder)))
  const all = outcomes.filter((_list, document) => isOurs(document)).flat()
  const matched = outcomes.flat().flatMap((found) => found.exempt)
  const { exemptions, settings, profile, source, notices = [] } = configuration
  lists.notices.push(...notices)
  lists.notices.push(...idleExemptions(exemptions, matched, settings.namespace, today))
  if (documents.every(({ slice }) => slice.text.trim() === '')) lists.notices.push(EMPTY_INPUT)
  const sum = (count: (found: ObjectOutcome) => number): number => all.reduce((total, found) => total + count(found), 0)
  return {
    apiVersion: 'casehard.dev/v1',
    kind: 'HardeningReport',
    casehard: version,
    profile,
    ...(source === undefined ? {} : { configuration: source }),
    summary: {
      documents: documents.filter(({ ref, file }) => ref.index >= 0 && file.evidenceOnly !== true).length,
      pods: lists.pods.length,
      containers: sum(({ pods }) => pods.reduce((total, { containers }) => total + containers, 0)),
      changed: lists.changes.length,
      held: lists.held.length,
      skipped: lists.skipped.length,
      compliant: sum(({ outcomes: o }) => o.reduce((total, { compliant }) => total + compliant.length, 0)),
    },
    ...lists,
  }
}
