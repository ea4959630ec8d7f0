import { namesOf } from '../kube/former-names.ts'
import { objectsOf } from '../kube/locate.ts'
import type { Parsed } from '../text/parse.ts'

const USED = /serviceAccount(?:Name)?["']?:[ \t]*["']?([\w.-]+)/g

/**
 * The names of service accounts in the parsed documents that no field of theirs for service accounts says. What else
 * names them tells whether pods that no stream shows use them.
 */
export const idleAccounts = (documents: readonly { parsed?: Parsed }[]): Set<string> => {
  const idle = new Set<string>()
  for (const { parsed } of documents) {
    if (parsed === undefined || !parsed.text.includes('ServiceAccount')) continue
    for (const object of objectsOf(parsed.value, 0))
      if (object.resource.kind === 'ServiceAccount') for (const name of namesOf(object)) idle.add(name)
  }
  idle.delete('')
  if (idle.size > 0)
    for (const { parsed } of documents) for (const [, name = ''] of parsed?.text.matchAll(USED) ?? []) idle.delete(name)
  return idle
}
