import { findStaleExemptions } from '../../config/exemptions/stale.ts'
import { maskOperations } from '../../evidence/text/mask.ts'
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
import { lineAt } from '../../yaml/parse.ts'
import { staleAnnotations } from '../harden/exemptions.ts'
import { leavesMetadata } from '../harden/immutable.ts'
import type { Addition, ChangedVerdict, HeldVerdict, InputDocument, ObjectResult, Verdict } from '../types.ts'
import type { EditsByVerdict } from './text.ts'

/** Makes entries of the report: pointers become lines of the input, and changes get the edits that they made. */
export class EntryBuilder {
  readonly #documents: readonly InputDocument[]
  readonly #edits: EditsByVerdict

  constructor(documents: readonly InputDocument[], edits: EditsByVerdict = new Map()) {
    this.#documents = documents
    this.#edits = edits
  }

  /** Gives the line of a place, or of its nearest parent that is in the input. */
  line({ document, pointer }: Place): number {
    const found = this.#documents[document]
    return found?.parsed === undefined ? (found?.ref.line ?? 1) : lineAt(found.parsed, pointer)
  }

  /** Gives the reference of a document by its index. */
  ref(document: number): DocumentRef {
    return (this.#documents[document] as InputDocument).ref
  }

  change(document: number, resource: Resource, verdict: ChangedVerdict, immutable: boolean): Change {
    const { operations, reason, confidence } = verdict
    return {
      ...this.#entry(document, resource, verdict),
      operations: maskOperations(operations),
      reason,
      evidence: this.evidence(verdict.evidence, document),
      confidence,
      ...(immutable ? { immutable: true } : {}),
      edits: [...(this.#edits.get(verdict) ?? [])],
      references: verdict.control.references,
    }
  }

  /** Makes the entry of an added object: the document, or the item of a list, is all that it writes. */
  addition({ origin, resource, verdict, ref }: Addition): Change {
    const change = this.change(origin, resource, verdict, false)
    return { ...change, document: ref, path: verdict.operations[0]?.path ?? '' }
  }

  held(document: number, resource: Resource, verdict: HeldVerdict): Held {
    const { cause, reason, hint, expected, operations, confidence } = verdict
    return {
      ...this.#entry(document, resource, verdict),
      cause,
      reason,
      hint,
      ...(expected === undefined ? {} : { expected }),
      evidence: this.evidence(verdict.evidence, document),
      references: verdict.control.references,
      ...(operations === undefined ? {} : { operations: maskOperations(operations) }),
      ...(confidence === undefined ? {} : { confidence }),
    }
  }

  #entry(document: number, resource: Resource, { control, assessment }: Verdict) {
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

  /** Adds lines to evidence, and the files that are not the document's. */
  evidence(evidence: readonly Evidence[], document: number): ReportedEvidence[] {
    const own = this.ref(document).file
    return evidence.map(({ source, text, at }) => {
      const file = at && this.#documents[at.document]?.ref.file
      return {
        source,
        text,
        ...(at && { line: this.line(at) }),
        ...(file === undefined || file === own ? {} : { file }),
      }
    })
  }
}

/** What the report lists of one object, or of all. */
export type Entries = Pick<Report, 'changes' | 'held' | 'skipped' | 'pods' | 'notices'>

/** An empty input is no error: a chart may render nothing. */
const EMPTY_INPUT: Notice = {
  code: 'empty-input',
  message: `the input is empty: nothing was rendered, or Helm 3 was given --output-dir, which writes its files unhardened \
before it post-renders; in that case, pipe helm template into casehard`,
}

/**
 * Lists the entries of one object.
 * @param document index of its document
 * @param namespace that of objects that name none
 */
export const entriesOf = (
  document: number,
  { object, verdicts, skipped, pods, misplaced, notices, requested, matched }: ObjectResult,
  builder: EntryBuilder,
  namespace: string | undefined,
): Entries => {
  const { resource } = object
  const ref = builder.ref(document)
  const place = (pointer: string) => ({ document: ref, resource, line: builder.line({ document, pointer }) })
  return {
    changes: verdicts.flatMap(({ changed, immutable }) =>
      changed.map((verdict) => {
        const isRefused = immutable && leavesMetadata(verdict.operations, object.pointer)
        return builder.change(document, resource, verdict, isRefused)
      }),
    ),
    held: verdicts.flatMap(({ held }) => held.map((verdict) => builder.held(document, resource, verdict))),
    skipped: skipped === undefined ? [] : [{ document: ref, resource, reason: skipped }],
    pods: pods.map(({ pointer, level, policy }) => ({
      document: ref,
      resource,
      path: pointer,
      level,
      ...(policy === undefined ? {} : { policy }),
    })),
    notices: [
      ...misplaced.map(({ pointer, field, expected }) => {
        const message = `${field} at ${pointer} has no effect: the API server drops it there; it belongs at ${expected}`
        return { code: 'misplaced-field', message, ...place(pointer) }
      }),
      ...[...notices, ...staleAnnotations(requested, matched, namespace)].map(({ pointer, code, message }) => ({
        code,
        message,
        ...place(pointer),
      })),
    ],
  }
}

/** Builds the report, in the order of the input. */
export const buildReport = (
  documents: readonly InputDocument[],
  results: readonly (readonly ObjectResult[])[],
  additions: readonly Addition[],
  edits: EditsByVerdict,
  { configuration, version, today, uncovered }: Options,
): Report => {
  const { exemptions, settings, profile, source, notices = [] } = configuration
  const builder = new EntryBuilder(documents, edits)
  const own = results.map((list, document) => (documents[document]?.file.evidenceOnly ? [] : list))
  const entries = own.flatMap((list, document) =>
    list.map((result) => entriesOf(document, result, builder, settings.namespace)),
  )
  const matched = results.flat().flatMap((result) => result.matched)
  const isEmpty =
    documents.length > 0 && documents.every(({ slice, file }) => slice.text.trim() === '' && file.isNamed !== true)
  const lists: Entries = {
    changes: [...entries.flatMap(({ changes }) => changes), ...additions.map((one) => builder.addition(one))],
    held: entries.flatMap(({ held }) => held),
    skipped: entries.flatMap(({ skipped }) => skipped),
    pods: entries.flatMap(({ pods }) => pods),
    notices: [
      ...entries.flatMap((entry) => entry.notices),
      ...notices,
      ...findStaleExemptions(exemptions, matched, settings.namespace, today, uncovered),
      ...(isEmpty ? [EMPTY_INPUT] : []),
    ],
  }
  const sum = (count: (result: ObjectResult) => number): number =>
    own.flat().reduce((total, result) => total + count(result), 0)
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
      compliant: sum(({ verdicts }) => verdicts.reduce((total, { compliant }) => total + compliant.length, 0)),
    },
    ...lists,
  }
}
