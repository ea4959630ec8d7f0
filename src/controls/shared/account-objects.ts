import { findNaming } from '../../evidence/account-names.ts'
import { bindingClues } from '../../evidence/bindings.ts'
import { accountFrom } from '../../kube/service-accounts.ts'
import type { Clue, Context, Judgement, Objection, ObjectJudge, StreamObject } from '../../model.ts'
import { setField } from '../../patch/operations.ts'
import { join } from '../../pointer.ts'

const FIELD = 'automountServiceAccountToken'

/** What shows that pods which no stream shows may need this account's token. */
const findObjection = (object: StreamObject, context: Context): Objection | undefined => {
  const account = accountFrom(object)
  const hint = `if no pod that is started elsewhere needs its token, set ${FIELD}: false on the ServiceAccount`
  const objection = (reason: string, evidence: Clue[]): Objection => ({ cause: 'evidence', reason, hint, evidence })
  if (object.resource.name === 'default') {
    const at = { document: object.at.document, pointer: join(object.at.pointer, 'metadata', 'name') }
    const clue: Clue = { source: 'manifest', text: 'metadata.name: default', at }
    return objection('every pod of the namespace that names no account uses this one', [clue])
  }
  const bound = bindingClues(account, context)
  if (bound.length > 0) return objection('this stream binds roles to the service account', bound)
  const naming = findNaming(object, context)
  return (
    naming && objection('another object of this stream names the service account and may start pods with it', [naming])
  )
}

const judge = (object: StreamObject, context: Context): Judgement[] => {
  const { value, at } = object
  const path = join(at.pointer, FIELD)
  if (value[FIELD] === false) return [{ path, state: 'compliant' }]
  const text = value[FIELD] === true ? `${FIELD}: true` : `no ${FIELD} in ServiceAccount "${object.resource.name}"`
  const against = findObjection(object, context)
  return [
    {
      path,
      state: 'open',
      operations: setField({ value, pointer: at.pointer }, [FIELD], false),
      reason: 'pods that use this account got an API token by default',
      evidence: [{ source: 'manifest', text, at: value[FIELD] === true ? { ...at, pointer: path } : at }],
      confidence: 'assumed',
      ...(against === undefined ? {} : { against }),
    },
  ]
}

/** ServiceAccount objects: only those that nothing in the stream binds or names, since operators start pods unseen. */
export const serviceAccounts: ObjectJudge = { group: '', kinds: ['ServiceAccount'], fields: [`/${FIELD}`], judge }
