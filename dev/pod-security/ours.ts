import { readFileSync } from 'node:fs'
import { podShapes } from '../../src/kube/kinds/kinds.ts'
import type { Pod } from '../../src/model.ts'
import { EditableObject } from '../../src/pipeline/editable-object.ts'
import { readInput } from '../../src/pipeline/read/input.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { optionsWith } from '../../test/support/hardening.ts'

/** A pod as casehard reads it, and its key in the output of the oracle. */
export interface OwnPod {
  key: string
  pod: Pod
}

const BUILT_IN = ['', 'apps', 'batch', 'extensions']

/** Whether Pod Security admission looks at the pods of such an object at all. */
const isAdmitted = (apiVersion: string, kind: string): boolean =>
  BUILT_IN.includes(apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '') &&
  podShapes(apiVersion, kind) !== undefined

/** Returns the key of a pod for both programs; documents count from 1. */
export const keyOf = (file: string, document: number, kind: string, name: string): string =>
  [file, document, kind, name].join(' ')

/** Reads the pods of a file in built-in kinds; returns undefined if casehard refuses the file. */
export const readPods = (file: string): OwnPod[] | undefined => {
  try {
    const { documents, objects } = readInput([{ name: file, text: readFileSync(file, 'utf8') }], optionsWith())
    return objects.flat().flatMap((object) => {
      const { apiVersion, kind, name } = object.resource
      if (!isAdmitted(apiVersion, kind)) return []
      const index = documents[object.at.document]?.ref.index ?? 0
      const editable = EditableObject.of(object)
      const key = keyOf(file, index + 1, kind, name)
      return object.located.pods.map((location) => ({ key, pod: editable.podAt(location) }))
    })
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}
