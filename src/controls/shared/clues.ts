import type { Clue, Container, Pod } from '../../model.ts'
import { clueAt } from './decisions.ts'

/** The clue that a field is absent: from a container, or from the pod where no container is given. */
export const absent = (pod: Pod, field: string, container?: Container): Clue =>
  container === undefined
    ? clueAt(pod, pod.pointer, `no ${field} in the pod`)
    : clueAt(pod, container.pointer, `no ${field} in container "${container.name}"`)
