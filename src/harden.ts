import type { Edit, InputFile, Options, Report } from './model.ts'
import { generateObjects } from './pipeline/generate/generate.ts'
import { hardenObject } from './pipeline/harden/object.ts'
import { markObjects } from './pipeline/mark.ts'
import { readInput } from './pipeline/read/input.ts'
import type { ObjectResult, ParsedInput } from './pipeline/types.ts'
import { buildReport } from './pipeline/write/report.ts'
import { writeFiles } from './pipeline/write/text.ts'

/** The hardened files, the edits of each that were made, and the report, which contains no secret. */
export interface Hardened {
  files: InputFile[]
  edits: Edit[][]
  report: Report
}

/** Learns how many documents of how many are hardened. */
export type Watch = (done: number, total: number) => void

/**
 * Hardens the manifests in files and reports every change and every change held back. Pure: the same input gives the
 * same bytes. Evidence is gathered over all files.
 * @param watch cannot affect the result
 * @throws InputError for input that Kubernetes could not read; any other exception is a bug
 */
export const harden = (files: readonly InputFile[], options: Options, watch?: Watch): Hardened => {
  const input = readInput(files, options)
  const generated = generateObjects(input, hardenObjects(input, watch))
  const { documents, results, additions } = markObjects(generated, options)
  const { files: hardened, written, edits } = writeFiles(files, documents, results, additions)
  return { files: hardened, edits: written, report: buildReport(documents, results, additions, edits, options) }
}

/** Hardens the objects of each document, in the order of the input. */
const hardenObjects = ({ objects, context }: ParsedInput, watch?: Watch): ObjectResult[][] =>
  objects.map((list, i) => {
    watch?.(i, objects.length)
    return list.map((object) => hardenObject(object, context))
  })
