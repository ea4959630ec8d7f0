import { apiWords } from '../../evidence/api-access.ts'
import { apiClient } from '../../evidence/api-clients.ts'
import { bindingClues } from '../../evidence/bindings.ts'
import { injectorClues } from '../../evidence/injectors.ts'
import { coversToken } from '../../evidence/own-tokens.ts'
import { uniqueClues } from '../../evidence/text.ts'
import type { Account } from '../../kube/service-accounts.ts'
import type { Clue, Context, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

const HINT = 'if it never calls the Kubernetes API, set automountServiceAccountToken: false'

const because = (reason: string, evidence: Clue[]): Objection => ({ cause: 'evidence', reason, hint: HINT, evidence })

const isWorkflow = ({ resource: { apiVersion, kind } }: Pod): boolean =>
  apiVersion.startsWith('argoproj.io/') && kind.endsWith('Workflow')

/** What shows that a pod needs its API token, or undefined where nothing in the stream does. */
export const tokenNeed = (pod: Pod, account: Account, context: Context): Objection | undefined => {
  if (isWorkflow(pod)) {
    const at = { document: pod.document, pointer: join(pod.objectPointer, 'kind') }
    const clue: Clue = { source: 'manifest', text: `kind: ${pod.resource.kind}`, at }
    return { ...because('each step of an Argo workflow reports its outcome with this token', [clue]), final: true }
  }
  const injected = injectorClues(pod)
  if (injected.length > 0) return because('a container that is put into the pod may use this token', injected)
  if (coversToken(pod)) return undefined
  const bound = uniqueClues(bindingClues(account, context))
  if (bound.length > 0) return because(`this stream binds roles to its service account "${account.name}"`, bound)
  const spoken = uniqueClues(
    pod.containers.flatMap((container) => [...apiWords(pod, container, context), ...apiClient(pod, container)]),
  )
  if (spoken.length === 0) return undefined
  return because('the manifest speaks of the Kubernetes API or of a token for it', spoken)
}
