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

  #entry(document: number, resource: Resource, { control, judgement }: Settled<unknown>) {
    const { container, path } = judgement
    return {
      control: control.id,
      document: this.ref(document),
      resource,
      ...(container === undefined ? {} : { container }),
      path,
      line: this.line({ document, pointer: path }),
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
