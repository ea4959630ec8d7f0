import type { Clue, Container, Pod } from '../../model.ts'

/** A clue that stands in the pod's own document; `pointer` is rooted there, `text` quotes the words. */
export const clueAt = (pod: Pod, pointer: string, text: string): Clue => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})

/** The clue that a field is absent: from a container, or from the pod where no container is given. */
export const absent = (pod: Pod, field: string, container?: Container): Clue =>
  container === undefined
    ? clueAt(pod, pod.pointer, `no ${field} in the pod`)
    : clueAt(pod, container.pointer, `no ${field} in container "${container.name}"`)
