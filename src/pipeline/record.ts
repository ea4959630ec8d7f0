import type { Change, Clue, DocumentRef, Evidence, Held, Place, Resource } from '../model.ts'
import { lineAt } from '../text/locate.ts'
import type { InputDocument } from './documents.ts'
import type { Settled } from './settle.ts'
import type { ChangedVerdict, HeldVerdict } from './verdict.ts'

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
    const { operations, confidence } = settled.verdict
    const entry = { ...this.#entry(document, resource, settled), operations, confidence }
    return { ...entry, ...(immutable ? { immutable: true } : {}), edits: [] }
  }

  held(document: number, resource: Resource, settled: Settled<HeldVerdict>): Held {
    const { verdict: _, reason: __, evidence: ___, ...rest } = settled.verdict
    return { ...this.#entry(document, resource, settled), ...rest }
  }

  #entry(document: number, resource: Resource, { control, judgement, verdict }: Settled<ChangedVerdict | HeldVerdict>) {
    const { container, path } = judgement
    return {
      control: control.id,
      document: this.ref(document),
      resource,
      ...(container === undefined ? {} : { container }),
      path,
      line: this.line({ document, pointer: path }),
      reason: verdict.reason,
      evidence: this.#evidence(verdict.evidence, this.ref(document)),
      references: control.references,
    }
  }

  #evidence(clues: readonly Clue[], own: DocumentRef): Evidence[] {
    return clues.map(({ source, text, at }) => {
      if (at === undefined) return { source, text }
      const file = this.#documents[at.document]?.ref.file
      return { source, text, line: this.line(at), ...(file === undefined || file === own.file ? {} : { file }) }
    })
  }
}
